//! What is left of a cloud after the process was killed.
//!
//! Callers boot, rename, lock, stop and delete servers, many at once, until the process is killed
//! at some moment; then it is started again on the same data. What was acknowledged must be there,
//! what was seen too, and what was neither may be there or not, but never by halves.
//!
//! A kill takes away what the process had not given to the system; `cut_off` also takes away what
//! the system had not given to the disk.

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
