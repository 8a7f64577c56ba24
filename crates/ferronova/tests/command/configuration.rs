//! The precedence of flags, variables, the configuration file and defaults.

use std::{fs, path::Path};

use crate::{
    names_in, new_folder,
    support::program::{Program, ferronova, serve},
};

const VARIABLE: (&str, &str) = ("FERRONOVA_PUBLIC_URL", "http://variable.example.org");
const FLAG: [&str; 2] = ["--public-url", "http://flag.example.org"];

#[test]
fn a_flag_goes_before_its_variable_and_that_before_the_file() {
    let folder = new_folder();
    write(folder.path(), "conf.toml", "public-url = 'http://file.example.org'");
    let base_url = |arguments: &[&str], variables: &[(&str, &str)]| {
        let arguments = arguments.iter().copied();
        let mut command = serve(folder.path(), ["--config", "conf.toml"]);
        Program::start_serving(command.args(arguments).envs(variables.iter().copied())).base_url()
    };

    assert_eq!(base_url(&FLAG, &[VARIABLE]), "http://flag.example.org");
    assert_eq!(base_url(&[], &[VARIABLE]), "http://variable.example.org");
    assert_eq!(base_url(&[], &[]), "http://file.example.org");
    let without_file = Program::start_serving(&mut serve(folder.path(), []));
    assert!(without_file.base_url().starts_with("http://127.0.0.1:"));
}

#[test]
fn the_file_may_be_named_by_a_variable() {
    let folder = new_folder();
    write(folder.path(), "conf.toml", "public-url = 'http://file.example.org'");
    let mut command = serve(folder.path(), []);

    let program = Program::start_serving(command.env("FERRONOVA_CONFIG", "conf.toml"));

    assert_eq!(program.base_url(), "http://file.example.org");
}

#[test]
fn a_path_in_the_file_is_relative_to_its_folder() {
    let folder = new_folder();
    fs::create_dir(folder.path().join("conf")).expect("a folder can be made");
    let text = "listen = '127.0.0.1:0'\ndata = 'kept'\nseed = 'seed.yaml'\npolicy-file = 'p.json'";
    write(folder.path(), "conf/ferronova.toml", text);
    write(folder.path(), "conf/seed.yaml", "users: []");
    write(folder.path(), "conf/p.json", "{}");
    let arguments = ["serve", "--config", "conf/ferronova.toml"];

    let mut program = Program::start(&mut ferronova(folder.path(), arguments));

    assert!(program.wait_until(|it| it.prints("nobody can log in")), "{}", program.stderr());
    assert_eq!(names_in(folder.path()), ["conf"]);
    let expected = ["ferronova.toml", "kept", "p.json", "seed.yaml"];
    assert_eq!(names_in(&folder.path().join("conf")), expected);
}

#[test]
fn an_unknown_name_in_the_file_is_a_warning_with_its_line() {
    let folder = new_folder();
    write(folder.path(), "conf.toml", "\nbuild_time = '3s'\n[v2]\nport = 1");

    let program = Program::start_serving(&mut serve(folder.path(), ["--config", "conf.toml"]));
    program.signal("TERM");
    let log = program.finish().stderr;

    let unknown =
        "conf.toml:2: the unknown key `build_time` is ignored; did you mean `build-time`?";
    assert!(log.contains(unknown) && log.contains("WARN"), "{log}");
    assert!(log.contains("conf.toml:4: the unknown key `port` is ignored"), "{log}");
}

#[test]
fn a_variable_that_is_empty_counts_as_not_set() {
    let folder = new_folder();
    let mut command = serve(folder.path(), []);
    for name in ["EPHEMERAL", "SEED", "PUBLIC_URL", "POLICY_FILE", "BUILD_TIME", "CONFIG"] {
        command.env(format!("FERRONOVA_{name}"), "");
    }

    let program = Program::start_serving(&mut command);

    assert!(program.base_url().starts_with("http://127.0.0.1:"));
}

#[test]
fn of_a_folder_and_none_the_one_that_is_said_in_the_stronger_place_holds() {
    let folder = new_folder();
    write(folder.path(), "conf.toml", "listen = '127.0.0.1:0'\ndata = 'data'");
    let start = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = ferronova(folder.path(), ["serve", "--listen", "127.0.0.1:0"]);
        command.args(arguments).envs(variables.iter().copied());
        drop(Program::start_serving(&mut command));
        names_in(folder.path())
    };

    let nothing_new = ["conf.toml"];
    assert_eq!(start(&["--ephemeral", "--config", "conf.toml"], &[]), nothing_new);
    assert_eq!(start(&["--ephemeral"], &[("FERRONOVA_DATA", "data")]), nothing_new);
    assert_eq!(start(&["--config", "conf.toml"], &[("FERRONOVA_EPHEMERAL", "true")]), nothing_new);
    assert_eq!(
        start(&["--data", "data"], &[("FERRONOVA_EPHEMERAL", "true")]),
        ["conf.toml", "data"]
    );
}

#[test]
fn without_a_word_the_data_is_kept_in_the_working_folder() {
    let folder = new_folder();
    let arguments = ["serve", "--listen", "127.0.0.1:0"];

    let program = Program::start_serving(&mut ferronova(folder.path(), arguments));

    assert_eq!(names_in(folder.path()), ["ferronova-data"]);
    drop(program);
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("it can be written");
}
