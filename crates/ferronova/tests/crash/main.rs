//! The state of a cloud after the process was killed.
//!
//! Concurrent callers boot, rename, lock, stop and delete servers until the process is killed at a
//! random moment. Then the program is restarted on the same data. Every change that was
//! acknowledged or seen must be there. Every other change must be there completely or not at all.
//!
//! A kill loses everything that the process has not written. The tests in `cut_off` also lose
//! everything that was not synced to the disk.

#![cfg(unix)]

mod agreement;
mod cloud;
mod cut_off;
mod disk;
mod first_start;
mod history;
mod model;
mod record;
mod storage;
#[path = "../support/mod.rs"]
mod support;
mod traffic;
mod trial;

use crate::{model::Pace, storage::Storage, trial::Trial};

#[test]
fn what_was_acknowledged_outlives_a_kill() {
    Trial::on(folder(), Pace::AtOnce).run(6);
}

#[test]
fn work_in_progress_goes_on_after_a_kill() {
    Trial::on(folder(), Pace::InTime).run(5);
}

fn folder() -> Storage {
    Storage::Folder(tempfile::tempdir().expect("a folder can be made"))
}
