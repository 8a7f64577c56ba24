//! Stored records.

use std::sync::Arc;

use ferronova_compute::SystemClock;
use ferronova_identity::{EmbeddedIdentity, Settings};
use ferronova_store_redb::fuzzing::{Kind, read_content, read_sealed};

use crate::documents::{InMemory, block_on};

const KINDS: [Kind; 4] = [Kind::State, Kind::Record, Kind::Action, Kind::Infrastructure];

/// What the identity service keeps.
const DOCUMENTS: [&str; 4] = [
    "identity/directory",
    "identity/key",
    "identity/revoked/00000000000000000000000000000001",
    "identity/keys",
];

/// Reads a record, or a document of the identity service. The first byte chooses the kind, and
/// whether the bytes have an envelope or get one, and of which version.
pub fn record(data: &[u8]) {
    let Some((&first, content)) = data.split_first() else {
        return;
    };
    let version = first >> 4;
    match usize::from(first & 15) {
        it @ 0..4 => read_content(KINDS[it], version, content),
        it @ 4..8 => read_sealed(KINDS[it - 4], content),
        it => open(DOCUMENTS[it % DOCUMENTS.len()], content),
    }
}

fn open(name: &str, content: &[u8]) {
    let documents = InMemory::default().with(name, content.to_owned());
    let opened =
        EmbeddedIdentity::open(Arc::new(documents), Arc::new(SystemClock), Settings::default());
    if let Err(error) = block_on(opened) {
        assert!(!error.to_string().is_empty());
    }
}
