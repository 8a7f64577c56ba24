//! The compute API of `OpenStack`: the server and all linked extensions.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// The allocator, chosen because it returns the memory of large responses and password hashes to
/// the system. The C library's allocator would keep such memory for each thread that ever needed
/// it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    ferronova_server::run([ferronova_extensions::PACKAGES])
}
