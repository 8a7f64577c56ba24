//! The port for what only a store of this program can do: creating, purging and loading servers.

use std::sync::Arc;

use ferronova_compute::{
    Census, Change, Content, ContentError, DeletionFilter, Error, Image, Infrastructure, Instance,
    Lifecycle, PortFuture, Query, Scope, StoreError, Timestamp,
};
use uuid::Uuid;

use super::{LISTING, RedbStore, store_error};
use crate::{
    server_lists::{ALL_PROJECTS, ServerList},
    walk::Walk,
    write::{Batch, prepare},
    writer::size,
};

impl Lifecycle for RedbStore {
    fn create(&self, servers: Vec<Change>) -> PortFuture<'_, Result<Vec<Instance>, Error>> {
        let size = size::of_new(&servers);
        Box::pin(self.write("storing new servers", size, move |it| it.create(servers)))
    }

    fn in_transition(&self) -> PortFuture<'_, Result<Vec<Instance>, StoreError>> {
        Box::pin(async move {
            let query = Query { deletion: DeletionFilter::Any, ..Query::of(Scope::All) };
            let lists = || vec![(ALL_PROJECTS, ServerList::InTransition)];
            let begin = |it| Ok(Walk::over(it, lists(), Vec::new()));
            let (instances, _) = self.walk(LISTING, &query, begin).await?;
            Ok(instances)
        })
    }

    fn purge(&self, deleted_before: Timestamp) -> PortFuture<'_, Result<u64, StoreError>> {
        const WHAT: &str = "purging servers";
        Box::pin(async move {
            let mut servers = 0;
            let mut after = None;
            loop {
                let work = move |it: &mut Batch<'_>| it.purge(deleted_before, after);
                let purged = self.write(WHAT, size::NOTHING, work).await;
                let purged = purged.map_err(|it| store_error(WHAT, it))?;
                servers += purged.servers;
                if purged.next.is_none() {
                    return Ok(servers);
                }
                after = purged.next;
            }
        })
    }

    fn census(&self) -> Census {
        self.state.census()
    }

    fn infrastructure(&self) -> Arc<Infrastructure> {
        self.state.infrastructure()
    }

    fn image(&self, id: Uuid) -> Result<Option<Image>, StoreError> {
        Ok(self.read_image(id)?.map(|it| it.image))
    }

    fn load(&self, content: Content) -> PortFuture<'_, Result<(), ContentError>> {
        const WHAT: &str = "loading content";
        Box::pin(async move {
            let loaded = prepare(content)?;
            let written = self.write(WHAT, size::EVERYTHING, move |it| it.load(loaded)).await;
            written.map_err(|it| ContentError::Store(store_error(WHAT, it)))
        })
    }
}
