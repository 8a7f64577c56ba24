//! Support for the tests of the program.

pub(crate) mod caller;
pub(crate) mod program;
