//! Explains faults of the layout of YAML to its author.
//!
//! A parser of YAML reports where it could not continue and what it expected. The cause is often
//! the indentation of a line, which shows in comparison with other lines. This crate finds such
//! causes in texts that could not be parsed: [`find_fault`] compares each line with the open blocks
//! above it, [`hint`] explains one line, and [`elsewhere`] finds a missing key outside of its
//! block.

mod blocks;
mod lines;
mod near;

pub use blocks::{Fault, find_fault};
pub use near::{elsewhere, hint};
