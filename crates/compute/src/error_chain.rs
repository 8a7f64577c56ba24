//! Errors in words for a log.

use std::error::Error;

/// What failed and why, down to the first cause: `what: why: why that`.
#[must_use]
pub fn error_chain(error: &(dyn Error + 'static)) -> String {
    let mut chain = error.to_string();
    let mut source = error.source();
    while let Some(it) = source {
        chain.push_str(": ");
        chain.push_str(&it.to_string());
        source = it.source();
    }
    chain
}
