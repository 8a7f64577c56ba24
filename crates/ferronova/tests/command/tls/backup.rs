//! Backups from a server with a certificate that the system does not trust.

use std::path::Path;

use super::{HOST, certificate::Pair, start};
use crate::{
    assert_refused, names_in, new_folder,
    support::program::{Finished, Program, ferronova},
};

/// Runs `ferronova backup` as the administrator of the built-in seed, with `OS_CACERT` set to
/// `root`.
fn back_up(folder: &Path, base_url: &str, root: Option<&str>) -> Finished {
    let mut command = ferronova(folder, ["backup", "--output", "kept.backup"]);
    command.env("OS_AUTH_URL", format!("{base_url}/identity"));
    command.env("OS_USERNAME", "admin").env("OS_PASSWORD", "secret");
    command.env("OS_PROJECT_NAME", "admin");
    if let Some(root) = root {
        command.env("OS_CACERT", root);
    }
    Program::start(&mut command).finish()
}

#[test]
fn a_backup_believes_whom_the_variable_names() {
    let folder = new_folder();
    let program = start(folder.path(), &Pair::self_signed(HOST));

    let refused = back_up(folder.path(), &program.base_url(), None);
    let finished = back_up(folder.path(), &program.base_url(), Some("cert.pem"));

    assert_refused(&refused, &["no answer from https://127.0.0.1"]);
    assert_eq!(finished.status, Some(0), "{}", finished.stderr);
    assert!(names_in(folder.path()).contains(&"kept.backup".to_owned()));
}

#[test]
fn a_file_without_a_certificate_is_refused_by_its_name() {
    let folder = new_folder();
    let program = start(folder.path(), &Pair::self_signed(HOST));

    for file in ["key.pem", "nowhere.pem"] {
        let finished = back_up(folder.path(), &program.base_url(), Some(file));

        assert_refused(&finished, &["can't read the certificates in", file, "OS_CACERT"]);
    }
}
