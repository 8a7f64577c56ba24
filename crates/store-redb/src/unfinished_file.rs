//! The file of a database that is being created.

use std::{
    fs::{self, File},
    io,
    ops::Bound,
    path::Path,
};

use redb::{StorageBackend as _, backends::FileBackend};

use crate::{
    database_file::{create_private_file, open_leftover},
    engine_error::EngineError,
    file_identity::FileIdentity,
    open_error::{OpenError, in_file},
};

/// Creates the file of a new database, under the name that it has until the database is complete.
/// If a killed process left such a file, it is removed first. If another process has it open, the
/// result is [`OpenError::InUse`].
pub(crate) fn begin(path: &Path) -> Result<File, OpenError> {
    let failed = |source| OpenError::NotWritable { path: path.to_owned(), source };
    if let Some(leftover) = open_leftover(path).map_err(failed)? {
        let found = leftover.metadata().map_err(failed)?;
        let _locked = in_file(path, || lock(leftover, path))??;
        // The process that had the lock before may have replaced the file.
        if FileIdentity::new(path, &found).is_in_place().map_err(failed)? {
            fs::remove_file(path).map_err(failed)?;
        }
    }
    create_private_file(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => OpenError::InUse { path: path.to_owned() },
        _ => failed(error),
    })
}

/// Locks a database file, even a damaged or incomplete one, so that no other process opens it until
/// the result is dropped.
pub(crate) fn lock(file: File, path: &Path) -> Result<Result<FileBackend, OpenError>, EngineError> {
    let file = FileBackend::new(file)?;
    let is_free = file
        .try_lock_range(Bound::Unbounded, Bound::Unbounded)
        .map_err(|it| EngineError::from(redb::DatabaseError::from(it)))?;
    Ok(if is_free { Ok(file) } else { Err(OpenError::InUse { path: path.to_owned() }) })
}
