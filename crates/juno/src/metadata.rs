//! What metadata of servers and of images have in common.

use std::collections::BTreeMap;

use ferronova_compute::MAX_METADATA;
use ferronova_extend::{Key, object};
use ferronova_http::{Fault, Reply};

use crate::wording::{over_quota, too_much_metadata};

const METADATA: Key = Key::new("metadata");
const META: Key = Key::new("meta");

/// How many characters a key or a value may have.
pub const MAX_LENGTH: usize = 255;

/// Fails if there are more items than a server may have.
///
/// # Errors
///
/// 403 that says when to try again, as a creation does and a change of metadata does not.
pub fn check_count(n_items: usize) -> Result<(), Fault> {
    if n_items <= MAX_METADATA {
        return Ok(());
    }
    Err(over_quota(too_much_metadata()))
}

/// All items.
pub(crate) fn answer(metadata: &BTreeMap<String, String>) -> Reply {
    Reply::ok(object(|out| {
        out.field(METADATA, metadata);
    }))
}

/// One item.
pub(crate) fn answer_one(key: &str, value: &str) -> Reply {
    Reply::ok(object(|out| {
        out.field(META, &BTreeMap::from([(key, value)]));
    }))
}
