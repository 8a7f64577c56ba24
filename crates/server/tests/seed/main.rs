//! Seed files: their content and their error messages.

mod built_in;
mod details;
mod disks;
mod documents;
mod key_pairs;
mod limits;
mod mistakes;
mod servers;
mod zoo;

use std::fs;

use ferronova_compute::{Server, Timestamp};
use ferronova_server::Seed;

const NOW: i64 = 1_800_000_000;

fn now() -> Timestamp {
    Timestamp::from_seconds(NOW)
}

fn read(text: &str) -> Result<Seed, String> {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("seed.yaml");
    fs::write(&path, text).expect("a seed for the test");
    Seed::read(&path, now()).map_err(|error| {
        let folder = format!("{}/", folder.path().display());
        error.to_string().replace(&folder, "")
    })
}

fn seed(text: &str) -> Seed {
    read(text).unwrap_or_else(|error| panic!("{error}"))
}

fn error(text: &str) -> String {
    let error = read(text).err().unwrap_or_else(|| panic!("this is accepted:\n{text}"));
    assert!(!error.contains('\n'), "{error}");
    error
}

/// Returns the error, without its place, of a server with these lines besides its name and project.
fn server_error(lines: &str) -> String {
    let text = error(&format!("servers:\n- name: web\n  project: demo\n  {lines}\n"));
    let (place, what) = text.split_once(": ").expect("a place and what is wrong there");
    assert!(place.starts_with("seed.yaml:"), "{text}");
    what.to_owned()
}

fn servers(seed: &Seed) -> Vec<&Server> {
    seed.content.servers.iter().map(|(server, _)| server).collect()
}
