//! Storage of servers: finding, listing, counting and changing them.

use std::sync::Arc;

use uuid::Uuid;

use super::{Collector, Decide, Needs, PortFuture, Related, Visitor};
use crate::{Error, Instance, InstanceAction, Parts, Query, Scope, Server, StoreError};

/// How many servers there are with the same host and the same flavor. Either all these servers have
/// a task in progress, or none has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerCount {
    /// The compute host of these servers; `None` if they have none.
    pub host: Option<String>,
    /// The flavor of these servers.
    pub flavor_id: String,
    /// Whether they have a task in progress.
    pub is_busy: bool,
    /// Number of these servers.
    pub n_servers: u64,
}

/// Stores servers.
///
/// A driver for the database of another compute service could implement this port, too.
///
/// An acknowledged write survives the end of the process, however it ends. Reads see every
/// acknowledged write and nothing that could still be lost. The same holds for all other storage
/// ports.
///
/// A cloud can consist of parts, some of which may not answer. If a part does not answer, finding
/// or changing one of its servers, or reading the server's actions, fails with
/// [`StoreError::Unreachable`]. Lists pass what is known of these servers to
/// [`Visitor::unreachable`], and counts leave them out.
pub trait Servers: Send + Sync {
    /// Finds the server with this id, even a deleted one.
    fn find<'a>(
        &'a self,
        id: Uuid,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Option<Server>, StoreError>>;

    /// Returns the ids of the servers with this number, even of deleted ones. A number is
    /// unique only within one database of the cloud: in a store that joins databases, several
    /// servers can have the same number. Servers of parts that do not answer are left out.
    fn with_number<'a>(
        &'a self,
        number: u64,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<Uuid>, StoreError>>;

    /// Like [`find`](Self::find), for callers who want only these parts of the server. A store may
    /// leave out the others.
    fn find_parts<'a>(
        &'a self,
        id: Uuid,
        scope: &'a Scope,
        _parts: Parts,
    ) -> PortFuture<'a, Result<Option<Server>, StoreError>> {
        self.find(id, scope)
    }

    /// Returns the data related to these servers that `needs` asks for.
    fn related<'a>(
        &'a self,
        servers: &'a [Server],
        needs: Needs,
    ) -> PortFuture<'a, Result<Related, StoreError>>;

    /// Passes the servers of a page to `visitor`, in order and as they were at one moment. The
    /// visitor first gets the related data that it needs.
    ///
    /// # Errors
    ///
    /// [`Error::MarkerNotFound`] if the query's marker is not the id of a server in its scope.
    fn visit<'a>(
        &'a self,
        query: &'a Query,
        visitor: Arc<dyn Visitor>,
    ) -> PortFuture<'a, Result<(), Error>>;

    /// Returns the servers of a page, in order. All of them are held in memory.
    fn page<'a>(&'a self, query: &'a Query) -> PortFuture<'a, Result<Vec<Server>, Error>> {
        let collector = Arc::new(Collector::new(|it| it));
        Box::pin(async move {
            self.visit(query, collector.clone()).await?;
            Ok(collector.take())
        })
    }

    /// Counts the servers that satisfy the query, separately for each host and each flavor, and
    /// separately with and without a task in progress. The counts are in no particular order. The
    /// query's `marker` and `limit` are ignored.
    fn count<'a>(
        &'a self,
        query: &'a Query,
    ) -> PortFuture<'a, Result<Vec<ServerCount>, StoreError>>;

    /// Changes one server in one atomic step and returns the stored server.
    ///
    /// # Errors
    ///
    /// - [`Error::ServerNotFound`] if the server is not in scope; `decide` is not called then.
    /// - The errors of `decide`.
    /// - [`NetworkError::AddressNotAvailable`](crate::NetworkError::AddressNotAvailable) if an
    ///   address can't be given.
    /// - [`ImageError::TooManySnapshots`](crate::ImageError::TooManySnapshots) if the project would
    ///   have too many images made of servers.
    fn change<'a>(
        &'a self,
        id: Uuid,
        scope: &'a Scope,
        decide: Decide<'a>,
    ) -> PortFuture<'a, Result<Instance, Error>>;

    /// Returns the instance actions of the server with this id, newest first. The list is empty if
    /// there is no such server.
    fn actions(&self, id: Uuid) -> PortFuture<'_, Result<Vec<InstanceAction>, StoreError>>;

    /// Fails if reads or writes would fail now.
    fn health(&self) -> Result<(), StoreError>;
}
