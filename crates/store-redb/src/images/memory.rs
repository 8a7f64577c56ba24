//! Tests that memory does not grow with the number of images. In tests of this crate the cache of
//! the engine is small, so that almost all memory of the process is that of the store.

#![cfg(target_os = "linux")]

use std::{collections::BTreeMap, env, fs, process::Command};

use ferronova_compute::{
    Decision, Image, ImageChange, ImageQuery, Images, MAX_SNAPSHOTS, Scope, Servers,
};
use ferronova_store_conformance::{
    building::{change_with_images, create, server},
    images::image,
    wait,
};
use tempfile::TempDir;
use uuid::Uuid;

use crate::RedbStore;

/// The environment variable that is set for the process that measures.
const ALONE: &str = "FERRONOVA_TEST_ALONE";

/// The path of the test.
const TEST: &str = "images::memory::a_store_with_many_images_has_none_of_them_in_memory";

/// The measurement runs in a process of its own. Otherwise, the memory of other tests would be
/// measured with it.
#[test]
fn a_store_with_many_images_has_none_of_them_in_memory() {
    if env::var_os(ALONE).is_some() {
        measure();
        return;
    }
    let program = env::current_exe().unwrap();
    let arguments = ["--exact", TEST, "--nocapture"];
    let output = Command::new(program).args(arguments).env(ALONE, "1").output().unwrap();

    let printed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}");
    assert!(printed.contains("KiB with all of them"), "it measured nothing: {printed}");
    eprint!("{printed}");
}

fn measure() {
    let folder = TempDir::new().unwrap();
    let store = RedbStore::open(folder.path()).unwrap();
    let server = create(&store, server("web"));
    let add = |images: Vec<ImageChange>| {
        let decide = |it: &ferronova_compute::Server, _: &ferronova_compute::Scratch| {
            let change = change_with_images(it.clone(), images.clone());
            Ok(Decision::Write(Box::new(change)))
        };
        wait(store.change(server.id, &Scope::All, &decide)).unwrap();
    };
    // The first images need memory that is reused for later ones.
    add((0..50).map(large).collect());
    read(&store, 50);
    let before = resident();

    for n in 1..MAX_SNAPSHOTS as u128 / 50 {
        add((n * 50..(n + 1) * 50).map(large).collect());
    }
    read(&store, MAX_SNAPSHOTS);
    let after = resident();
    drop(store);
    let store = RedbStore::open(folder.path()).unwrap();
    let reopened = resident();
    read(&store, MAX_SNAPSHOTS);

    eprintln!("{before} KiB before, {after} KiB with all of them, {reopened} KiB when reopened");
    // All images together are 62 MiB as stored, and more when decoded.
    assert!(after.max(reopened) < before + (24 << 10), "{before}, {after}, {reopened} KiB");
}

/// An image with as much metadata as the API allows.
fn large(id: u128) -> ImageChange {
    let item = |n| (format!("{n:0255}"), "x".repeat(255));
    let metadata: BTreeMap<String, String> = (0..128).map(item).collect();
    ImageChange::Add(Box::new(Image { metadata, ..image(id, "large") }))
}

/// Reads every image, first from lists and then by its id.
fn read(store: &RedbStore, expected: usize) {
    let mut query = ImageQuery { scope: Some(Scope::Project("p".to_owned())), after: None };
    let mut count = 0;
    loop {
        let slice = wait(store.images(&query)).unwrap();
        count += slice.images.len();
        query.after = slice.next;
        if slice.next.is_none() {
            break;
        }
    }
    assert_eq!(count, expected);
    for id in 0..expected as u128 {
        assert!(wait(store.find_image(Uuid::from_u128(id))).unwrap().is_some());
    }
}

/// The resident memory of this process, in KiB.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}
