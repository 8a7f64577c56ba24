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
fn one_microversion_can_be_printed() {
    let folder = new_folder();

    let Finished { status, stdout, stderr } =
        run(folder.path(), ["api-ref", "v2.1", "--microversion", "2.73"]);

    assert_eq!((status, stderr.as_str()), (Some(0), ""));
    assert!(!stdout.contains("\"x-since\"") && !stdout.contains("\"x-until\""));
    let document: Value = serde_json::from_str(&stdout).expect("it is JSON");
    let about = document["info"]["description"].as_str().unwrap_or_default();
    assert!(about.ends_with(", at microversion 2.73."), "{about}");
}

#[test]
fn a_microversion_that_the_version_does_not_have_is_refused() {
    let folder = new_folder();

    for (version, microversion, expected_status, reason) in [
        ("v2.1", "2.105", 1, "the microversions of v2.1 are 2.1 to 2.104"),
        ("v2.1", "2.0", 1, "the microversions of v2.1 are 2.1 to 2.104"),
        ("v2", "2.1", 1, "v2 has no microversions"),
        ("v2.1", "latest", 2, "`latest` is no microversion"),
    ] {
        let arguments = ["api-ref", version, "--microversion", microversion];

        let Finished { status, stdout, stderr } = run(folder.path(), arguments);

        assert_eq!((status, stdout.as_str()), (Some(expected_status), ""));
        assert!(flat(&stderr).contains(reason), "{stderr}");
    }
}

#[test]
fn a_version_that_nobody_knows_is_refused_with_those_there_are() {
    let folder = new_folder();

    let Finished { status, stdout, stderr } = run(folder.path(), ["api-ref", "v9"]);

    assert_eq!((status, stdout.as_str()), (Some(2), ""));
    assert!(flat(&stderr).contains("[possible values: v2, v2.1, v3]"), "{stderr}");
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
