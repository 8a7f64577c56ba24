//! Explains faults of the layout of YAML to its author.
//!
//! A parser of YAML reports where it could not continue and what it expected. The cause is often
//! the wrong indentation of a line, which can only be seen by comparing the line with other lines.
//! This crate finds such causes in texts that could not be parsed: [`find_fault`] compares each
//! line with the open blocks above it, [`hint`] explains one line, and [`elsewhere`] finds a key
//! that is missing in its block and was written outside of it.

mod blocks;
mod lines;
mod near;

pub use blocks::{Fault, find_fault};
pub use near::{elsewhere, hint};
