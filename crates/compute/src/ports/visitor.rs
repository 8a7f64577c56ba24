//! How a list of servers is shown while it is read.

use std::future::ready;

use super::{Needs, PortFuture, Related};
use crate::Server;

/// Takes the servers of a list one by one, in its order, while they are read.
///
/// The store calls it on the thread that it reads on, which can be another one for each slice of
/// the list.
pub trait Visitor: Send + Sync {
    /// What it needs to know of the servers beside them.
    fn needs(&self) -> Needs {
        Needs::default()
    }

    /// Takes what it needs to know of the servers that come from now on. The store looks it up
    /// for many servers at once: for the whole list, or for each part that it reads.
    fn relate(&self, _related: Related) {}

    /// The list begins. It begins again when what was read before can't be relied upon.
    fn begin(&self);

    /// Takes the next server.
    fn visit(&self, server: Server) -> Visit;

    /// Waits until more servers can be taken, and returns whether any are still wanted. The store
    /// asks before each slice but the first; slices that follow are not read on the thread of the
    /// caller.
    fn go_on(&self) -> PortFuture<'_, bool> {
        Box::pin(ready(true))
    }
}

/// How a list goes on after a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// With the next server.
    Next,
    /// With the next server, in another slice.
    Pause,
    /// Not at all.
    Enough,
}
