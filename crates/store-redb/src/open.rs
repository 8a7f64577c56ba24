//! Opens the database of a folder.

use std::{fs, path::Path, sync::Arc};

use redb::{
    StorageBackend,
    backends::{FileBackend, InMemoryBackend},
};

use crate::{
    database,
    database_file::{FILE_NAME, UNFINISHED, keep_entry, open_file},
    disk::Disk,
    disk_space::DiskSpace,
    engine::Engine,
    engine_error::EngineError,
    file_identity::FileIdentity,
    held_back::HeldBack,
    open_error::{OpenError, in_file},
    tables::FORMAT,
    unfinished_file,
    writer::Writer,
};

/// Maximum size in bytes of a file that is checked as a whole when it is opened. The check of such
/// a file takes some tens of milliseconds; with a larger one a start would take too long.
const VERIFIED: u64 = 64 << 20;

/// Opens the database of a folder. Creates the folder and the database if they are missing.
pub(crate) fn open_folder(folder: &Path) -> Result<Writer, OpenError> {
    fs::create_dir_all(folder)
        .map_err(|source| OpenError::Folder { path: folder.to_owned(), source })?;
    let path = folder.join(FILE_NAME);
    if !path.exists()
        && let Some(writer) = make(folder, &path)?
    {
        return Ok(writer);
    }
    open_existing(folder, &path)
}

/// Creates a new database under a temporary name, and renames it when it is complete. So if the
/// process is killed meanwhile, the next start finds no half-made database. Returns `None` if
/// another process was faster.
fn make(folder: &Path, path: &Path) -> Result<Option<Writer>, OpenError> {
    let unfinished = folder.join(UNFINISHED);
    let file = unfinished_file::begin(&unfinished)?;
    let begun = in_file(&unfinished, || Ok(file.metadata()?))?;
    let failed = |source| OpenError::NotWritable { path: path.to_owned(), source };
    in_file(&unfinished, || {
        let disk = Arc::new(Disk::new(FileBackend::new(file)?).in_folder(folder));
        // From here on the file is locked, and no other process creates a database in this folder.
        let engine = Engine::open(HeldBack::emptied(disk.clone()))?;
        if !FileIdentity::new(&unfinished, &begun).is_in_place()? {
            return Ok(Err(OpenError::InUse { path: unfinished.clone() }));
        }
        if path.exists() {
            return Ok(Ok(None));
        }
        let writer = begin(engine, disk)?;
        if let Err(error) = fs::rename(&unfinished, path).and_then(|()| keep_entry(folder)) {
            return Ok(Err(failed(error)));
        }
        let identity = FileIdentity::new(path, &begun);
        Ok(Ok(Some(writer.in_folder(DiskSpace::of_folder(folder), identity))))
    })?
}

fn open_existing(folder: &Path, path: &Path) -> Result<Writer, OpenError> {
    let file = open_file(path)?;
    let identity = in_file(path, || Ok(FileIdentity::new(path, &file.metadata()?)))?;
    let disk = in_file(path, || Ok(Disk::new(FileBackend::new(file)?).in_folder(folder)))?;
    let writer = open_disk(Arc::new(disk), path, || identity.is_in_place().unwrap_or(false))?;
    // A restoration that was killed may have left this file.
    let left = path.with_file_name(UNFINISHED);
    if fs::symlink_metadata(&left).is_ok_and(|it| it.is_file()) {
        drop(fs::remove_file(left));
    }
    Ok(writer.in_folder(DiskSpace::of_folder(folder), identity))
}

/// Opens the database on a disk. `path` names it in messages. When the file is locked,
/// `is_in_place` is called and must return whether the path still leads to that file: a restored
/// backup may have replaced the file before it was locked.
pub(crate) fn open_disk(
    disk: Arc<Disk>,
    path: &Path,
    is_in_place: impl Fn() -> bool,
) -> Result<Writer, OpenError> {
    in_file(path, || {
        let engine = Engine::open(HeldBack::new(disk.clone())?)?;
        if !is_in_place() {
            return Ok(Err(OpenError::InUse { path: path.to_owned() }));
        }
        let is_verified = disk.len()? <= VERIFIED;
        let engine = if is_verified {
            // `verify` consumes the engine, so the file is opened again.
            engine.verify()?;
            Engine::open(HeldBack::of_locked(disk.clone())?)?
        } else {
            engine
        };
        match database::find_format(engine.database())? {
            None => Ok(Ok(begin(engine, disk)?)),
            Some(found) if found > FORMAT => {
                Ok(Err(OpenError::Newer { path: path.to_owned(), found, known: FORMAT }))
            }
            Some(found) => {
                database::upgrade(&engine, found)?;
                let mut writer = Writer::new(engine, disk)?;
                writer.is_verified = is_verified;
                // Until now all writes were held back, so that a file that is refused stays
                // unchanged.
                writer.release()?;
                Ok(Ok(writer))
            }
        }
    })?
}

/// Creates a database in memory.
pub(crate) fn open_in_memory() -> Result<Writer, OpenError> {
    let disk = Disk::new(InMemoryBackend::new());
    open_disk(Arc::new(disk), Path::new("memory"), || true)
}

/// Writes the tables and the format of a new database.
fn begin(engine: Engine, disk: Arc<Disk>) -> Result<Writer, EngineError> {
    engine.release()?;
    database::initialise(&engine)?;
    Writer::new(engine, disk)
}
