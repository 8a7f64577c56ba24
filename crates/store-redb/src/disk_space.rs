//! The free space of the disk, and the reserve that is kept for small writes.
//!
//! If one large request fills the disk, the small writes of everybody else must still succeed. So a
//! file of [`RESERVE`] bytes lies beside the database. When the disk is full, a part of that file
//! is released before a small write and taken back after it, as far as there is space. To leave
//! space free instead would not help: every program that writes to the disk could take it.

mod free;
mod reserve;

use std::path::{Path, PathBuf};

use self::{free::free_space, reserve::Reserve};

/// A write of fewer bytes than this may use the reserve.
pub(crate) const SMALL: u64 = 64 << 10;

/// Number of bytes that are reserved for small writes.
const RESERVE: u64 = 4 << 20;

/// Maximum number of bytes of the disk that a small write takes: its rows, the pages above them,
/// and the engine's lists of free pages.
const TAKEN_BY_SMALL: u64 = 2 << 20;

/// Maximum number of bytes of the disk that any write takes in addition to its rows.
const OVERHEAD: u64 = 1 << 20;

/// The name of the reserve's file in the data folder.
const FILE_NAME: &str = "ferronova.reserve";

/// The disk space of one store. A store in memory has no folder, and no limit.
#[derive(Debug, Default)]
pub(crate) struct DiskSpace {
    folder: Option<PathBuf>,
    reserve: Option<Reserve>,
    /// The free bytes of the disk when they were last measured; `None` if they can't be measured.
    free: Option<u64>,
    /// Whether a write has failed since the reserve was last complete. Space may then be limited by
    /// something that does not show in the free space, such as a quota.
    is_suspect: bool,
}

impl DiskSpace {
    /// The disk space of a database in this folder, without a reserve.
    pub(crate) fn of_folder(folder: &Path) -> Self {
        Self { folder: Some(folder.to_owned()), ..Self::default() }
    }

    /// Makes a reserve, as large as the disk allows. If the file can't be opened, the store goes on
    /// without a reserve.
    pub(crate) fn keep_reserve(&mut self) {
        let Some(folder) = &self.folder else {
            return;
        };
        match Reserve::open(&folder.join(FILE_NAME)) {
            Ok(reserve) => self.reserve = Some(reserve),
            Err(error) => log::warn!("no space is reserved for small writes: {FILE_NAME}: {error}"),
        }
        self.refill();
    }

    pub(crate) fn measure(&mut self) {
        self.free = self.folder.as_deref().and_then(free_space);
    }

    /// Whether rows of this many bytes are likely to fit without the reserve. A page of the engine
    /// takes up to twice as much space as the row in it.
    pub(crate) fn has_space_for(&self, bytes: u64) -> bool {
        let needed = bytes.saturating_mul(2).saturating_add(OVERHEAD);
        self.free.is_none_or(|free| needed <= free)
    }

    /// Releases a part of the reserve if a write of this many bytes may use it and needs it.
    pub(crate) fn release_reserve_for(&mut self, bytes: u64) {
        let is_full = self.is_suspect || self.free.is_some_and(|free| free < TAKEN_BY_SMALL);
        if bytes >= SMALL || !is_full {
            return;
        }
        if let Some(reserve) = &mut self.reserve
            && let Err(error) = reserve.give_up(TAKEN_BY_SMALL)
        {
            log::warn!("the space that is reserved for small writes can't be used: {error}");
        }
    }

    /// Takes the released space back, as far as the disk has free space.
    pub(crate) fn refill(&mut self) {
        let Some(reserve) = self.reserve.as_mut().filter(|it| it.held() < RESERVE) else {
            self.is_suspect = false;
            return;
        };
        // If the disk never had enough space for a full reserve, half of the space is left for
        // large writes.
        let fair = match self.folder.as_deref().and_then(free_space) {
            Some(free) => RESERVE.min(reserve.held().saturating_add(free) / 2),
            None => RESERVE,
        };
        let wanted = fair.max(reserve.most());
        if reserve.held() < wanted {
            reserve.fill_up_to(wanted);
        }
        self.is_suspect &= reserve.held() < wanted;
    }

    /// Notes that a write failed, so that the measured free space is not trusted from now on.
    pub(crate) fn suspect(&mut self) {
        self.is_suspect = true;
    }

    /// Number of bytes that are reserved for small writes now.
    pub(crate) fn reserve(&self) -> u64 {
        self.reserve.as_ref().map_or(0, Reserve::held)
    }
}
