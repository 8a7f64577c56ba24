//! The file of a database that is being made.

use std::{
    fs::{self, File},
    io,
    ops::Bound,
    path::Path,
};

use redb::{StorageBackend as _, backends::FileBackend};

use crate::{
    failure::Failure,
    new_file::{make_anew, open_leftover},
    open_error::{OpenError, in_file},
    place::Place,
};

/// Makes the file of a new database under the name that it has until it is whole. What a process
/// left there that was killed is removed first; what another one has open stays.
pub(crate) fn begin(path: &Path) -> Result<File, OpenError> {
    let failed = |source| OpenError::NotWritable { path: path.to_owned(), source };
    if let Some(leftover) = open_leftover(path).map_err(failed)? {
        let found = leftover.metadata().map_err(failed)?;
        let _locked = in_file(path, || lock(leftover, path))??;
        // The process that had the lock before may have put another in its place.
        if Place::new(path, &found).is_kept().map_err(failed)? {
            fs::remove_file(path).map_err(failed)?;
        }
    }
    make_anew(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => OpenError::InUse { path: path.to_owned() },
        _ => failed(error),
    })
}

/// Keeps every process from opening a database, whatever state it is in, until this is dropped.
pub(crate) fn lock(file: File, path: &Path) -> Result<Result<FileBackend, OpenError>, Failure> {
    let file = FileBackend::new(file)?;
    let is_free = file
        .try_lock_range(Bound::Unbounded, Bound::Unbounded)
        .map_err(|it| Failure::from(redb::DatabaseError::from(it)))?;
    Ok(if is_free { Ok(file) } else { Err(OpenError::InUse { path: path.to_owned() }) })
}
