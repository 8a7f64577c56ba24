//! The files that the server writes for clients.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use crate::{
    names_in, new_folder,
    support::program::{Program, ferronova, serve},
};

#[test]
fn the_data_folder_has_files_for_clients_that_nobody_else_can_read() {
    let folder = new_folder();
    let data = folder.path().join("data");

    let program = Program::start_serving(&mut serve(folder.path(), []));

    assert_eq!(
        names_in(&data),
        ["clouds.yaml", "ferronova.redb", "ferronova.reserve", "ferronova.sock", "openrc"]
    );
    for name in names_in(&data) {
        let mode = fs::metadata(data.join(&name)).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let openrc = read(&data, "openrc");
    assert_eq!(exports(&openrc), exports(&program.stdout()));
    assert_eq!(exports(&openrc).len(), 7);
    assert_eq!(read(&data, "clouds.yaml"), clouds_yaml(&program.base_url()));
}

fn clouds_yaml(base_url: &str) -> String {
    let cloud = |name: &str, user: &str| {
        format!(
            "  {name}:\n    \
               auth:\n      \
                 auth_url: {base_url}/identity\n      \
                 username: {user}\n      \
                 password: secret\n      \
                 project_name: {user}\n      \
                 user_domain_name: Default\n      \
                 project_domain_name: Default\n    \
               region_name: RegionOne\n    \
               identity_api_version: 3\n"
        )
    };
    let clouds = [cloud("ferronova", "demo"), cloud("ferronova-admin", "admin")];
    format!("# Written by Ferronova whenever it starts.\nclouds:\n{}", clouds.concat())
}

#[test]
fn the_files_are_written_anew_by_every_start_and_keep_passwords_that_are_known() {
    let folder = new_folder();
    let data = folder.path().join("data");
    let seed = "projects: [{name: p}]\nusers: [{name: u, password: w, roles: {p: [member]}}]\n";
    fs::write(folder.path().join("seed.yaml"), seed).expect("it can be written");
    drop(Program::start_serving(&mut serve(folder.path(), ["--seed", "seed.yaml"])));
    let first = read(&data, "clouds.yaml");
    let url = ["--public-url", "http://cloud.example.org"];

    let program = Program::start_serving(&mut serve(folder.path(), url));

    assert!(first.contains("password: w\n"), "{first}");
    assert!(program.stdout().contains("export OS_PASSWORD=w\n"), "{}", program.stdout());
    assert!(read(&data, "openrc").contains("OS_AUTH_URL=http://cloud.example.org/identity\n"));
    let second = read(&data, "clouds.yaml");
    assert!(second.contains("auth_url: http://cloud.example.org/identity\n"), "{second}");
    assert!(second.contains("password: w\n"), "{second}");
}

#[test]
fn an_ephemeral_server_writes_nothing() {
    let folder = new_folder();
    let arguments = ["serve", "--ephemeral", "--listen", "127.0.0.1:0"];
    let mut command = ferronova(folder.path(), arguments);
    let temporary = new_folder();

    let program = Program::start_serving(command.env("TMPDIR", temporary.path()));
    program.signal("TERM");
    let finished = program.finish();

    assert_eq!(finished.status, Some(0));
    assert!(finished.stdout.contains("Everything is kept in memory"), "{}", finished.stdout);
    assert_eq!(names_in(folder.path()), [""; 0]);
    assert_eq!(names_in(temporary.path()), [""; 0]);
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("it is readable")
}

fn exports(text: &str) -> Vec<&str> {
    text.lines().filter(|it| it.starts_with("export ")).collect()
}
