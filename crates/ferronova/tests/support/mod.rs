//! What the tests of the program share.

pub(crate) mod caller;
pub(crate) mod program;
