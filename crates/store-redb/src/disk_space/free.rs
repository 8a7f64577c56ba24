//! How much of a disk is free.

use std::path::Path;

/// How many bytes this user may still write to the disk that `folder` is on; `None` if the system
/// does not tell.
#[cfg(unix)]
pub(super) fn free_space(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
pub(super) fn free_space(_folder: &Path) -> Option<u64> {
    None
}
