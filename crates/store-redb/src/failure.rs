//! What can go wrong below the port, and the edge where it becomes an error of the port.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
};

use ferronova_compute::{LogThrottle, StoreError};

use crate::{held_back::Fault, seal::Damage};

/// Why something below the port failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// One record is damaged: which, and how.
    #[error("{0}")]
    Damaged(String),
    /// The engine failed. Boxed: it is rare and large.
    #[error("{0}")]
    Engine(Box<redb::Error>),
    /// The disk failed.
    #[error("{0}")]
    Disk(Fault),
    /// A value could not be written.
    #[error("{0}")]
    Encoding(postcard::Error),
    /// A request was refused when a part of it was carried out.
    #[error("the write was given up")]
    GivenUp,
    /// The engine panicked: what it said.
    #[error("{0}")]
    Panicked(String),
    /// Another file, or none, is where this one was opened.
    #[error("{0} was deleted or replaced while it was open: nothing is written before a restart")]
    Displaced(PathBuf),
}

impl Failure {
    /// The record called `what` is damaged.
    pub(crate) fn damaged(what: impl std::fmt::Display, damage: &Damage) -> Self {
        Self::Damaged(format!("{what}: {damage}"))
    }

    /// The error of the port, for a failure at `what`.
    pub(crate) fn at(self, what: &'static str) -> StoreError {
        match self {
            Self::Damaged(what) => StoreError::Damaged { what },
            Self::Engine(source) => StoreError::Failed { what, source },
            Self::Encoding(source) => StoreError::failed(what, source),
            Self::GivenUp | Self::Displaced(_) => StoreError::failed(what, self.to_string()),
            Self::Disk(fault) => StoreError::failed(what, fault.to_string()),
            Self::Panicked(text) => StoreError::failed(what, text),
        }
    }

    /// Whether the disk could not be written to, so that a later attempt may fare better.
    pub(crate) fn is_of_writing(&self) -> bool {
        match self {
            Self::Disk(fault) => matches!(fault, Fault::Writing(_)),
            Self::Engine(error) => matches!(**error, redb::Error::Io(_)),
            Self::Damaged(_)
            | Self::Encoding(_)
            | Self::GivenUp
            | Self::Panicked(_)
            | Self::Displaced(_) => false,
        }
    }
}

impl<E: Into<redb::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Engine(Box::new(error.into()))
    }
}

/// Runs `work` and turns whatever goes wrong in it, a panic of the engine too, into an error at
/// `what`.
///
/// The engine trusts its file and may panic when that is damaged; all of its own state is behind
/// locks that a panic poisons, so that nothing half done is seen afterwards.
pub(crate) fn at_the_edge<T>(
    what: &'static str,
    work: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, StoreError> {
    let result = catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(Failure::Panicked(panic_text(&*panic))));
    result.map_err(|it| it.at(what))
}

/// Tells the log of something damaged that was left out; what is read often is told of once a
/// minute.
pub(crate) fn tell_of_damage(line: &str) {
    static DAMAGE: LogThrottle = LogThrottle::new();
    if let Some(more) = DAMAGE.pass(line) {
        log::error!("{line}{more}");
    }
}

/// What a panic said.
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
        let result = at_the_edge("reading", || -> Result<(), Failure> { panic!("page {}", 7) });

        let error = result.unwrap_err();
        assert_eq!(error.to_string(), "failed: reading");
        let source = error.source().unwrap().to_string();
        assert_eq!(source, "the storage engine panicked: page 7");
    }
}
