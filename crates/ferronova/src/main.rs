//! The compute API of `OpenStack` in one program: every linked extension, and the server.

use std::process::ExitCode;

fn main() -> ExitCode {
    ferronova_server::run([ferronova_extensions::PACKAGES])
}
