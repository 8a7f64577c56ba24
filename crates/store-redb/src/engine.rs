//! One opening of the storage engine (redb) on its disk.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Arc,
};

use redb::{Database, Durability, StorageBackend, WriteTransaction};

use crate::{disk::Disk, engine_error::EngineError, held_back::HeldBack};

/// Maximum number of bytes of the file that are cached in memory. The cache is small when this
/// crate is tested, so that tests often read from the disk, and so that pages are written to it
/// before a sync.
const CACHE_SIZE: usize = if cfg!(test) { 128 << 10 } else { 256 << 20 };

/// Opens the database in `backend`. If `backend` is empty, creates a database in it.
pub(crate) fn open_database(backend: impl StorageBackend) -> Result<Database, EngineError> {
    Ok(Database::builder().set_cache_size(CACHE_SIZE).create_with_backend(backend)?)
}

/// One opening of the engine. After an error of the disk it can be used for reading at most, and
/// must be replaced by another opening.
pub(crate) struct Engine {
    database: Database,
    file: HeldBack,
}

impl Engine {
    pub(crate) fn open(file: HeldBack) -> Result<Self, EngineError> {
        Ok(Self { database: open_database(file.clone())?, file })
    }

    /// Opens the state of the last successful sync. Nothing is written to the disk before
    /// [`Self::release`].
    pub(crate) fn open_again(disk: Arc<Disk>) -> Result<Self, EngineError> {
        Self::open(HeldBack::as_synced(disk)?)
    }

    /// Compares every page with its checksum. Nothing else reads all pages, and a damaged key
    /// within a page would make rows disappear without an error.
    pub(crate) fn verify(mut self) -> Result<(), EngineError> {
        // The result is ignored: `false` only means that free pages had to be counted again, which
        // is no damage.
        self.database.check_integrity()?;
        Ok(())
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// The folder for temporary files; `None` if the database is only in memory.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        self.file.folder().map(Path::to_owned)
    }

    pub(crate) fn begin(&self) -> Result<WriteTransaction, EngineError> {
        let mut transaction = self.database.begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        // With this, repairing a large database after a crash takes one second instead of many.
        transaction.set_quick_repair(true);
        Ok(transaction)
    }

    /// Commits a transaction, and fails unless the commit is on the disk. The engine's own result
    /// is not enough: the engine is not informed of failed writes (see `held_back`).
    pub(crate) fn commit(&self, transaction: WriteTransaction) -> Result<(), EngineError> {
        self.check()?;
        transaction.commit()?;
        self.check()?;
        self.file.settle();
        Ok(())
    }

    /// Fails if the disk has failed; then this engine has to be replaced.
    pub(crate) fn check(&self) -> Result<(), EngineError> {
        self.file.fault().map_or(Ok(()), |it| Err(EngineError::Disk(it)))
    }

    /// Writes what was held back while the engine was opened.
    pub(crate) fn release(&self) -> Result<(), EngineError> {
        Ok(self.file.release()?)
    }

    /// Closes the engine. Reads from its snapshots fail from then on.
    pub(crate) fn end(self) {
        self.file.cut_off();
        // Dropping an engine that failed may panic. Since the file is cut off, the engine can't
        // change it any more.
        drop(catch_unwind(AssertUnwindSafe(|| drop(self))));
    }
}
