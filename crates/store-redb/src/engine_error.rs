//! Errors inside this crate, and their conversion to errors of the ports.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
};

use ferronova_compute::{LogThrottle, StoreError};

use crate::{held_back::DiskFault, seal::Damage};

/// An error inside this crate.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EngineError {
    /// A record is damaged. The text says which one, and how.
    #[error("{0}")]
    Damaged(String),
    /// The engine failed. The error is boxed, since it is rare and large.
    #[error("{0}")]
    Redb(Box<redb::Error>),
    #[error("{0}")]
    Disk(DiskFault),
    /// A value could not be encoded.
    #[error("{0}")]
    Encoding(postcard::Error),
    /// A request was refused after a part of it was written, so its transaction is aborted.
    #[error("the write was given up")]
    Aborted,
    /// The engine panicked, with this message.
    #[error("{0}")]
    Panicked(String),
    /// The path of the open file now leads to another file, or to none.
    #[error("{0} was deleted or replaced while it was open: nothing is written before a restart")]
    Displaced(PathBuf),
}

impl EngineError {
    /// Makes an error that names `what` as the damaged record.
    pub(crate) fn damaged(what: impl std::fmt::Display, damage: &Damage) -> Self {
        Self::Damaged(format!("{what}: {damage}"))
    }

    /// Converts this error to an error of the ports; `what` names the operation that failed.
    pub(crate) fn at(self, what: &'static str) -> StoreError {
        match self {
            Self::Damaged(what) => StoreError::Damaged { what },
            Self::Redb(source) => StoreError::Failed { what, source },
            Self::Encoding(source) => StoreError::failed(what, source),
            Self::Aborted | Self::Displaced(_) => StoreError::failed(what, self.to_string()),
            Self::Disk(fault) => StoreError::failed(what, fault.to_string()),
            Self::Panicked(text) => StoreError::failed(what, text),
        }
    }

    /// Whether the cause is that the disk could not be written to. Then a later attempt may
    /// succeed.
    pub(crate) fn is_of_writing(&self) -> bool {
        match self {
            Self::Disk(fault) => matches!(fault, DiskFault::Writing(_)),
            Self::Redb(error) => matches!(**error, redb::Error::Io(_)),
            Self::Damaged(_)
            | Self::Encoding(_)
            | Self::Aborted
            | Self::Panicked(_)
            | Self::Displaced(_) => false,
        }
    }
}

impl<E: Into<redb::Error>> From<E> for EngineError {
    fn from(error: E) -> Self {
        Self::Redb(Box::new(error.into()))
    }
}

/// Runs `work` and converts its errors and panics to an error of the ports; `what` names the
/// operation that failed.
///
/// The engine trusts its file and may panic if the file is damaged. Unwinding is safe here: all
/// state of the engine is behind locks that a panic poisons, so that no half-done state is used
/// afterwards.
pub(crate) fn as_store_result<T>(
    what: &'static str,
    work: impl FnOnce() -> Result<T, EngineError>,
) -> Result<T, StoreError> {
    let result = catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(EngineError::Panicked(panic_text(&*panic))));
    result.map_err(|it| it.at(what))
}

/// Logs a line about a damaged record that was left out, the same line at most once a minute.
pub(crate) fn log_damage(line: &str) {
    static DAMAGE: LogThrottle = LogThrottle::new();
    if let Some(more) = DAMAGE.pass(line) {
        log::error!("{line}{more}");
    }
}

/// Returns the message of a caught panic.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no reason given");
    format!("the storage engine panicked: {text}")
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn a_panic_becomes_an_error_that_says_what_was_done() {
        let result =
            as_store_result("reading", || -> Result<(), EngineError> { panic!("page {}", 7) });

        let error = result.unwrap_err();
        assert_eq!(error.to_string(), "failed: reading");
        let source = error.source().unwrap().to_string();
        assert_eq!(source, "the storage engine panicked: page 7");
    }
}
