//! Disks of a test's own: small ones, in memory.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A disk. It is gone when this is dropped.
pub(crate) struct Mount(PathBuf);

impl Mount {
    /// A new disk of this size at `path`; nothing, and a word about it, if this user may not mount
    /// one.
    pub(crate) fn new(path: &Path, size: &str) -> Option<Self> {
        fs::create_dir_all(path).expect("a folder can be made");
        let options = format!("size={size}");
        match run(Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(path)) {
            Ok(()) => Some(Self(path.to_owned())),
            Err(reason) => {
                eprintln!("SKIPPED: no disk can be mounted here, which takes root: {reason}");
                None
            }
        }
    }

    /// Mounts it in another way.
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

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|it| it.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}
