//! The trials on a file system that is cut off from its disk before the program is killed.
//!
//! Everything that was not synced is lost, as in a power failure. A trial with syncs that do
//! nothing must fail, which proves that the trial detects losses.

use std::{
    any::Any,
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use crate::{
    disk::{Disk, run},
    model::Pace,
    storage::Storage,
    trial::Trial,
};

/// A library for `LD_PRELOAD` in which the sync functions do nothing.
const NO_SYNCS: &str = "
int fsync(int file) { (void)file; return 0; }
int fdatasync(int file) { (void)file; return 0; }
int syncfs(int file) { (void)file; return 0; }
int sync_file_range(int file, long long from, long long length, unsigned int flags) {
    (void)file; (void)from; (void)length; (void)flags;
    return 0;
}
";

#[test]
fn what_was_acknowledged_outlives_a_cut_off() {
    let Some(disk) = Disk::new() else { return };

    Trial::on(Storage::Disk(disk), Pace::AtOnce).run(4);
}

#[test]
fn work_in_progress_goes_on_after_a_cut_off() {
    let Some(disk) = Disk::new() else { return };

    Trial::on(Storage::Disk(disk), Pace::InTime).run(3);
}

#[test]
fn without_syncs_what_was_acknowledged_is_found_to_be_lost() {
    let Some(disk) = Disk::new() else { return };
    let folder = tempfile::tempdir().expect("a folder can be made");
    let Some(library) = library(folder.path()) else { return };
    let trial = Trial::on(Storage::Disk(disk), Pace::AtOnce).without_syncs(library);

    let found = thread::spawn(|| trial.run(3)).join();

    let found = found.expect_err("nothing was lost: the trial can't tell whether there are syncs");
    let found = message(found.as_ref());
    assert!(found.contains("no order of calls explains this"), "it failed otherwise: {found}");
}

/// Builds the library. If that is not possible here, prints why and returns `None`.
fn library(folder: &Path) -> Option<PathBuf> {
    let source = folder.join("no_syncs.c");
    let library = folder.join("no_syncs.so");
    fs::write(&source, NO_SYNCS).expect("it can be written");
    let mut compiler = Command::new("cc");
    let made = run(compiler.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source));
    if let Err(reason) = &made {
        eprintln!("SKIPPED: syncs can't be replaced here, which takes a C compiler: {reason}");
    }
    made.is_ok().then_some(library)
}

/// Returns the message of a panic.
fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref().copied()).unwrap_or_default()
}
