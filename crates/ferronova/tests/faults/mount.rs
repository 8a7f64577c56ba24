//! Small disks for tests.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A mounted disk. Dropping this value unmounts it.
pub(crate) struct Mount(PathBuf);

/// A disk in a file that can suspend all writes.
pub(crate) struct Freezer(Mount);

impl Mount {
    /// Mounts a disk in memory at `path`; prints why and returns `None` if this user may not mount.
    pub(crate) fn new(path: &Path, size: &str) -> Option<Self> {
        fs::create_dir_all(path).expect("a folder can be made");
        let options = format!("size={size}");
        let mounted =
            run(Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(path));
        Self::if_mounted(path, mounted)
    }

    /// Mounts an ext4 disk of 40 MiB in a file beside `path`; prints why and returns `None` if this
    /// user may not mount.
    pub(crate) fn in_file(path: &Path) -> Option<Self> {
        fs::create_dir_all(path).expect("a folder can be made");
        let image = path.with_extension("image");
        fs::File::create(&image).and_then(|it| it.set_len(40 << 20)).expect("there is room");
        let mounted = run(Command::new("mkfs.ext4").arg("-q").arg(&image))
            .and_then(|()| run(Command::new("mount").args(["-o", "loop"]).arg(&image).arg(path)));
        Self::if_mounted(path, mounted)
    }

    fn if_mounted(path: &Path, mounted: Result<(), String>) -> Option<Self> {
        match mounted {
            Ok(()) => Some(Self(path.to_owned())),
            Err(reason) => {
                eprintln!("SKIPPED: no disk can be mounted here, which takes root: {reason}");
                None
            }
        }
    }

    /// Remounts the disk with an option.
    pub(crate) fn change(&self, option: &str) {
        let options = format!("remount,{option}");
        let changed = run(Command::new("mount").args(["-o", &options]).arg(&self.0));
        changed.unwrap_or_else(|it| panic!("can't mount with {options}: {it}"));
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        if let Err(reason) = run(Command::new("umount").arg("--lazy").arg(&self.0)) {
            eprintln!("{} stays mounted: {reason}", self.0.display());
        }
    }
}

impl Freezer {
    /// Mounts a disk at `path`; prints why and returns `None` if this user may not mount.
    pub(crate) fn new(path: &Path) -> Option<Self> {
        let disk = Mount::in_file(path)?;
        if let Err(reason) = run(Command::new("fsfreeze").arg("--help")) {
            eprintln!("SKIPPED: there is no fsfreeze: {reason}");
            return None;
        }
        Some(Self(disk))
    }

    /// Suspends all writes until the returned value is dropped. It must be dropped before a program
    /// that writes to the disk: a program can't end while it waits for a frozen disk.
    pub(crate) fn freeze(&self) -> Frozen<'_> {
        let frozen = run(Command::new("fsfreeze").arg("--freeze").arg(&self.0.0));
        frozen.expect("it can be frozen");
        Frozen(&self.0)
    }
}

/// Resumes writes to a frozen disk when it is dropped.
pub(crate) struct Frozen<'a>(&'a Mount);

impl Drop for Frozen<'_> {
    fn drop(&mut self) {
        if let Err(reason) = run(Command::new("fsfreeze").arg("--unfreeze").arg(&self.0.0)) {
            eprintln!("{} stays frozen: {reason}", self.0.0.display());
        }
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|it| it.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}
