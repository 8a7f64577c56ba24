//! The server answers abuse with a fault or closes the connection, and other clients don't notice.

#![cfg(target_os = "linux")]

mod bodies;
mod cloud;
mod connections;
mod edges;
mod heads;
mod json;
mod leavers;
mod lists;
mod logins;
mod raw;
mod slow_readers;
#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "other tests of the program need more of it")]
mod support;
