//! How many clients are connected.

use prometheus_client::{metrics::gauge::Gauge, registry::Registry};

/// The connections that are open; clones count the same ones.
#[derive(Clone, Default)]
pub(crate) struct Connections(Gauge);

/// One connection, as long as this lives.
pub(crate) struct Connection(Gauge);

impl Connections {
    /// Counts a connection until what is returned is dropped.
    pub(crate) fn open(&self) -> Connection {
        self.0.inc();
        Connection(self.0.clone())
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register("ferronova_http_connections", "Open connections", self.0.clone());
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.dec();
    }
}
