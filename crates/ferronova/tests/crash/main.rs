//! What is left of a cloud after the process was killed.
//!
//! Callers boot, rename, lock, stop and delete servers, many at once, until the process is killed
//! at some moment; then it is started again on the same data. What was acknowledged must be there,
//! what was seen too, and what was neither may be there or not, but never by halves.
//!
//! A kill takes away what the process had not given to the system; that the system has given it to
//! the disk can't be tested in this way.

#![cfg(unix)]

mod agreement;
mod cloud;
mod first_start;
mod history;
mod model;
mod record;
#[path = "../support/mod.rs"]
mod support;
mod traffic;
mod trial;

use crate::{model::Pace, trial::Trial};

#[test]
fn what_was_acknowledged_outlives_a_kill() {
    Trial::new(Pace::AtOnce).run(6);
}

#[test]
fn work_in_progress_goes_on_after_a_kill() {
    Trial::new(Pace::InTime).run(5);
}
