//! How much metadata a server may have.

use ferronova_compute::MAX_METADATA;
use ferronova_http::Fault;

use crate::wording::{over_quota, too_much_metadata};

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
