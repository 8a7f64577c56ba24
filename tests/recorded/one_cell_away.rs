//! A cloud with one cell more, whose database does not answer.

use std::{future::ready, sync::Arc};

use ferronova_compute::{
    Decide, Error, Instance, InstanceAction, Needs, PartialServer, Parts, PortFuture, Ports, Query,
    Related, Scope, Server, ServerCount, ServerFlavor, Servers, StoreError, Visit, Visitor,
};
use ferronova_testkit::Timestamp;
use uuid::{Uuid, uuid};

/// The id of the only server in the cell that is away.
pub(crate) const AWAY: Uuid = uuid!("a2100000-0000-4000-8000-000000000090");

/// Returns these ports with one cell more. It does not answer.
pub(crate) fn with_a_cell_away(ports: Ports) -> Ports {
    let servers = Arc::new(OneCellAway { others: ports.servers, known: known() });
    Ports { servers, ..ports }
}

/// What the rest of the cloud knows of the server in the cell that is away.
fn known() -> PartialServer {
    let extra_specs = [("hw:cpu_policy".to_owned(), "shared".to_owned())];
    let flavor = ServerFlavor {
        id: "swap".to_owned(),
        name: "m1.swap".to_owned(),
        vcpus: 2,
        ram_mb: 1024,
        disk_gb: 10,
        ephemeral_gb: 5,
        swap_mb: 512,
        extra_specs: extra_specs.into(),
    };
    PartialServer {
        id: AWAY,
        project_id: "11111111111111111111111111111111".to_owned(),
        user_id: Some("alice".to_owned()),
        // 2026-01-01T00:18:10Z
        created: Timestamp::from_seconds(1_767_226_690),
        image_id: Some(uuid!("1a9e0000-0000-4000-8000-000000000001")),
        flavor: Some(flavor),
        availability_zone: Some("nova".to_owned()),
        ..PartialServer::default()
    }
}

/// The servers of a cloud, of which one is out of reach.
struct OneCellAway {
    /// The servers in cells that answer.
    others: Arc<dyn Servers>,
    known: PartialServer,
}

impl OneCellAway {
    fn has(&self, id: Uuid, scope: &Scope) -> bool {
        id == self.known.id && scope.contains(&self.known.project_id)
    }

    fn no_answer(&self) -> StoreError {
        StoreError::Unreachable { server: Box::new(self.known.clone()) }
    }
}

impl Servers for OneCellAway {
    fn find<'a>(
        &'a self,
        id: Uuid,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Option<Server>, StoreError>> {
        self.find_parts(id, scope, Parts::ALL)
    }

    fn with_number<'a>(
        &'a self,
        number: u64,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<Uuid>, StoreError>> {
        self.others.with_number(number, scope)
    }

    fn find_parts<'a>(
        &'a self,
        id: Uuid,
        scope: &'a Scope,
        parts: Parts,
    ) -> PortFuture<'a, Result<Option<Server>, StoreError>> {
        if self.has(id, scope) {
            return Box::pin(ready(Err(self.no_answer())));
        }
        self.others.find_parts(id, scope, parts)
    }

    fn related<'a>(
        &'a self,
        servers: &'a [Server],
        needs: Needs,
    ) -> PortFuture<'a, Result<Related, StoreError>> {
        self.others.related(servers, needs)
    }

    fn visit<'a>(
        &'a self,
        query: &'a Query,
        visitor: Arc<dyn Visitor>,
    ) -> PortFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            if query.marker.is_some_and(|it| self.has(it, &query.scope)) {
                return Err(self.no_answer().into());
            }
            let servers = self.others.page(query).await?;
            visitor.relate(self.others.related(&servers, visitor.needs()).await?);
            visitor.begin();
            if query.scope.contains(&self.known.project_id) {
                let answer = visitor.unreachable(self.known.clone());
                if !goes_on(&*visitor, answer).await {
                    return Ok(());
                }
            }
            for server in servers {
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
        self.others.count(query)
    }

    fn change<'a>(
        &'a self,
        id: Uuid,
        scope: &'a Scope,
        decide: Decide<'a>,
    ) -> PortFuture<'a, Result<Instance, Error>> {
        if self.has(id, scope) {
            return Box::pin(ready(Err(self.no_answer().into())));
        }
        self.others.change(id, scope, decide)
    }

    fn actions(&self, id: Uuid) -> PortFuture<'_, Result<Vec<InstanceAction>, StoreError>> {
        if self.has(id, &Scope::All) {
            return Box::pin(ready(Err(self.no_answer())));
        }
        self.others.actions(id)
    }

    fn health(&self) -> Result<(), StoreError> {
        self.others.health()
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
