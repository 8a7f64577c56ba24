//! What is wrong with the layout of a text in YAML, in the words of somebody who writes it.
//!
//! A reader of YAML says where it could not go on, and what it waited for there. What is wrong is
//! most often how far a line is indented, which shows when lines are compared. That is done here,
//! for texts that could not be read: [`find_fault`] looks at each line as the blocks that are open
//! above it demand, [`hint`] at one line, and [`elsewhere`] for a key that is missing where it is
//! due.

mod blocks;
mod lines;
mod near;

pub use blocks::{Fault, find_fault};
pub use near::{elsewhere, hint};
