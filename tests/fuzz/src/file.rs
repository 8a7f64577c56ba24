//! Files for what reads files.

use std::{fs, path::Path};

use tempfile::TempDir;

thread_local! {
    static FOLDER: TempDir = tempfile::tempdir().expect("a folder can be made");
}

/// Writes a file and passes its path to `read`.
pub(crate) fn with_file(name: &str, content: &[u8], read: impl FnOnce(&Path)) {
    FOLDER.with(|folder| {
        let path = folder.path().join(name);
        fs::write(&path, content).expect("the folder can be written to");
        read(&path);
    });
}
