//! HTTPS: connections, announcements, and handshakes.

mod backup;
mod certificate;
mod client;
mod files;

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    time::Duration,
};

use rustls::version::{TLS12, TLS13};
use serde_json::json;

use self::{certificate::Pair, client::Client};
use crate::{
    new_folder,
    support::program::{Program, serve},
};

const FLAGS: [&str; 4] = ["--tls-cert", "cert.pem", "--tls-key", "key.pem"];

const HOST: &str = "127.0.0.1";

/// Maximum time until a connection is closed.
const PATIENCE: Duration = Duration::from_mins(1);

/// Starts a server with this certificate. Certificate and data are in `folder`.
#[track_caller]
fn start(folder: &Path, pair: &Pair) -> Program {
    pair.write(folder);
    Program::start_serving(&mut serve(folder, FLAGS))
}

/// Opens a connection without TLS.
fn connect_plainly(base_url: &str) -> TcpStream {
    let address = base_url.strip_prefix("https://").expect("it is a URL of HTTPS");
    let stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time out can be set");
    stream
}

/// Reads until the connection is closed or reset.
fn read_to_close(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Err(error) if error.kind() != std::io::ErrorKind::ConnectionReset => {
            panic!("it is not closed: {error}")
        }
        Ok(_) | Err(_) => bytes,
    }
}

#[test]
fn every_url_of_a_server_with_a_certificate_is_one_of_https() {
    let folder = new_folder();
    let pair = Pair::self_signed(HOST);
    let program = start(folder.path(), &pair);
    let base = program.base_url();
    let client = Client::trusting(&pair.certificate, &base);
    let user = json!({"name": "demo", "password": "secret", "domain": {"name": "Default"}});
    let scope = json!({"project": {"name": "demo", "domain": {"name": "Default"}}});
    let identity = json!({"methods": ["password"], "password": {"user": user}});
    let login = json!({"auth": {"identity": identity, "scope": scope}}).to_string();

    let issued = client.send("POST", "/identity/v3/auth/tokens", "", &login);
    let token = issued.lines().find_map(|it| it.strip_prefix("x-subject-token: "));
    let header = format!("X-Auth-Token: {}\r\n", token.expect("there is a token"));
    let path = "/v2/de000000000000000000000000000001/flavors";
    let flavors = client.send("GET", path, &header, "");

    assert!(base.starts_with("https://127.0.0.1:"), "{base}");
    for answer in [&issued, &flavors, &client.get("/"), &client.get("/identity")] {
        assert!(answer.contains(&format!("\"{base}/")), "{answer}");
        assert!(!answer.contains("http://127"), "{answer}");
    }
    let stdout = program.stdout();
    assert!(stdout.contains(&format!("#   compute   {base}/v2\n")), "{stdout}");
    assert!(!stdout.contains("http://"), "{stdout}");
}

#[test]
fn clients_are_given_a_certificate_that_issued_itself() {
    let folder = new_folder();
    let program = start(folder.path(), &Pair::self_signed(HOST));
    let path = folder.path().join("cert.pem");
    let path = path.to_str().expect("it is UTF-8");

    let read =
        |name| fs::read_to_string(folder.path().join("data").join(name)).expect("it is there");

    let line = format!("export OS_CACERT={path}\n");
    assert!(program.stdout().contains(&line), "{}", program.stdout());
    assert!(read("openrc").contains(&line));
    assert_eq!(read("clouds.yaml").matches(&format!("    cacert: {path}\n")).count(), 2);
}

#[test]
fn a_server_speaks_tls_1_2_and_1_3_and_http_1_1_in_it() {
    let folder = new_folder();
    let pair = Pair::self_signed(HOST);
    let program = start(folder.path(), &pair);

    for version in [&TLS12, &TLS13] {
        let client = Client::speaking(&[version], &pair.certificate, &program.base_url());

        let connection = client.connect().expect("the version is spoken");

        assert_eq!(connection.protocol(), Some(&b"http/1.1"[..]));
        assert!(client.get("/healthz").starts_with("HTTP/1.1 200 "));
    }
}

#[test]
fn plain_http_is_not_answered_and_disturbs_nobody() {
    let folder = new_folder();
    let pair = Pair::self_signed(HOST);
    let program = start(folder.path(), &pair);
    let client = Client::trusting(&pair.certificate, &program.base_url());
    let mut open = client.connect().expect("it is trusted");

    for request in ["GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n\r\n\r\n\r\n"] {
        let mut plain = connect_plainly(&program.base_url());
        plain.write_all(request.as_bytes()).expect("it can be sent");

        let answer = read_to_close(&mut plain);

        assert!(!answer.starts_with(b"HTTP/"), "{}", String::from_utf8_lossy(&answer));
    }
    open.write("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert!(open.read_to_end().starts_with("HTTP/1.1 200 "));
}

#[test]
fn a_handshake_that_nobody_goes_on_with_is_ended() {
    let folder = new_folder();
    let pair = Pair::self_signed(HOST);
    let program = start(folder.path(), &pair);
    let client = Client::trusting(&pair.certificate, &program.base_url());
    let mut silent = connect_plainly(&program.base_url());
    // The header of a TLS record of 512 bytes, of which nothing else is sent.
    let mut begun = connect_plainly(&program.base_url());
    begun.write_all(&[22, 3, 1, 2, 0]).expect("it can be sent");

    let meanwhile = client.get("/healthz");
    let ends = [read_to_close(&mut silent), read_to_close(&mut begun)];

    assert!(meanwhile.starts_with("HTTP/1.1 200 "), "{meanwhile}");
    assert!(ends.iter().all(|it| !it.starts_with(b"HTTP/")));
}

#[test]
fn a_certificate_that_was_renewed_is_shown_after_a_hangup() {
    let folder = new_folder();
    let [old, new] = [(); 2].map(|()| Pair::self_signed(HOST));
    let mut program = start(folder.path(), &old);
    let [old_client, new_client] =
        [&old, &new].map(|it| Client::trusting(&it.certificate, &program.base_url()));
    assert!(new_client.connect().is_err());

    new.write(folder.path());
    program.signal("HUP");
    let is_read = program.wait_until(|it| it.stderr().contains("read certificate and key again"));

    assert!(is_read, "{}", program.stderr());
    assert!(old_client.connect().is_err());
    assert!(new_client.get("/healthz").starts_with("HTTP/1.1 200 "));
}

#[test]
fn a_renewal_that_went_wrong_leaves_the_certificate_as_it_was() {
    let folder = new_folder();
    let pair = Pair::self_signed(HOST);
    let mut program = start(folder.path(), &pair);
    let client = Client::trusting(&pair.certificate, &program.base_url());

    fs::write(folder.path().join("key.pem"), "").expect("it can be written");
    program.signal("HUP");
    let said = "the certificate stays as it was: there is no private key in key.pem";
    let is_said = program.wait_until(|it| it.stderr().contains(said));

    assert!(is_said, "{}", program.stderr());
    assert!(client.get("/healthz").starts_with("HTTP/1.1 200 "));
}

#[test]
fn links_begin_with_the_public_url_when_there_is_one() {
    let folder = new_folder();
    let pair = Pair::self_signed("cloud.example.org");
    pair.write(folder.path());
    let url = ["--public-url", "https://cloud.example.org:8774"];
    let flags = FLAGS.into_iter().chain(url);

    let program = Program::start_serving(&mut serve(folder.path(), flags));
    program.signal("TERM");
    let finished = program.finish();

    assert!(finished.stdout.contains("OS_AUTH_URL=https://cloud.example.org:8774/identity\n"));
    assert!(finished.stdout.contains("export OS_CACERT="), "{}", finished.stdout);
    assert!(!finished.stderr.contains("WARN"), "{}", finished.stderr);
}
