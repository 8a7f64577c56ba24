//! The address of the socket on which a running server receives commands.

use std::{
    fs::File,
    io,
    os::fd::AsRawFd as _,
    path::{Path, PathBuf},
};

use socket2::SockAddr;

/// The name of the socket in the data folder.
const NAME: &str = "ferronova.sock";

/// Returns the path of the socket in a data folder.
pub(super) fn path(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

/// Calls a function with the address of the socket. An address holds about a hundred bytes; a
/// longer path is replaced by one through `/proc/self/fd`, on systems that have it.
pub(super) fn with_address<T>(
    folder: &Path,
    work: impl FnOnce(&SockAddr) -> io::Result<T>,
) -> io::Result<T> {
    if let Ok(address) = SockAddr::unix(path(folder)) {
        return work(&address);
    }
    let opened = File::open(folder)?;
    let short = PathBuf::from(format!("/proc/self/fd/{}", opened.as_raw_fd()));
    if !short.exists() {
        let text = "the path of the data folder is too long for a socket on this system";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
    }
    work(&SockAddr::unix(path(&short))?)
}
