//! The room that a store has on its disk: how much of it is free, and what is kept for small writes.
//!
//! A disk that one large request has filled must not refuse the small ones of everybody else. So
//! a file of [`RESERVE`] bytes lies beside the database. When a small write finds the disk full,
//! a part of that file is given up before the write and taken back behind it, as far as there is
//! room. Free space alone could not be kept: it belongs to every program that writes to the disk.

mod free;
mod reserve;

use std::path::{Path, PathBuf};

use self::{free::free_space, reserve::Reserve};

/// A write of fewer bytes than this may use the reserve.
pub(crate) const SMALL: u64 = 64 << 10;

/// How many bytes are kept for small writes.
const RESERVE: u64 = 4 << 20;

/// How many bytes of the disk a small write may take: its rows, the pages above them, and what the
/// engine notes of its free pages.
const TAKEN_BY_SMALL: u64 = 2 << 20;

/// What every write may take beside its rows.
const OVERHEAD: u64 = 1 << 20;

/// The file in the data folder that keeps the room.
const FILE_NAME: &str = "ferronova.reserve";

/// The room of one store; a store in memory has any.
#[derive(Debug, Default)]
pub(crate) struct DiskSpace {
    folder: Option<PathBuf>,
    reserve: Option<Reserve>,
    /// How much was free when it was last looked at; `None` if that can't be known.
    free: Option<u64>,
    /// Whether a write failed since the reserve was last whole. There may be a limit then that
    /// the free space does not show, such as a quota.
    is_suspect: bool,
}

impl DiskSpace {
    /// The room of a database in this folder, without a reserve.
    pub(crate) fn of_folder(folder: &Path) -> Self {
        Self { folder: Some(folder.to_owned()), ..Self::default() }
    }

    /// Makes a reserve, as large as may be. A disk that has no room for it is used without.
    pub(crate) fn keep_reserve(&mut self) {
        let Some(folder) = &self.folder else {
            return;
        };
        match Reserve::open(&folder.join(FILE_NAME)) {
            Ok(reserve) => self.reserve = Some(reserve),
            Err(error) => log::warn!("no room is kept for small writes: {FILE_NAME}: {error}"),
        }
        self.refill();
    }

    /// Looks how much is free.
    pub(crate) fn measure(&mut self) {
        self.free = self.folder.as_deref().and_then(free_space);
    }

    /// Whether rows of this many bytes can be expected to fit, without the reserve. A page of the
    /// engine is up to twice as large as the row in it.
    pub(crate) fn has_space_for(&self, bytes: u64) -> bool {
        let needed = bytes.saturating_mul(2).saturating_add(OVERHEAD);
        self.free.is_none_or(|free| needed <= free)
    }

    /// Gives up a part of the reserve if a write of this many bytes may use it, and needs it.
    pub(crate) fn release_reserve_for(&mut self, bytes: u64) {
        let is_full = self.is_suspect || self.free.is_some_and(|free| free < TAKEN_BY_SMALL);
        if bytes >= SMALL || !is_full {
            return;
        }
        if let Some(reserve) = &mut self.reserve
            && let Err(error) = reserve.give_up(TAKEN_BY_SMALL)
        {
            log::warn!("the room that is kept for small writes can't be used: {error}");
        }
    }

    /// Takes back what was given up, as far as there is room.
    pub(crate) fn refill(&mut self) {
        let Some(reserve) = self.reserve.as_mut().filter(|it| it.held() < RESERVE) else {
            self.is_suspect = false;
            return;
        };
        // A disk that never had so much keeps a half of what it has for large writes.
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

    /// Notes that a write failed, whatever is said to be free.
    pub(crate) fn suspect(&mut self) {
        self.is_suspect = true;
    }

    /// How many bytes are kept for small writes now.
    pub(crate) fn reserve(&self) -> u64 {
        self.reserve.as_ref().map_or(0, Reserve::held)
    }
}
