//! The storage of a trial's data folder, which determines what is lost when the program is killed.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::disk::Disk;

/// The storage of a data folder.
pub(crate) enum Storage {
    /// A folder: everything that was written survives a kill.
    Folder(TempDir),
    /// A disk that is cut off: everything that was not synced is lost.
    Disk(Disk),
}

impl Storage {
    pub(crate) fn path(&self) -> PathBuf {
        match self {
            Self::Folder(folder) => folder.path().to_owned(),
            Self::Disk(disk) => disk.path(),
        }
    }

    /// The environment variable for the number of rounds.
    pub(crate) fn rounds_variable(&self) -> &'static str {
        match self {
            Self::Folder(_) => "FERRONOVA_CRASH_ROUNDS",
            Self::Disk(_) => "FERRONOVA_CUT_OFF_ROUNDS",
        }
    }

    /// The environment variable for the seed of the random calls.
    pub(crate) fn seed_variable(&self) -> &'static str {
        match self {
            Self::Folder(_) => "FERRONOVA_CRASH_SEED",
            Self::Disk(_) => "FERRONOVA_CUT_OFF_SEED",
        }
    }

    /// Minimum number of responses before the program is killed.
    pub(crate) fn least_answers(&self) -> usize {
        match self {
            // A kill right after the start is also tested.
            Self::Folder(_) => 0,
            // Enough that something is lost if nothing is synced.
            Self::Disk(_) => 100,
        }
    }

    /// Syncs everything to the disk.
    pub(crate) fn sync(&self) {
        match self {
            Self::Folder(_) => {}
            Self::Disk(disk) => disk.sync(),
        }
    }

    /// Cuts off the disk while the program still runs.
    pub(crate) fn cut_off(&self) {
        match self {
            Self::Folder(_) => {}
            Self::Disk(disk) => disk.cut_off(),
        }
    }

    /// Prepares the next start, after the program has ended.
    pub(crate) fn come_back(&self) {
        match self {
            Self::Folder(_) => {}
            Self::Disk(disk) => disk.mount_again(),
        }
    }
}
