//! Extensions that are not loaded.

use crate::{
    new_folder,
    support::{
        caller::Caller,
        program::{Program, serve},
    },
};

#[test]
fn a_disabled_extension_is_not_listed() {
    for arguments in [
        ["--disable-extension", "os-server-locked-status", "--disable-extension", "OS-EXT-STS"]
            .as_slice(),
        ["--disable-extension", "os-server-locked-status,OS-EXT-STS"].as_slice(),
    ] {
        let folder = new_folder();

        let program = Program::start_serving(&mut serve(folder.path(), arguments.iter().copied()));

        let caller = Caller::log_in(&program.base_url(), "demo");
        let status = |alias| caller.call("GET", &format!("extensions/{alias}"), None).status;
        assert_eq!(status("os-server-locked-status"), 404);
        assert_eq!(status("OS-EXT-STS"), 404);
        assert_eq!(status("os-admin-actions"), 200);
    }
}

#[test]
fn an_alias_that_nobody_has_is_a_warning_that_lists_those_there_are() {
    let folder = new_folder();
    let flag = ["--disable-extension", "os-server-lock-status"];

    let program = Program::start_serving(&mut serve(folder.path(), flag));
    program.signal("TERM");
    let log = program.finish().stderr;

    let warning = log.lines().find(|it| it.contains("os-server-lock-status"));
    let warning = warning.unwrap_or_else(|| panic!("no warning in {log}"));
    assert!(warning.contains("WARN"), "{warning}");
    for known in ["OS-EXT-STS", "os-admin-actions", "os-server-locked-status"] {
        assert!(warning.contains(known), "{known} is not in: {warning}");
    }
}
