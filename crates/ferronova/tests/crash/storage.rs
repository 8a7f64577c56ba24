//! What a data folder is on, and what is lost there when the program ends.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::disk::Disk;

/// Where a trial has its data folder.
pub(crate) enum Storage {
    /// What the program gave to the system outlives it.
    Folder(TempDir),
    /// What is not on the disk is lost with the program.
    Disk(Disk),
}

impl Storage {
    pub(crate) fn path(&self) -> PathBuf {
        match self {
            Self::Folder(folder) => folder.path().to_owned(),
            Self::Disk(disk) => disk.path(),
        }
    }

    /// The variable that says how many rounds there are, if not as many as a test says.
    pub(crate) fn rounds_variable(&self) -> &'static str {
        match self {
            Self::Folder(_) => "FERRONOVA_CRASH_ROUNDS",
            Self::Disk(_) => "FERRONOVA_CUT_OFF_ROUNDS",
        }
    }

    /// The variable that says what chooses the calls, if not chance.
    pub(crate) fn seed_variable(&self) -> &'static str {
        match self {
            Self::Folder(_) => "FERRONOVA_CRASH_SEED",
            Self::Disk(_) => "FERRONOVA_CUT_OFF_SEED",
        }
    }

    /// How many calls are answered before the program is ended.
    pub(crate) fn least_answers(&self) -> usize {
        match self {
            // Hardly begun is a state as well.
            Self::Folder(_) => 0,
            // So many that something is lost if nothing is synced.
            Self::Disk(_) => 100,
        }
    }

    /// Brings everything to the disk.
    pub(crate) fn sync(&self) {
        match self {
            Self::Folder(_) => {}
            Self::Disk(disk) => disk.sync(),
        }
    }

    /// Keeps from the disk what is not there yet; the program still runs.
    pub(crate) fn cut_off(&self) {
        match self {
            Self::Folder(_) => {}
            Self::Disk(disk) => disk.cut_off(),
        }
    }

    /// Makes it ready for the next start, when the program has ended.
    pub(crate) fn come_back(&self) {
        match self {
            Self::Folder(_) => {}
            Self::Disk(disk) => disk.mount_again(),
        }
    }
}
