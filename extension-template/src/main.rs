//! The compute API with every extension of Ferronova, and this one.

use std::process::ExitCode;

// Without a mention, Rust does not link a crate, and its extension would be missing.
use my_extension as _;

fn main() -> ExitCode {
    ferronova_server::run([ferronova_extensions::PACKAGES, &["my-extension"]])
}
