//! Text of an error and its causes, for a log.

use std::error::Error;

/// Returns the messages of the error and of its sources, down to the first cause: `what failed:
/// why: the cause of that`.
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
