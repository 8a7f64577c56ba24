//! The port of servers: reads, which use snapshots, and changes.

use std::{future::ready, sync::Arc};

use ferronova_compute::{
    Decide, Decision, Error, Instance, InstanceAction, Needs, Part, Parts, PortFuture, Query,
    Related, Scope, Server, ServerCount, Servers, StoreError, Visitor,
};
use uuid::Uuid;

use super::{LISTING, RedbStore};
use crate::{
    collectors::{ServerCounts, VisitorPage},
    records::{Extent, Stored},
    snapshot::Snapshot,
    walk::Walk,
    write::Batch,
    writer::size,
};

impl Servers for RedbStore {
    fn find<'a>(
        &'a self,
        id: Uuid,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Option<Server>, StoreError>> {
        self.find_parts(id, scope, Parts::ALL)
    }

    fn find_parts<'a>(
        &'a self,
        id: Uuid,
        scope: &'a Scope,
        parts: Parts,
    ) -> PortFuture<'a, Result<Option<Server>, StoreError>> {
        let extent = Extent::of(parts);
        Box::pin(async move {
            let stored = self.read("reading a server", |it| it.find_parts(id, extent))?;
            let server = stored.map(|it| *it.server);
            Ok(server.filter(|it| scope.contains(&it.project_id)))
        })
    }

    fn with_number<'a>(
        &'a self,
        number: u64,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<Uuid>, StoreError>> {
        Box::pin(async move {
            let stored = self.read("reading a server", |it| it.read(number))?;
            let server = stored.map(|it| it.server);
            let found = server.filter(|it| scope.contains(&it.project_id));
            Ok(found.iter().map(|it| it.id).collect())
        })
    }

    fn related<'a>(
        &'a self,
        _: &'a [Server],
        needs: Needs,
    ) -> PortFuture<'a, Result<Related, StoreError>> {
        Box::pin(ready(Ok(self.state.related(needs))))
    }

    fn visit<'a>(
        &'a self,
        query: &'a Query,
        visitor: Arc<dyn Visitor>,
    ) -> PortFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let needs = visitor.needs();
            if !needs.is_empty() {
                visitor.relate(self.state.related(needs));
            }
            let marker = query.marker.map(|it| self.find_marker(it, &query.scope)).transpose()?;
            let page = || VisitorPage::begin(visitor.clone(), query.limit);
            let begin = |it| Walk::begin(it, query, marker.as_ref(), page());
            self.walk(LISTING, query, begin).await?;
            Ok(())
        })
    }

    fn count<'a>(
        &'a self,
        query: &'a Query,
    ) -> PortFuture<'a, Result<Vec<ServerCount>, StoreError>> {
        const WHAT: &str = "counting servers";
        Box::pin(async move {
            let query = Query { parts: Parts::NONE.with(Part::Setup), ..query.clone() };
            let begin = |it| Walk::in_any_order(it, &query, ServerCounts::default());
            let (groups, _) = self.walk(WHAT, &query, begin).await?;
            Ok(groups.into_counts())
        })
    }

    fn change<'a>(
        &'a self,
        id: Uuid,
        scope: &'a Scope,
        decide: Decide<'a>,
    ) -> PortFuture<'a, Result<Instance, Error>> {
        Box::pin(async move {
            loop {
                let not_found = || Error::ServerNotFound { id: id.to_string() };
                let (old, snapshot) = self.find_stored(id, scope)?.ok_or_else(not_found)?;
                let change = match decide(&old.server, &old.scratch)? {
                    Decision::Keep => return Ok(old.into_instance()),
                    Decision::Write(change) => *change,
                };
                let generation = snapshot.generation;
                drop(snapshot);
                let size = size::of_change(&old, &change);
                let work = move |it: &mut Batch<'_>| it.change(&old, generation, change);
                // `None` means that another change was stored first. Every retry follows a change
                // that succeeded, so the store as a whole makes progress.
                if let Some(new) = self.write("changing a server", size, work).await? {
                    return Ok(new);
                }
            }
        })
    }

    fn actions(&self, id: Uuid) -> PortFuture<'_, Result<Vec<InstanceAction>, StoreError>> {
        Box::pin(async move { self.read("reading instance actions", |it| it.actions(id)) })
    }

    fn health(&self) -> Result<(), StoreError> {
        self.state.health()
    }
}

impl RedbStore {
    fn find_marker(&self, id: Uuid, scope: &Scope) -> Result<Stored, Error> {
        match self.find_stored(id, scope)? {
            Some((marker, _)) => Ok(marker),
            None => Err(Error::MarkerNotFound { marker: id.to_string() }),
        }
    }

    /// Finds a server in scope, and returns it with the snapshot that it was read from.
    fn find_stored(
        &self,
        id: Uuid,
        scope: &Scope,
    ) -> Result<Option<(Stored, Arc<Snapshot>)>, StoreError> {
        let (stored, snapshot) = self.read_of("reading a server", |it| it.find(id))?;
        let stored = stored.filter(|it| scope.contains(&it.server.project_id));
        Ok(stored.map(|it| (it, snapshot)))
    }
}
