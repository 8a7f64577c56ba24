//! Files that get their final name only when they are complete.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use ferronova_store_redb::{create_private_file, is_file_at, open_leftover};

/// A file that is written as `NAME.part` and renamed when it is complete. It is locked, so that two
/// processes don't write it, and only its owner can read it. Dropping this value removes an
/// unfinished file; if the process is killed, the next process removes the file.
pub(super) struct PartFile {
    file: File,
    part: PathBuf,
    name: PathBuf,
}

impl PartFile {
    /// Creates the unfinished file for `name`.
    pub(super) fn begin(name: &Path) -> io::Result<Self> {
        let part = name.with_added_extension("part");
        remove_stale(&part)?;
        let file = create_private_file(&part).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => in_use(),
            _ => error,
        })?;
        lock(&file)?;
        // Before the file was locked, another process may have removed it as a leftover.
        if !is_file_at(&file, &part)? {
            return Err(in_use());
        }
        Ok(Self { file, part, name: name.to_owned() })
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Syncs the file and renames it.
    pub(super) fn finish(&self) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.part, &self.name)?;
        keep_entry(&self.name)
    }

    /// Removes the file, unless it has been renamed.
    pub(super) fn discard(&self) {
        if is_file_at(&self.file, &self.part).unwrap_or(false) {
            // If the removal fails, the next process removes the file.
            drop(fs::remove_file(&self.part));
        }
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        self.discard();
    }
}

/// Removes the leftover of a killed process.
fn remove_stale(part: &Path) -> io::Result<()> {
    let Some(file) = open_leftover(part)? else {
        return Ok(());
    };
    lock(&file)?;
    // Before the file was locked here, another process may have replaced it.
    if is_file_at(&file, part)? { fs::remove_file(part) } else { Ok(()) }
}

fn lock(file: &File) -> io::Result<()> {
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => in_use(),
        TryLockError::Error(error) => error,
    })
}

fn in_use() -> io::Error {
    io::Error::other("another process writes it")
}

/// Syncs the folder, so that the file keeps its name after a power failure.
#[cfg(unix)]
fn keep_entry(name: &Path) -> io::Result<()> {
    let folder = name.parent().filter(|it| !it.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn keep_entry(_name: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_has_its_name_when_it_is_whole_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("x");
        fs::write(&name, "old").unwrap();

        let part = PartFile::begin(&name).unwrap();
        part.file().write_all(b"new").unwrap();

        assert_eq!(fs::read(&name).unwrap(), b"old");
        part.finish().unwrap();
        drop(part);
        assert_eq!(fs::read(&name).unwrap(), b"new");
        assert_eq!(names_in(folder.path()), ["x"]);
    }

    #[test]
    fn a_file_that_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();

        drop(PartFile::begin(&folder.path().join("x")).unwrap());

        assert_eq!(names_in(folder.path()), [""; 0]);
    }

    #[test]
    fn two_do_not_write_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("x");
        let first = PartFile::begin(&name).unwrap();

        let second = PartFile::begin(&name);

        assert_eq!(second.err().unwrap().to_string(), "another process writes it");
        first.finish().unwrap();
        assert_eq!(names_in(folder.path()), ["x"]);
    }

    #[test]
    fn what_was_left_by_a_process_that_was_killed_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("x");
        fs::write(folder.path().join("x.part"), "half of something longer").unwrap();

        let part = PartFile::begin(&name).unwrap();
        part.file().write_all(b"new").unwrap();
        part.finish().unwrap();

        assert_eq!(fs::read(&name).unwrap(), b"new");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_neither_followed_nor_waited_for_nor_removed() {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("x");
        let part = folder.path().join("x.part");
        let other = folder.path().join("other");
        fs::write(&other, "theirs").unwrap();
        let refusal = || PartFile::begin(&name).err().unwrap().to_string();

        std::os::unix::fs::symlink(&other, &part).unwrap();
        assert!(refusal().contains("x.part is a link, which Ferronova did not leave there"));
        fs::remove_file(&part).unwrap();
        std::os::unix::fs::symlink("/nowhere", &part).unwrap();
        assert!(refusal().contains("is a link"));
        fs::remove_file(&part).unwrap();
        fs::create_dir(&part).unwrap();
        assert!(refusal().contains("is a folder"));
        fs::remove_dir(&part).unwrap();
        let made = std::process::Command::new("mkfifo").arg(&part).status().unwrap();
        assert!(made.success());
        assert!(refusal().contains("is not a file"));

        assert!(part.exists());
        assert_eq!(fs::read(&other).unwrap(), b"theirs");
    }
}
