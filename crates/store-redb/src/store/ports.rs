//! The two ports, over snapshots and the writer.

use std::{net::IpAddr, sync::Arc};

use ferronova_compute::{
    Census, Change, Collector, Content, ContentError, Decide, DecideImage, Decision, Documents,
    Error, FloatingIp, Group, ImageDecision, ImageQuery, ImageSlice, Infrastructure,
    InstanceAction, KeyPair, LeadingFloatingIp, Life, PlacedImage, PortFuture, Query, Scope,
    SecurityGroup, SecurityGroupRule, Server, ServerRef, Store, StoreError, Timestamp, Visitor,
};
use uuid::Uuid;

use super::{RedbStore, store_error};
use crate::{
    found::{Groups, Shown},
    list::{ALL_PROJECTS, List},
    records::Stored,
    snapshot::Snapshot,
    walk::Walk,
    write::{Batch, prepare},
    writer::size,
};

/// What reading a list is called when it fails.
const LISTING: &str = "listing servers";

impl Store for RedbStore {
    fn find<'a>(
        &'a self,
        id: ServerRef,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Option<Server>, StoreError>> {
        Box::pin(async move { Ok(self.find_stored(id, scope)?.map(|(stored, _)| stored.server)) })
    }

    fn visit<'a>(
        &'a self,
        query: &'a Query,
        visitor: Arc<dyn Visitor>,
    ) -> PortFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let shown = || Shown::to(visitor.clone(), query.limit);
            self.walk(LISTING, query, |it| Walk::begin(it, query, shown())).await?;
            Ok(())
        })
    }

    fn count<'a>(&'a self, query: &'a Query) -> PortFuture<'a, Result<Vec<Group>, StoreError>> {
        const WHAT: &str = "counting servers";
        Box::pin(async move {
            let query = Query { after: None, ..query.clone() };
            let begin = |it| Walk::begin(it, &query, Groups::default());
            let (groups, _) = self.walk(WHAT, &query, begin).await?;
            Ok(groups.into_groups())
        })
    }

    fn census(&self) -> Census {
        self.shared.census()
    }

    fn create(&self, servers: Vec<Change>) -> PortFuture<'_, Result<Vec<Server>, Error>> {
        let size = size::of_new(&servers);
        Box::pin(self.write("storing new servers", size, move |it| it.create(servers)))
    }

    fn change<'a>(
        &'a self,
        id: ServerRef,
        scope: &'a Scope,
        decide: Decide<'a>,
    ) -> PortFuture<'a, Result<Server, Error>> {
        Box::pin(async move {
            loop {
                let (old, snapshot) = self.find_stored(id, scope)?.ok_or_else(|| not_found(id))?;
                let change = match decide(&old.server)? {
                    Decision::Keep => return Ok(old.server),
                    Decision::Write(change) => *change,
                };
                let generation = snapshot.generation;
                drop(snapshot);
                let size = size::of_change(&old.server, &change);
                let work = move |it: &mut Batch<'_>| it.change(&old, generation, change);
                // Nothing comes back if another writer was faster. That one has won, so that
                // trying again without end is not waiting without end.
                if let Some(server) = self.write("changing a server", size, work).await? {
                    return Ok(server);
                }
            }
        })
    }

    fn actions(&self, number: u64) -> PortFuture<'_, Result<Vec<InstanceAction>, StoreError>> {
        Box::pin(async move { self.read("reading instance actions", |it| it.actions(number)) })
    }

    fn in_transition(&self) -> PortFuture<'_, Result<Vec<Server>, StoreError>> {
        Box::pin(async move {
            let query = Query {
                scope: Scope::All,
                life: Life::Any,
                conditions: Vec::new(),
                after: None,
                limit: usize::MAX,
            };
            let lists = || vec![(ALL_PROJECTS, List::InTransition)];
            let servers = Arc::new(Collector::new(|it| it));
            let shown = || Shown::to(servers.clone(), query.limit);
            self.walk(LISTING, &query, |it| Ok(Walk::over(it, lists(), shown()))).await?;
            Ok(servers.take())
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

    fn infrastructure(&self) -> Arc<Infrastructure> {
        self.shared.infrastructure()
    }

    fn find_image(&self, id: Uuid) -> Result<Option<PlacedImage>, StoreError> {
        self.read("reading an image", |it| it.find_image(id))
    }

    fn images<'a>(
        &'a self,
        query: &'a ImageQuery,
    ) -> PortFuture<'a, Result<ImageSlice, StoreError>> {
        const WHAT: &str = "listing images";
        Box::pin(async move {
            let ImageQuery { scope, after } = query.clone();
            if after.is_none() {
                return self.read(WHAT, |it| it.images(&scope, after));
            }
            self.read_in_turn(WHAT, move |it| it.images(&scope, after)).await
        })
    }

    fn change_image<'a>(
        &'a self,
        id: Uuid,
        decide: DecideImage<'a>,
    ) -> PortFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            loop {
                let old = self.find_image(id)?.ok_or(Error::ImageNotFound)?.image;
                let decision = decide(&old)?;
                if matches!(decision, ImageDecision::Keep) {
                    return Ok(());
                }
                let size = size::of_image_decision(&decision);
                let work = move |it: &mut Batch<'_>| it.change_image(&old, decision);
                if self.write("changing an image", size, work).await? {
                    return Ok(());
                }
            }
        })
    }

    fn key_pairs<'a>(
        &'a self,
        user_id: &'a str,
    ) -> PortFuture<'a, Result<Vec<KeyPair>, StoreError>> {
        Box::pin(async move { self.read("reading key pairs", |it| it.key_pairs(user_id)) })
    }

    fn find_key_pair<'a>(
        &'a self,
        user_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<Option<KeyPair>, StoreError>> {
        Box::pin(
            async move { self.read("reading a key pair", |it| it.find_key_pair(user_id, name)) },
        )
    }

    fn create_key_pair(
        &self,
        key_pair: KeyPair,
        most: usize,
    ) -> PortFuture<'_, Result<KeyPair, Error>> {
        let work = move |it: &mut Batch<'_>| it.create_key_pair(key_pair, most);
        Box::pin(self.write("storing a key pair", size::ROW, work))
    }

    fn delete_key_pair<'a>(
        &'a self,
        user_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<(), Error>> {
        let (user_id, name) = (user_id.to_owned(), name.to_owned());
        let work = move |it: &mut Batch<'_>| it.delete_key_pair(user_id, name);
        Box::pin(self.write("removing a key pair", size::NOTHING, work))
    }

    fn floating_ips<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<LeadingFloatingIp>, StoreError>> {
        Box::pin(
            async move { self.read("listing floating addresses", |it| it.floating_ips(scope)) },
        )
    }

    fn find_floating_ip(
        &self,
        pool_id: Uuid,
        ip: IpAddr,
    ) -> PortFuture<'_, Result<Option<LeadingFloatingIp>, StoreError>> {
        Box::pin(async move {
            self.read("reading a floating address", |it| it.find_floating_ip(pool_id, ip))
        })
    }

    fn allocate_floating_ip<'a>(
        &'a self,
        pool_id: Uuid,
        project_id: &'a str,
    ) -> PortFuture<'a, Result<Option<FloatingIp>, Error>> {
        let project_id = project_id.to_owned();
        let work = move |it: &mut Batch<'_>| it.allocate_floating_ip(pool_id, project_id);
        Box::pin(self.write("giving a floating address", size::ROW, work))
    }

    fn release_floating_ip(
        &self,
        floating_ip: FloatingIp,
        at: Timestamp,
    ) -> PortFuture<'_, Result<(), Error>> {
        let work = move |it: &mut Batch<'_>| it.release_floating_ip(&floating_ip, at);
        Box::pin(self.write("taking a floating address", size::NOTHING, work))
    }

    fn security_groups<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<SecurityGroup>, StoreError>> {
        Box::pin(
            async move { self.read("listing security groups", |it| it.security_groups(scope)) },
        )
    }

    fn find_security_group<'a>(
        &'a self,
        project_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<Option<SecurityGroup>, StoreError>> {
        Box::pin(async move {
            self.read("reading a security group", |it| it.find_security_group(project_id, name))
        })
    }

    fn ensure_default_group<'a>(
        &'a self,
        project_id: &'a str,
    ) -> PortFuture<'a, Result<(), Error>> {
        let project_id = project_id.to_owned();
        let work = move |it: &mut Batch<'_>| it.ensure_default_group(&project_id);
        Box::pin(self.write("storing a security group", size::ROW, work))
    }

    fn ensure_groups_of(&self, number: u64) -> PortFuture<'_, Result<(), Error>> {
        let work = move |it: &mut Batch<'_>| it.ensure_groups_of(number);
        Box::pin(self.write("storing security groups", size::ROW, work))
    }

    fn add_security_group(
        &self,
        group: SecurityGroup,
    ) -> PortFuture<'_, Result<SecurityGroup, Error>> {
        let work = move |it: &mut Batch<'_>| it.add_security_group(group);
        Box::pin(self.write("storing a security group", size::ROW, work))
    }

    fn update_security_group(
        &self,
        new: SecurityGroup,
    ) -> PortFuture<'_, Result<SecurityGroup, Error>> {
        Box::pin(self.change_group(new))
    }

    fn remove_security_group(&self, group: SecurityGroup) -> PortFuture<'_, Result<(), Error>> {
        Box::pin(self.remove_group(group))
    }

    fn add_security_group_rule(
        &self,
        group: SecurityGroup,
        rule: SecurityGroupRule,
    ) -> PortFuture<'_, Result<(), Error>> {
        let work = move |it: &mut Batch<'_>| it.add_rule(&group, rule);
        Box::pin(self.write("storing a security group rule", size::ROW, work))
    }

    fn remove_security_group_rule(
        &self,
        group: SecurityGroup,
        rule_id: Uuid,
    ) -> PortFuture<'_, Result<(), Error>> {
        let work = move |it: &mut Batch<'_>| it.remove_rule(&group, rule_id);
        Box::pin(self.write("removing a security group rule", size::ROW, work))
    }

    fn load(&self, content: Content) -> PortFuture<'_, Result<(), ContentError>> {
        const WHAT: &str = "loading content";
        Box::pin(async move {
            let loaded = prepare(content)?;
            let written = self.write(WHAT, size::EVERYTHING, move |it| it.load(loaded)).await;
            written.map_err(|it| ContentError::Store(store_error(WHAT, it)))
        })
    }

    fn health(&self) -> Result<(), StoreError> {
        self.shared.health()
    }
}

impl Documents for RedbStore {
    fn list(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.read("reading documents", |it| it.documents(prefix))
    }

    fn write(
        &self,
        written: Vec<(String, Vec<u8>)>,
        removed: Vec<String>,
    ) -> PortFuture<'_, Result<(), StoreError>> {
        const WHAT: &str = "writing documents";
        Box::pin(async move {
            let size = size::of_documents(&written);
            let work = move |it: &mut Batch<'_>| it.write_documents(&written, &removed);
            let stored = self.write(WHAT, size, work).await;
            stored.map_err(|it| store_error(WHAT, it))
        })
    }
}

impl RedbStore {
    /// The server of that name in scope, and what it was read from.
    fn find_stored(
        &self,
        id: ServerRef,
        scope: &Scope,
    ) -> Result<Option<(Stored, Arc<Snapshot>)>, StoreError> {
        let (stored, snapshot) = self.read_of("reading a server", |it| it.find(id))?;
        let stored = stored.filter(|it| scope.contains(&it.server.project_id));
        Ok(stored.map(|it| (it, snapshot)))
    }
}

fn not_found(id: ServerRef) -> Error {
    let id = match id {
        ServerRef::Id(id) => id.to_string(),
        ServerRef::Number(number) => number.to_string(),
    };
    Error::ServerNotFound { id }
}
