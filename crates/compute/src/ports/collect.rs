//! A visitor that keeps something of every server.

use std::sync::{Mutex, PoisonError};

use super::{Visit, Visitor};
use crate::Server;

/// Keeps what `pick` makes of every server of a list, in its order.
pub struct Collector<T, F> {
    pick: F,
    picked: Mutex<Vec<T>>,
}

impl<T, F: Fn(Server) -> T> Collector<T, F> {
    /// A collector that has nothing yet.
    #[must_use]
    pub fn new(pick: F) -> Self {
        Self { pick, picked: Mutex::default() }
    }

    /// What was kept; nothing is left.
    #[must_use]
    pub fn take(&self) -> Vec<T> {
        std::mem::take(&mut self.picked.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<T, F> Visitor for Collector<T, F>
where
    T: Send,
    F: Fn(Server) -> T + Send + Sync,
{
    fn begin(&self) {
        self.picked.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn visit(&self, server: Server) -> Visit {
        let picked = (self.pick)(server);
        self.picked.lock().unwrap_or_else(PoisonError::into_inner).push(picked);
        Visit::Next
    }
}
