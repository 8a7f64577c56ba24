//! The announcement on standard output.

use std::{
    collections::BTreeMap,
    net::{TcpListener, TcpStream},
    process::Command,
};

use crate::{
    assert_refused, names_in, new_folder, run,
    support::{
        caller::Caller,
        program::{Program, ferronova, serve},
    },
};

#[test]
fn standard_output_is_the_addresses_and_the_variables_of_clients() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let base = program.base_url();
    let data = folder.path().join("data");

    program.signal("TERM");
    let stdout = program.finish().stdout;

    let expected = format!(
        "# Ferronova {version} listens on {bound}\n\
         #   compute   {base}/v2\n\
         #   identity  {base}/identity\n\
         #   image     {base}/image\n\
         #   network   {base}/network\n\
         #   page      {base}/ferronova\n\
         # Everything is kept in {data}, with openrc and clouds.yaml for clients.\n\
         # Clients log in as user demo of project demo:\n\
         export OS_AUTH_URL={base}/identity\n\
         export OS_USERNAME=demo\n\
         export OS_PASSWORD=secret\n\
         export OS_PROJECT_NAME=demo\n\
         export OS_TENANT_NAME=demo\n\
         export OS_USER_DOMAIN_NAME=Default\n\
         export OS_PROJECT_DOMAIN_NAME=Default\n",
        version = env!("CARGO_PKG_VERSION"),
        bound = base.trim_start_matches("http://"),
        data = data.display(),
    );
    assert_eq!(stdout, expected);
}

#[test]
fn a_shell_can_read_it_whatever_the_names_are() {
    let folder = new_folder();
    let seed = r#"
projects: [{name: "it's $HOME"}]
users: [{name: "a b`c`", password: "x\"y\\z;#", roles: {"it's $HOME": [member]}}]
"#;
    std::fs::write(folder.path().join("seed.yaml"), seed).expect("it can be written");
    let program = Program::start_serving(&mut serve(folder.path(), ["--seed", "seed.yaml"]));

    let said = variables_of(&program.stdout());

    assert_eq!(said["OS_USERNAME"], "a b`c`");
    assert_eq!(said["OS_PASSWORD"], r#"x"y\z;#"#);
    assert_eq!(said["OS_PROJECT_NAME"], "it's $HOME");
    assert_eq!(said["OS_TENANT_NAME"], "it's $HOME");
}

#[test]
fn port_0_is_replaced_by_the_port_that_was_taken() {
    for address in ["127.0.0.1:0", "[::1]:0", "localhost:0", "0.0.0.0:0"] {
        if address.starts_with('[') && TcpListener::bind(address).is_err() {
            eprintln!("skipped: this machine has no {address}");
            continue;
        }
        let folder = new_folder();
        let arguments = ["serve", "--ephemeral", "--listen", address];

        let program = Program::start_serving(&mut ferronova(folder.path(), arguments));

        let base_url = program.base_url();
        let bound = base_url.strip_prefix("http://").expect("it is a URL");
        TcpStream::connect(bound).unwrap_or_else(|error| panic!("{bound}: {error}"));
        assert_eq!(Caller::nobody(&base_url).call("GET", "/identity", None).status, 200);
    }
}

#[test]
fn every_address_that_is_printed_answers() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let caller = Caller::log_in(&program.base_url(), "demo");

    for service in ["/v2", "/identity", "/image", "/network"] {
        assert!(program.stdout().contains(&format!("{}{service}\n", program.base_url())));
        let status = caller.call("GET", service, None).status;
        assert!([200, 300].contains(&status), "{service}: {status}");
    }
}

#[test]
fn who_can_be_reached_from_elsewhere_is_warned_of_the_password_that_all_know() {
    let folder = new_folder();
    for (address, is_warned) in [("0.0.0.0:0", true), ("127.0.0.1:0", false)] {
        let arguments = ["serve", "--ephemeral", "--listen", address];
        let program = Program::start_serving(&mut ferronova(folder.path(), arguments));

        program.signal("TERM");
        let log = program.finish().stderr;

        let warning = "still has the password of the built-in seed: everybody can log in";
        assert_eq!(log.contains(warning), is_warned, "{log}");
    }
}

#[test]
fn an_address_that_is_taken_is_refused() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = taken.local_addr().expect("it has an address").to_string();
    let folder = new_folder();

    let finished = run(folder.path(), ["serve", "--data", "data", "--listen", &address]);

    assert_refused(&finished, &[&address, "in use", "choose another with --listen"]);
    assert_eq!(names_in(folder.path()), [""; 0]);
}

#[test]
fn an_address_of_another_machine_is_refused() {
    let folder = new_folder();

    let finished = run(folder.path(), ["serve", "--ephemeral", "--listen", "192.0.2.1:0"]);

    assert_refused(&finished, &["192.0.2.1:0", "choose another with --listen"]);
}

/// Returns the variables of a POSIX shell after it has read a text.
fn variables_of(text: &str) -> BTreeMap<String, String> {
    let output = Command::new("sh")
        .args(["-c", &format!("{text}\nenv -0")])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", "/home/of/nobody")
        .output()
        .expect("there is a shell");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let text = String::from_utf8(output.stdout).expect("it is UTF-8");
    let pairs = text.split('\0').filter_map(|it| it.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
