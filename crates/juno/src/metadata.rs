//! What the metadata of servers and the metadata of images have in common.

use std::collections::BTreeMap;

use ferronova_compute::MAX_METADATA;
use ferronova_extend::{Key, object};
use ferronova_http::{Fault, Reply};

use crate::wording::{over_quota, too_much_metadata};

const METADATA: Key = Key::new("metadata");
const META: Key = Key::new("meta");

/// Maximum length of a key or a value, in characters.
pub const MAX_LENGTH: usize = 255;

/// Fails if there are more items than a server may have.
///
/// # Errors
///
/// 403 with a `Retry-After` header. This is the fault for requests for new servers; the fault for
/// changes of metadata has no such header.
pub fn check_count(n_items: usize) -> Result<(), Fault> {
    if n_items <= MAX_METADATA {
        return Ok(());
    }
    Err(over_quota(too_much_metadata()))
}

pub(crate) fn answer(metadata: &BTreeMap<String, String>) -> Reply {
    Reply::ok(object(|out| {
        out.field(METADATA, metadata);
    }))
}

pub(crate) fn answer_one(key: &str, value: &str) -> Reply {
    Reply::ok(object(|out| {
        out.field(META, &BTreeMap::from([(key, value)]));
    }))
}
