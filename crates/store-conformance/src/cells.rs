//! A store of servers in two cells. Each cell numbers its servers independently, as each database
//! of a cloud does, so two servers can have the same number. A test can make either cell stop
//! answering.
//!
//! The store is in memory, and sorts all servers for every list.

use std::{
    future::ready,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use ferronova_compute::{
    Change, Decide, Decision, Error, Infrastructure, Instance, InstanceAction, KEPT_ACTIONS, Needs,
    PartialServer, PortFuture, Query, Related, Scope, Server, ServerCount, Servers, StoreError,
    Visit, Visitor,
};
use uuid::Uuid;

use crate::{
    fill::Fill,
    oracle::{expected, server_counts},
    projecting::only,
};

/// The store. Servers that are put into it go into the two cells in turn.
#[derive(Default)]
pub struct Cells {
    cells: Mutex<[Cell; 2]>,
}

#[derive(Default)]
struct Cell {
    rows: Vec<Row>,
    is_away: bool,
}

struct Row {
    instance: Instance,
    /// The actions, oldest first.
    actions: Vec<InstanceAction>,
}

impl Cells {
    /// Makes the cell that has this server stop answering.
    pub fn take_away(&self, server: &Server) {
        self.change_cell_of(server, |it| it.is_away = true);
    }

    /// Makes the cell that has this server answer again.
    pub fn bring_back(&self, server: &Server) {
        self.change_cell_of(server, |it| it.is_away = false);
    }

    fn change_cell_of(&self, server: &Server, change: impl FnOnce(&mut Cell)) {
        let mut cells = self.cells();
        let has_it =
            |cell: &&mut Cell| cell.rows.iter().any(|it| it.instance.server.id == server.id);
        change(cells.iter_mut().find(has_it).unwrap());
    }

    fn cells(&self) -> MutexGuard<'_, [Cell; 2]> {
        self.cells.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls `pick` with the row of the server with this id, and returns its result. Returns `None`
    /// if there is no such server in scope.
    fn pick<T>(
        &self,
        id: Uuid,
        scope: &Scope,
        pick: impl FnOnce(&mut Row) -> T,
    ) -> Result<Option<T>, StoreError> {
        for cell in &mut *self.cells() {
            let is_it = |it: &&mut Row| {
                let server = &it.instance.server;
                server.id == id && scope.contains(&server.project_id)
            };
            if let Some(row) = cell.rows.iter_mut().find(is_it) {
                if cell.is_away {
                    let server = Box::new(known_of(&row.instance.server));
                    return Err(StoreError::Unreachable { server });
                }
                return Ok(Some(pick(row)));
            }
        }
        Ok(None)
    }

    /// Returns the servers of the cells that answer, and what is known of the servers of the other
    /// cells.
    fn servers(&self, scope: &Scope) -> (Vec<Server>, Vec<PartialServer>) {
        let (mut servers, mut known) = (Vec::new(), Vec::new());
        for cell in &*self.cells() {
            let all = cell.rows.iter().map(|it| &it.instance.server);
            let in_scope = all.filter(|it| scope.contains(&it.project_id));
            if cell.is_away {
                known.extend(in_scope.filter(|it| !it.is_deleted()).map(known_of));
            } else {
                servers.extend(in_scope.cloned());
            }
        }
        (servers, known)
    }

    /// Stores a change that was decided on this version of the server. Returns `None` if the server
    /// has another version now.
    fn store(
        &self,
        version: u64,
        scope: &Scope,
        change: Change,
    ) -> Result<Option<Instance>, Error> {
        let Change { server, scratch, action, ended, .. } = change;
        let written = self.pick(server.id, scope, |row| {
            let old = &row.instance.server;
            if old.version != version {
                return None;
            }
            let server = Server { number: old.number, version: version + 1, ..server };
            if let Some(end) = ended {
                end.apply(&mut row.actions);
            }
            row.actions.extend(action);
            let surplus = row.actions.len().saturating_sub(KEPT_ACTIONS);
            row.actions.drain(..surplus);
            row.instance = Instance { server, scratch };
            Some(row.instance.clone())
        })?;
        Ok(written.flatten())
    }
}

/// Returns what the rest of the cloud knows of a server whose cell does not answer.
fn known_of(server: &Server) -> PartialServer {
    PartialServer {
        id: server.id,
        project_id: server.project_id.clone(),
        user_id: Some(server.user_id.clone()),
        created: server.created,
        image_id: server.image_id,
        flavor: Some(server.flavor.clone()),
        server_group: server.server_group,
        availability_zone: server.availability_zone.clone(),
        ..PartialServer::default()
    }
}

impl Fill for Cells {
    fn put(&self, servers: Vec<Server>) -> Vec<Server> {
        let mut cells = self.cells();
        let mut stored = Vec::new();
        for server in servers {
            let [one, two] = &mut *cells;
            let cell = if one.rows.len() > two.rows.len() { two } else { one };
            let number = cell.rows.len() as u64 + 1;
            let server = Server { number, version: 1, ..server };
            cell.rows.push(Row { instance: server.clone().into(), actions: Vec::new() });
            stored.push(server);
        }
        stored
    }
}

impl Servers for Cells {
    fn find<'a>(
        &'a self,
        id: Uuid,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Option<Server>, StoreError>> {
        Box::pin(ready(self.pick(id, scope, |row| row.instance.server.clone())))
    }

    fn with_number<'a>(
        &'a self,
        number: u64,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<Uuid>, StoreError>> {
        let (servers, _) = self.servers(scope);
        let numbered = servers.iter().filter(|it| it.number == number);
        Box::pin(ready(Ok(numbered.map(|it| it.id).collect())))
    }

    fn related<'a>(
        &'a self,
        _: &'a [Server],
        needs: Needs,
    ) -> PortFuture<'a, Result<Related, StoreError>> {
        Box::pin(ready(Ok(Related::all(&Infrastructure::default()).only(needs))))
    }

    fn visit<'a>(
        &'a self,
        query: &'a Query,
        visitor: Arc<dyn Visitor>,
    ) -> PortFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            if let Some(id) = query.marker
                && self.find(id, &query.scope).await?.is_none()
            {
                return Err(Error::MarkerNotFound { marker: id.to_string() });
            }
            let (servers, known) = self.servers(&query.scope);
            let page = expected(&servers, query).into_iter().map(|it| only(&it, query.parts));
            visitor.relate(Related::all(&Infrastructure::default()).only(visitor.needs()));
            visitor.begin();
            for server in known {
                let answer = visitor.unreachable(server);
                if !goes_on(&*visitor, answer).await {
                    return Ok(());
                }
            }
            for server in page {
                let answer = visitor.visit(server);
                if !goes_on(&*visitor, answer).await {
                    return Ok(());
                }
            }
            Ok(())
        })
    }

    fn count<'a>(
        &'a self,
        query: &'a Query,
    ) -> PortFuture<'a, Result<Vec<ServerCount>, StoreError>> {
        let (servers, _) = self.servers(&query.scope);
        Box::pin(ready(Ok(server_counts(&servers, query))))
    }

    fn change<'a>(
        &'a self,
        id: Uuid,
        scope: &'a Scope,
        decide: Decide<'a>,
    ) -> PortFuture<'a, Result<Instance, Error>> {
        Box::pin(async move {
            loop {
                let found = self.pick(id, scope, |row| row.instance.clone())?;
                let old = found.ok_or_else(|| Error::ServerNotFound { id: id.to_string() })?;
                let change = match decide(&old.server, &old.scratch)? {
                    Decision::Keep => return Ok(old),
                    Decision::Write(change) => *change,
                };
                let server = Server { id, ..change.server };
                let change = Change { server, ..change };
                if let Some(new) = self.store(old.server.version, scope, change)? {
                    return Ok(new);
                }
            }
        })
    }

    fn actions(&self, id: Uuid) -> PortFuture<'_, Result<Vec<InstanceAction>, StoreError>> {
        let newest_first = |row: &mut Row| row.actions.iter().rev().cloned().collect::<Vec<_>>();
        let found = self.pick(id, &Scope::All, newest_first);
        Box::pin(ready(found.map(Option::unwrap_or_default)))
    }

    fn health(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Whether a list goes on after its visitor gave this answer.
async fn goes_on(visitor: &dyn Visitor, answer: Visit) -> bool {
    match answer {
        Visit::Next => true,
        Visit::Pause => visitor.go_on().await,
        Visit::Enough => false,
    }
}
