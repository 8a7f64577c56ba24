//! Backups while servers are created.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use serde_json::json;

use crate::{
    assert_done, backup, boot, names_in, new_folder, run,
    support::{
        caller::Caller,
        program::{Program, serve},
    },
};

const CALLERS: usize = 4;
const BACKUPS: usize = 4;

/// The servers that exist, and the servers that are locked, according to the responses so far.
#[derive(Clone, Default)]
struct ExpectedServers {
    there: BTreeSet<String>,
    locked: BTreeSet<String>,
}

/// Creates and locks servers until `is_over`.
fn work(caller: &Caller, known: &Mutex<ExpectedServers>, is_over: &AtomicBool) {
    while !is_over.load(Ordering::SeqCst) {
        let id = boot(caller, "web");
        known.lock().expect("nobody failed").there.insert(id.clone());
        let path = format!("servers/{id}/action");
        assert_eq!(caller.call("POST", &path, Some(&json!({"lock": null}))).status, 202);
        known.lock().expect("nobody failed").locked.insert(id);
    }
}

#[test]
fn everything_that_was_answered_before_is_in_it_and_nothing_by_halves() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let base_url = program.base_url();
    let caller = Caller::log_in(&base_url, "demo");
    let known = Mutex::new(ExpectedServers::default());
    let is_over = AtomicBool::new(false);
    let mut made = Vec::new();
    thread::scope(|scope| {
        for _ in 0..CALLERS {
            let caller = caller.at(&base_url);
            scope.spawn(|| {
                let caller = caller;
                work(&caller, &known, &is_over);
            });
        }
        for n in 0..BACKUPS {
            while known.lock().expect("nobody failed").locked.len() < 20 * (n + 1) {
                thread::yield_now();
            }
            let before = known.lock().expect("nobody failed").clone();
            let file = format!("{n}.backup");
            let mut command = backup(folder.path(), &base_url, &["--output", &file]);
            assert_done(&Program::start(&mut command).finish(), "holds a backup of ");
            made.push((file, before));
        }
        is_over.store(true, Ordering::SeqCst);
    });

    for (file, before) in made {
        let elsewhere = new_folder();
        let path = folder.path().join(&file);
        let path = path.to_str().expect("it is UTF-8");
        assert_done(&run(elsewhere.path(), ["restore", path, "--data", "data"]), "data holds the ");
        assert_done(&run(elsewhere.path(), ["check", "--data", "data"]), " 0 findings");
        let restored = Program::start_serving(&mut serve(elsewhere.path(), []));
        let caller = caller.at(&restored.base_url());
        for id in &before.there {
            let server = caller.call("GET", &format!("servers/{id}"), None).body["server"].clone();
            assert_eq!(server["id"], **id, "{file} lacks a server");
            let is_locked = before.locked.contains(id);
            assert!(!is_locked || server["locked"] == true, "{file} lacks a lock");
        }
    }
    assert_eq!(names_in(folder.path()).len(), 1 + BACKUPS);
}
