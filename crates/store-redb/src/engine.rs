//! The engine on its disk, from one opening to the next.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use redb::{Database, Durability, StorageBackend, WriteTransaction};

use crate::{disk::Disk, engine_error::EngineError, held_back::HeldBack};

/// How much of the file is kept in memory, in bytes. It is little when this crate is tested, so
/// that it is often read from the disk, and written to between two syncs.
const CACHE_SIZE: usize = if cfg!(test) { 128 << 10 } else { 256 << 20 };

/// Opens the database that lies in `backend`, or makes a new one in an empty one.
pub(crate) fn open_database(backend: impl StorageBackend) -> Result<Database, EngineError> {
    Ok(Database::builder().set_cache_size(CACHE_SIZE).create_with_backend(backend)?)
}

/// One opening of the engine. After an error of the disk it can be read at most, and another one
/// has to take its place.
pub(crate) struct Engine {
    database: Database,
    file: HeldBack,
}

impl Engine {
    /// Opens what lies in `file`.
    pub(crate) fn open(file: HeldBack) -> Result<Self, EngineError> {
        Ok(Self { database: open_database(file.clone())?, file })
    }

    /// Opens what the last sync that succeeded left on the disk. Nothing is written before the
    /// changes are released.
    pub(crate) fn open_again(disk: Arc<Disk>) -> Result<Self, EngineError> {
        Self::open(HeldBack::as_synced(disk)?)
    }

    /// Fails unless every page has the checksum that was written with it. Nothing else reads all
    /// of them, and a key that changed within a page makes rows disappear without a word.
    pub(crate) fn verify(mut self) -> Result<(), EngineError> {
        // It says `false` of a file whose free pages had to be counted again, which is no damage.
        self.database.check_integrity()?;
        Ok(())
    }

    /// The database.
    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// Begins to write.
    pub(crate) fn begin(&self) -> Result<WriteTransaction, EngineError> {
        let mut transaction = self.database.begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        // A crash of a large database is repaired in a second instead of many.
        transaction.set_quick_repair(true);
        Ok(transaction)
    }

    /// Stores what was written, and fails unless it is on the disk: the engine alone can't tell.
    pub(crate) fn commit(&self, transaction: WriteTransaction) -> Result<(), EngineError> {
        self.check()?;
        transaction.commit()?;
        self.check()?;
        self.file.settle();
        Ok(())
    }

    /// Fails if the disk has failed: another engine has to take the place of this one then.
    pub(crate) fn check(&self) -> Result<(), EngineError> {
        self.file.fault().map_or(Ok(()), |it| Err(EngineError::Disk(it)))
    }

    /// Writes what was held back while it was opened.
    pub(crate) fn release(&self) -> Result<(), EngineError> {
        Ok(self.file.release()?)
    }

    /// Ends it: reads from it fail from then on.
    pub(crate) fn end(self) {
        self.file.cut_off();
        // What is left of an engine that failed may panic. It can't touch the file any more.
        drop(catch_unwind(AssertUnwindSafe(|| drop(self))));
    }
}
