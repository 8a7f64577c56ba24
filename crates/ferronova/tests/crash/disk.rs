//! A file system that can be cut off from its disk.

use std::{
    fs::{self, File},
    path::PathBuf,
    process::Command,
};

use tempfile::TempDir;

/// Size of the disk in bytes: more than a long trial writes. The file that contains it is sparse.
const BYTES: u64 = 256 << 20;

/// Python code that shuts down the file system of a folder: nothing reaches the disk any more,
/// including unsynced writes. Rust's standard library has no call for this.
const SHUT_DOWN: &str = r#"
import fcntl, os, struct, sys
EXT4_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH = 0x8004587D, 2
folder = os.open(sys.argv[1], os.O_RDONLY)
fcntl.ioctl(folder, EXT4_IOC_SHUTDOWN, struct.pack("I", EXT4_GOING_FLAGS_NOLOGFLUSH))
"#;

/// An ext4 file system on a loop device. Dropping this value removes it.
pub(crate) struct Disk {
    folder: TempDir,
    device: String,
}

impl Disk {
    /// Creates a file system. If that is not possible here, prints why and returns `None`.
    pub(crate) fn new() -> Option<Self> {
        let disk = Self::try_new();
        if let Err(reason) = &disk {
            let needed = "root, loop devices, ext4 and python3";
            eprintln!("SKIPPED: no disk can be cut off here, which takes {needed}: {reason}");
        }
        disk.ok()
    }

    fn try_new() -> Result<Self, String> {
        run(Command::new("python3").args(["-c", "import fcntl"]))?;
        let folder = tempfile::tempdir().expect("a folder can be made");
        let image = folder.path().join("image");
        let file = File::create(&image).expect("a file can be made");
        file.set_len(BYTES).expect("it can have holes");
        run(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&image))?;
        let device = run(Command::new("losetup").args(["--find", "--show"]).arg(&image))?;
        let disk = Self { folder, device };
        fs::create_dir(disk.path()).expect("a folder can be made");
        disk.mount()?;
        Ok(disk)
    }

    /// The mount point.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    /// Syncs the file system.
    pub(crate) fn sync(&self) {
        must(Command::new("sync").arg("--file-system").arg(self.path()));
    }

    /// Discards everything that is not on the disk yet. Later writes fail.
    pub(crate) fn cut_off(&self) {
        must(Command::new("python3").args(["-c", SHUT_DOWN]).arg(self.path()));
    }

    /// Mounts the file system again, as after a power failure, with a replay of the journal.
    pub(crate) fn mount_again(&self) {
        must(Command::new("umount").arg(self.path()));
        self.mount().unwrap_or_else(|it| panic!("can't mount {}: {it}", self.device));
    }

    fn mount(&self) -> Result<(), String> {
        let mut mount = Command::new("mount");
        run(mount.args(["-t", "ext4", &self.device]).arg(self.path())).map(drop)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let unmounted = run(Command::new("umount").arg("--lazy").arg(self.path()));
        let detached = run(Command::new("losetup").args(["--detach", &self.device]));
        for reason in [unmounted, detached].into_iter().filter_map(Result::err) {
            eprintln!("something is left of {}: {reason}", self.device);
        }
    }
}

/// Runs a command and returns its output or its error message.
pub(crate) fn run(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|it| format!("{name}: {it}"))?;
    let of = if output.status.success() { &output.stdout } else { &output.stderr };
    let text = String::from_utf8_lossy(of).trim().to_owned();
    if output.status.success() { Ok(text) } else { Err(text) }
}

#[track_caller]
fn must(command: &mut Command) {
    if let Err(reason) = run(command) {
        panic!("{command:?}: {reason}");
    }
}
