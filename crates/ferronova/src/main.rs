//! The compute API of `OpenStack` in one program: every linked extension, and the server.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// It gives back to the system what large answers and passwords took. That of the C library keeps
/// it, once for each thread that ever needed as much.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    ferronova_server::run([ferronova_extensions::PACKAGES])
}
