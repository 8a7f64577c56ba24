//! Writes the database of `tests/fixtures/format-7`: `cargo run --example write_format_7 -- FOLDER`.
//!
//! This program documents how that file was made. When the format changes, the file stays, and this
//! program is replaced by one that writes the new format, since it can no longer write the old one.

#[path = "../tests/format_6/content.rs"]
mod content;

use std::{error::Error, path::PathBuf};

use ferronova_compute::{Documents, FloatingIps, Lifecycle, SecurityGroups};
use ferronova_store_conformance::wait;
use ferronova_store_redb::RedbStore;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).ok_or("say which folder")?;
    let store = RedbStore::open(&folder)?;
    wait(Documents::write(&store, content::documents(), Vec::new()))?;
    wait(store.load(content::content()))?;
    let group = wait(store.add_security_group(content::group()))?;
    wait(store.add_security_group_rule(group, content::rule()))?;
    wait(store.allocate_floating_ip(content::pool().id, content::PROJECT))?;
    drop(store);
    redb::Database::open(folder.join("ferronova.redb"))?.compact()?;
    Ok(())
}
