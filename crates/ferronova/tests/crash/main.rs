//! The state of a cloud after the process was killed.
//!
//! Concurrent callers boot, rename, lock, stop and delete servers until the process is killed at a
//! random moment; then it is restarted on the same data. Everything that was acknowledged or seen
//! must be there. The rest may be there or not, but never partly.
//!
//! A kill loses what the process had not written; `cut_off` also loses what was not synced to the
//! disk.

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
