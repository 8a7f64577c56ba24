//! Processing a list of servers while it is read.

use std::future::ready;

use super::{Needs, PortFuture, Related};
use crate::{PartialServer, Server};

/// Receives the servers of a list one by one, in order, while they are read.
///
/// The store calls a visitor on the thread that reads the servers, which can be a different thread
/// for each slice of the list.
pub trait Visitor: Send + Sync {
    /// The related data that the visitor needs.
    fn needs(&self) -> Needs {
        Needs::default()
    }

    /// Receives related data for the servers that follow. The store looks up the data for many
    /// servers at once: for the whole list, or for each part that it reads.
    fn relate(&self, _related: Related) {}

    /// Starts the list. It is called again if the reading has to start over.
    fn begin(&self);

    /// Receives a server of the query's scope whose part of the cloud does not answer. The rest of
    /// the query does not apply to this server: whether it satisfies the conditions is unknown, and
    /// it does not count against the limit. The store passes these servers after
    /// [`begin`](Self::begin) and before all others, in no particular order.
    fn unreachable(&self, _server: PartialServer) -> Visit {
        Visit::Next
    }

    /// Receives the next server.
    fn visit(&self, server: Server) -> Visit;

    /// Waits until the visitor can receive more servers, and returns whether it still wants any.
    /// The store calls this before each slice except the first. The later slices are not read on
    /// the caller's thread.
    fn go_on(&self) -> PortFuture<'_, bool> {
        Box::pin(ready(true))
    }
}

/// How to continue after a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// Continue with the next server.
    Next,
    /// Continue with the next server, but in a new slice.
    Pause,
    /// Stop.
    Enough,
}
