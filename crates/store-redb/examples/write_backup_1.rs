//! Writes `tests/fixtures/backup-1`: `cargo run --example write_backup_1 -- FILE`.
//!
//! This program documents how that file was made. When the layout of backups changes, the file
//! stays, and this program is replaced by one that writes the new layout, since it can no longer
//! write the old one.

#[path = "../tests/format_2/content.rs"]
mod content;

use std::{error::Error, fs::File, io::Write, path::PathBuf};

use ferronova_compute::{Documents, Lifecycle};
use ferronova_store_conformance::wait;
use ferronova_store_redb::RedbStore;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).map(PathBuf::from).ok_or("say which file")?;
    let store = RedbStore::in_memory()?;
    wait(Documents::write(&store, content::documents(), Vec::new()))?;
    wait(store.load(content::content()))?;
    let mut backup = store.backup()?;
    let mut file = File::create(path)?;
    while let Some(piece) = backup.next_piece()? {
        file.write_all(&piece)?;
    }
    Ok(())
}
