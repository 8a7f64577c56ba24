//! Putting servers into the store of a test.

use ferronova_compute::{Change, Server, Servers, Store};

use crate::wait;

/// A store that a test can put servers into, which the rules of the port [`Servers`] need. Every
/// [`Store`] is one.
pub trait Fill: Servers {
    /// Stores new servers in this order, and returns them as stored.
    fn put(&self, servers: Vec<Server>) -> Vec<Server>;
}

impl<T: Store + ?Sized> Fill for T {
    fn put(&self, servers: Vec<Server>) -> Vec<Server> {
        let created = wait(self.create(servers.into_iter().map(Change::to).collect())).unwrap();
        created.into_iter().map(|it| it.server).collect()
    }
}
