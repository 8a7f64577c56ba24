//! Seeds.

use ferronova_compute::{Lifecycle, Timestamp};
use ferronova_server::Seed;
use ferronova_store_redb::RedbStore;

use crate::{documents::block_on, file::with_file};

const NAME: &str = "seed.yaml";

/// Reads a seed. If it is valid, a store has to accept its content.
///
/// # Panics
///
/// If the message of a mistake does not name the file, or a store refuses a valid seed.
pub fn seed(data: &[u8]) {
    with_file(NAME, data, |path| match Seed::read(path, Timestamp::from_seconds(1_413_417_600)) {
        Ok(seed) => {
            seed.directory.check().expect("the users of a good seed are good");
            let store = RedbStore::in_memory().expect("a store can be made");
            block_on(store.load(seed.content)).expect("the content of a good seed is good");
        }
        Err(error) => {
            let message = error.to_string();
            assert!(message.contains(NAME), "the message does not name the file: {message}");
        }
    });
}
