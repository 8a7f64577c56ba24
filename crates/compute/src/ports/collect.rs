//! A visitor that collects a value per server.

use std::sync::{Mutex, PoisonError};

use super::{Visit, Visitor};
use crate::Server;

/// Collects the results of `pick` for every server of a list, in the order of the list.
pub struct Collector<T, F> {
    pick: F,
    picked: Mutex<Vec<T>>,
}

impl<T, F: Fn(Server) -> T> Collector<T, F> {
    /// An empty collector.
    #[must_use]
    pub fn new(pick: F) -> Self {
        Self { pick, picked: Mutex::default() }
    }

    /// Takes the collected values out.
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
