//! Where the socket is.

use std::{
    fs::File,
    io,
    os::fd::AsRawFd as _,
    path::{Path, PathBuf},
};

use socket2::SockAddr;

/// Its name in the data folder.
const NAME: &str = "ferronova.sock";

/// The path of the socket of a data folder.
pub(super) fn path(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

/// Does something with the address of that socket. A path has room for some hundred bytes there; a
/// longer one is shortened by going through a descriptor of the folder, where the system has those
/// as files.
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
