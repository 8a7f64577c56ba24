//! The client's end of a connection.

use std::{fmt, sync::Arc};

/// The client's end of a connection. Whoever accepts connections puts one into their data; where
/// none is, the client is taken to be there.
#[derive(Clone)]
pub struct Peer(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl Peer {
    /// A client that `is_gone` tells of.
    pub fn new(is_gone: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(is_gone)))
    }

    /// A client that stays.
    #[must_use]
    pub fn that_stays() -> Self {
        Self(None)
    }

    /// Whether the client has closed the connection, or will send nothing more on it.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.0.as_ref().is_some_and(|it| it())
    }
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Peer")
    }
}
