//! The servers of a cloud: finding, listing, counting and changing them.

use std::sync::Arc;

use super::{Collector, Decide, Needs, PortFuture, Related, Visitor};
use crate::{Error, Instance, InstanceAction, Query, Scope, Server, ServerRef, StoreError};

/// How many servers of one flavor are on one host, busy or idle.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerCount {
    /// Their compute host; `None` if they have none.
    pub host: Option<String>,
    /// The flavor they were made with.
    pub flavor_id: String,
    /// Whether something is being done to them.
    pub is_busy: bool,
    /// How many there are.
    pub n_servers: u64,
}

/// Keeps servers.
///
/// It asks for nothing that the database of another compute service could not give, too.
///
/// Whatever a write acknowledged survives the end of the process, however it ends. Reads see
/// every acknowledged write and nothing that could still be lost; the same goes for every other
/// port that keeps something.
pub trait Servers: Send + Sync {
    /// The server of that name, deleted ones too.
    fn find<'a>(
        &'a self,
        id: ServerRef,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Option<Server>, StoreError>>;

    /// What is known of these servers beside them, as far as it is needed.
    fn related<'a>(
        &'a self,
        servers: &'a [Server],
        needs: Needs,
    ) -> PortFuture<'a, Result<Related, StoreError>>;

    /// Shows the servers of a page to `visitor`, in its order and as of one moment, and before them
    /// what it needs to know of them.
    fn visit<'a>(
        &'a self,
        query: &'a Query,
        visitor: Arc<dyn Visitor>,
    ) -> PortFuture<'a, Result<(), StoreError>>;

    /// The servers of a page, in its order. All of them are held in memory.
    fn page<'a>(&'a self, query: &'a Query) -> PortFuture<'a, Result<Vec<Server>, StoreError>> {
        let collector = Arc::new(Collector::new(|it| it));
        Box::pin(async move {
            self.visit(query, collector.clone()).await?;
            Ok(collector.take())
        })
    }

    /// How many servers satisfy the query, by host, flavor and busyness; its `after` and `limit` are
    /// ignored. The counts come in no order.
    fn count<'a>(
        &'a self,
        query: &'a Query,
    ) -> PortFuture<'a, Result<Vec<ServerCount>, StoreError>>;

    /// Changes one server in one atomic step and returns it as it is then.
    ///
    /// # Errors
    ///
    /// [`Error::ServerNotFound`] if there is none in scope, whatever `decide` says,
    /// [`NetworkError::AddressNotAvailable`](crate::NetworkError::AddressNotAvailable), and
    /// [`ImageError::TooManySnapshots`](crate::ImageError::TooManySnapshots).
    fn change<'a>(
        &'a self,
        id: ServerRef,
        scope: &'a Scope,
        decide: Decide<'a>,
    ) -> PortFuture<'a, Result<Instance, Error>>;

    /// What was done to the server of that number, newest first.
    fn actions(&self, number: u64) -> PortFuture<'_, Result<Vec<InstanceAction>, StoreError>>;

    /// Whether reads and writes would succeed.
    ///
    /// # Errors
    ///
    /// Why not.
    fn health(&self) -> Result<(), StoreError>;
}
