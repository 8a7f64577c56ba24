//! Checks that the answers to concurrent callers are linearizable.
//!
//! Owners, administrators and strangers lock, unlock, rename, stop, delete, show and list a few
//! servers at full speed, through both versions of the API. Each call is recorded with its
//! beginning and end. Then, for every server, there must be a sequential order of the calls that
//! explains every recorded answer.

#![cfg(unix)]

mod brute_force;
mod callers;
mod explanation;
mod generated;
mod history;
mod known;
mod model;
mod names;
mod order;
mod recorded;
mod recording;
mod search;
mod snapshots;
#[path = "../support/mod.rs"]
mod support;
mod traffic;
mod trial;

use crate::trial::Storage;

#[test]
fn what_callers_are_told_has_one_order_per_server_in_memory() {
    trial::run(Storage::Memory);
}

#[test]
fn what_callers_are_told_has_one_order_per_server_on_disk() {
    trial::run(Storage::Disk);
}
