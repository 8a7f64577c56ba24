//! How much metadata a server may have.

use ferronova_compute::{Error, MAX_METADATA};

/// How many characters a key or a value may have.
pub const MAX_LENGTH: usize = 255;

/// Fails if there are more items than a server may have.
///
/// # Errors
///
/// [`Error::TooMuchMetadata`].
pub fn check_count(n_items: usize) -> Result<(), Error> {
    if n_items <= MAX_METADATA { Ok(()) } else { Err(Error::TooMuchMetadata) }
}
