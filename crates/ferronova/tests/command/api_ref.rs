//! `ferronova api-ref`: the API reference on standard output.

use serde_json::Value;

use crate::{flat, names_in, new_folder, run, support::program::Finished};

/// Returns the printed reference of v2 with these flags.
#[track_caller]
fn print(flags: &[&str]) -> String {
    let folder = new_folder();
    let arguments = ["api-ref", "v2"].iter().chain(flags).copied();

    let Finished { status, stdout, stderr } = run(folder.path(), arguments);

    assert_eq!((status, stderr.as_str()), (Some(0), ""));
    assert_eq!(names_in(folder.path()), [""; 0]);
    stdout
}

/// Returns the keys of a server in a document.
#[track_caller]
fn server_keys(document: &Value) -> Vec<&String> {
    let properties = &document["components"]["schemas"]["Server"]["properties"];
    properties.as_object().expect("a server has keys").keys().collect()
}

#[test]
fn the_reference_is_printed_as_json() {
    let document: Value = serde_json::from_str(&print(&[])).expect("it is JSON");

    assert_eq!(document["openapi"], "3.1.1");
    assert!(server_keys(&document).contains(&&"locked_by".to_owned()));
    assert_eq!(document.get("servers"), None);
}

#[test]
fn the_reference_in_yaml_is_the_same() {
    let json: Value = serde_json::from_str(&print(&[])).expect("it is JSON");

    let yaml: Value = serde_saphyr::from_str(&print(&["--format", "yaml"])).expect("it is YAML");

    assert_eq!(yaml, json);
}

#[test]
fn an_extension_that_is_disabled_is_not_described() {
    let printed = print(&["--disable-extension", "os-server-locked-status,OS-EXT-STS"]);

    let document: Value = serde_json::from_str(&printed).expect("it is JSON");
    let keys = server_keys(&document);
    let is_disabled = |key: &str| key == "locked" || key.starts_with("OS-EXT-STS:");
    assert!(!keys.iter().any(|it| is_disabled(it)), "{keys:?}");
}

#[test]
fn a_version_that_nobody_knows_is_refused_with_those_there_are() {
    let folder = new_folder();

    let Finished { status, stdout, stderr } = run(folder.path(), ["api-ref", "v9"]);

    assert_eq!((status, stdout.as_str()), (Some(2), ""));
    assert!(flat(&stderr).contains("[possible values: v2, v3]"), "{stderr}");
}

#[test]
fn an_alias_that_nobody_has_is_a_warning() {
    let folder = new_folder();
    let arguments = ["api-ref", "v2", "--disable-extension", "os-server-lock-status"];

    let Finished { status, stdout, stderr } = run(folder.path(), arguments);

    assert_eq!(status, Some(0));
    assert!(stderr.contains("there is no extension `os-server-lock-status`"), "{stderr}");
    assert!(serde_json::from_str::<Value>(&stdout).is_ok());
}
