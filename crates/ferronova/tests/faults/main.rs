//! The program on disks that are full, slow, read-only, damaged or gone.

#![cfg(unix)]

mod cloud;
mod displaced;
mod flipped_bits;
mod full_disk;
mod mount;
mod read_only;
mod reserve;
mod slow_disk;
#[path = "../support/mod.rs"]
mod support;

use std::env;

/// Reads a number from an environment variable.
fn number_in(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}
