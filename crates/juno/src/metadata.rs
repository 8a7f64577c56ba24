//! How much metadata a server may have.

use ferronova_http::Fault;

/// How many items a server may have.
pub const MAX_ITEMS: usize = 128;

/// How many characters a key or a value may have.
pub const MAX_LENGTH: usize = 255;

/// Fails if there are more items than a server may have.
///
/// # Errors
///
/// 403, as for a quota.
pub fn check_count(n_items: usize) -> Result<(), Fault> {
    if n_items <= MAX_ITEMS {
        return Ok(());
    }
    Err(Fault::over_quota(format!("Maximum number of metadata items exceeds {MAX_ITEMS}")))
}
