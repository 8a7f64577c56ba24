//! Opening the database of a folder.

use std::{
    error, fmt,
    fs::{self, File, OpenOptions},
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Arc,
};

use redb::{
    StorageBackend,
    backends::{FileBackend, InMemoryBackend},
};

use crate::{
    database,
    disk::Disk,
    engine::Engine,
    failure::{Failure, panic_text},
    held_back::HeldBack,
    place::Place,
    room::Room,
    tables::FORMAT,
    unfinished,
    writer::Writer,
};

/// The file in the folder.
pub(crate) const FILE_NAME: &str = "ferronova.redb";

/// A file of this many bytes at most is read as a whole when it is opened, to find out whether it
/// is damaged. It takes some tens of milliseconds, and more than that is too long for a start.
const VERIFIED: u64 = 64 << 20;

/// The file while it is being made.
pub(crate) const UNFINISHED: &str = "ferronova.redb.new";

/// Why the database of a folder can't be used. Nothing was changed on the disk then.
#[derive(Debug)]
pub enum OpenError {
    /// The folder does not exist and can't be made.
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file can't be made, or not be opened for writing.
    NotWritable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file can't be opened for reading.
    NotReadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// There is none.
    Missing {
        /// The file that is not there.
        path: PathBuf,
    },
    /// Another process has it open.
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// It is not a database, or not one any more.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A later version of Ferronova wrote it.
    Newer {
        /// The file.
        path: PathBuf,
        /// The format it has.
        found: u32,
        /// The latest format known here.
        known: u32,
    },
    /// Reading or writing it failed.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<dyn error::Error + Send + Sync>,
    },
    /// The thread that writes can't be started.
    Thread {
        /// Why not.
        source: io::Error,
    },
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder { path, source } => {
                let why = match source.kind() {
                    io::ErrorKind::AlreadyExists => "there is a file of that name; choose a folder",
                    io::ErrorKind::NotADirectory => {
                        "its path leads through a file; choose a folder"
                    }
                    _ => "choose a folder that this user may write to",
                };
                write!(f, "can't make the data folder {}: {why}", path.display())
            }
            Self::NotWritable { path, .. } => write!(
                f,
                "can't write to {}: let this user write to it, or choose another data folder",
                path.display()
            ),
            Self::NotReadable { path, .. } => {
                write!(f, "can't read {}: let this user read it", path.display())
            }
            Self::Missing { path } => {
                write!(f, "there is no {}: choose the data folder of a server", path.display())
            }
            Self::InUse { path } => write!(
                f,
                "{} is in use by another process: stop that process, or choose another data folder",
                path.display()
            ),
            Self::Damaged { path, reason } => write!(
                f,
                "{} is damaged ({reason}): restore it from a backup, or move it away to begin anew",
                path.display()
            ),
            Self::Newer { path, found, known } => write!(
                f,
                "{} has format {found}, and this version knows formats up to {known}: \
                 use a later version of Ferronova, or choose another data folder",
                path.display()
            ),
            Self::Unreadable { path, .. } => write!(
                f,
                "can't use {}: check the disk it lies on and how much of that is free",
                path.display()
            ),
            Self::Thread { .. } => f.write_str(
                "can't start the thread that writes: raise the limit of threads of this user",
            ),
        }
    }
}

impl error::Error for OpenError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Folder { source, .. }
            | Self::NotWritable { source, .. }
            | Self::NotReadable { source, .. }
            | Self::Thread { source } => Some(source),
            Self::Unreadable { source, .. } => Some(&**source),
            Self::Missing { .. }
            | Self::InUse { .. }
            | Self::Damaged { .. }
            | Self::Newer { .. } => None,
        }
    }
}

/// Opens the database of a folder, and makes both if they are not there.
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

/// Makes a new database under another name and, when it is whole, gives it its own: whoever is
/// killed in between leaves nothing that the next start would have to understand. Nothing is made
/// if another process was faster.
fn make(folder: &Path, path: &Path) -> Result<Option<Writer>, OpenError> {
    let unfinished = folder.join(UNFINISHED);
    let file = unfinished::begin(&unfinished)?;
    let begun = in_file(&unfinished, || Ok(file.metadata()?))?;
    let failed = |source| OpenError::NotWritable { path: path.to_owned(), source };
    in_file(&unfinished, || {
        let disk = Arc::new(Disk::new(FileBackend::new(file)?));
        // From here on the file is locked, and nobody else makes a database in this folder.
        let engine = Engine::open(HeldBack::emptied(disk.clone()))?;
        if !Place::new(&unfinished, &begun).is_kept()? {
            return Ok(Err(OpenError::InUse { path: unfinished.clone() }));
        }
        if path.exists() {
            return Ok(Ok(None));
        }
        let writer = begin(engine, disk)?;
        if let Err(error) = fs::rename(&unfinished, path).and_then(|()| keep_entry(folder)) {
            return Ok(Err(failed(error)));
        }
        let place = Place::new(path, &begun);
        Ok(Ok(Some(writer.in_folder(Room::of_folder(folder), place))))
    })?
}

fn open_existing(folder: &Path, path: &Path) -> Result<Writer, OpenError> {
    let file = open_file(path)?;
    let place = in_file(path, || Ok(Place::new(path, &file.metadata()?)))?;
    let disk = in_file(path, || Ok(Disk::new(FileBackend::new(file)?)))?;
    let writer = open_disk(Arc::new(disk), path, || place.is_kept().unwrap_or(false))?;
    // What is left of a restoration that was killed.
    let left = path.with_file_name(UNFINISHED);
    if fs::symlink_metadata(&left).is_ok_and(|it| it.is_file()) {
        drop(fs::remove_file(left));
    }
    Ok(writer.in_folder(Room::of_folder(folder), place))
}

/// Opens what lies on a disk; `path` is what it is called. Once it is locked, `is_in_place` says
/// whether it is still what is called so: a backup may have been restored in its place.
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
                writer.release()?;
                Ok(Ok(writer))
            }
        }
    })?
}

/// Makes a new database in memory.
pub(crate) fn open_in_memory() -> Result<Writer, OpenError> {
    let disk = Disk::new(InMemoryBackend::new());
    open_disk(Arc::new(disk), Path::new("memory"), || true)
}

/// Makes an empty database one of ours.
fn begin(engine: Engine, disk: Arc<Disk>) -> Result<Writer, Failure> {
    engine.release()?;
    database::initialise(&engine)?;
    Writer::new(engine, disk)
}

/// Runs `work` on the file at `path`, and says what is wrong with the file if it fails.
pub(crate) fn in_file<T>(
    path: &Path,
    work: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, OpenError> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(Failure::Panicked(panic_text(&*panic))))
        .map_err(|it| failed(path, it))
}

fn failed(path: &Path, failure: Failure) -> OpenError {
    let path = path.to_owned();
    let damaged = |reason: String, path| OpenError::Damaged { path, reason };
    match failure {
        Failure::Damaged(reason) | Failure::Panicked(reason) => damaged(reason, path),
        Failure::Disk(fault) => OpenError::Unreadable { path, source: fault.to_string().into() },
        Failure::Encoding(source) => OpenError::Unreadable { path, source: Box::new(source) },
        Failure::GivenUp | Failure::Displaced(_) => {
            OpenError::Unreadable { path, source: failure.to_string().into() }
        }
        Failure::Engine(error) => match *error {
            redb::Error::DatabaseAlreadyOpen | redb::Error::LockProtocolMismatch => {
                OpenError::InUse { path }
            }
            redb::Error::Io(source) if tells_of_damage(&source) => {
                damaged(source.to_string(), path)
            }
            redb::Error::Io(source) => OpenError::Unreadable { path, source: Box::new(source) },
            error => damaged(error.to_string(), path),
        },
    }
}

fn tells_of_damage(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput
    )
}

pub(crate) fn open_file(path: &Path) -> Result<File, OpenError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    // It holds the keys and password hashes of the built-in identity.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|source| OpenError::NotWritable { path: path.to_owned(), source })
}

/// Makes sure that a new file is still in its folder after a power failure.
#[cfg(unix)]
pub(crate) fn keep_entry(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub(crate) fn keep_entry(_folder: &Path) -> io::Result<()> {
    Ok(())
}
