//! The operations of callers, each with its checks in Nova's order.

mod console;
mod create;
mod deferred_delete;
mod delete;
mod fixed_ips;
mod floating_ips;
mod guard;
mod hypervisors;
mod images;
mod infrastructure;
mod interfaces;
mod key_pairs;
mod lifecycle;
mod list;
mod lock;
mod metadata;
mod rebuild;
mod rescue;
mod resize;
mod security_group_rules;
mod security_groups;
mod server_password;
mod shelve;
mod snapshot;
mod tags;
mod update;
mod usage;
mod volumes;

use std::{sync::Arc, time::Duration};

use uuid::Uuid;

pub use console::Tail;
pub use create::{MAX_BYTES_AT_ONCE, MAX_SERVERS_AT_ONCE, MAX_USER_DATA, NewServer};
pub use floating_ips::{AssignedFloatingIp, FloatingIpTarget};
pub use hypervisors::HypervisorLoad;
pub use images::{ImageList, MAX_IMAGE_METADATA};
pub use infrastructure::FlavorAccess;
pub use interfaces::{Interface, NewInterface};
pub use lifecycle::{RebootType, ResetTo};
pub use list::ServerListRequest;
pub use metadata::{MAX_METADATA, MetadataChange};
pub use rebuild::{Evacuation, Rebuild};
pub use resize::{LiveMigration, Resize};
pub use snapshot::{Backup, NewImage};
pub use update::ServerUpdate;
pub use usage::ProjectUsage;

use crate::{
    Change, Clock, Decide, Decision, Error, HypervisorDriver, Infrastructure, Instance,
    InstanceAction, Needs, Parts, Policy, Ports, Related, Request, Scope, Scratch, Server,
    ServerRef, Target, Timestamp, UnseenWork, Work,
};

/// The operations that callers can request, implemented with the ports. Cheap to clone.
#[derive(Clone)]
pub struct Compute {
    ports: Ports,
    policy: Arc<dyn Policy>,
    hypervisor: Arc<dyn HypervisorDriver>,
    clock: Arc<dyn Clock>,
    unseen_work: Arc<UnseenWork>,
    began_at: Timestamp,
    soft_deletes: bool,
}

impl Compute {
    /// Makes operations that use these ports.
    #[must_use]
    pub fn new(
        ports: Ports,
        policy: Arc<dyn Policy>,
        hypervisor: Arc<dyn HypervisorDriver>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let began_at = clock.now();
        let unseen_work = Arc::new(UnseenWork::new(Arc::clone(&clock)));
        Self { ports, policy, hypervisor, clock, unseen_work, began_at, soft_deletes: false }
    }

    /// The same operations with soft deletion: a server that ran is only soft-deleted at first, and
    /// the hypervisor decides when it is deleted for good.
    #[must_use]
    pub fn soft_deleting(self) -> Self {
        Self { soft_deletes: true, ..self }
    }

    /// The current time of the clock that all operations use.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The time since [`Self::new`] was called, which is the time since the process started.
    #[must_use]
    pub fn uptime(&self) -> Duration {
        self.clock.now().since(self.began_at)
    }

    /// The policy that all operations ask.
    #[must_use]
    pub fn policy(&self) -> &dyn Policy {
        &*self.policy
    }

    /// All flavors, networks, hypervisors and pools, for decisions on servers.
    fn infrastructure(&self) -> Arc<Infrastructure> {
        self.ports.lifecycle.infrastructure()
    }

    /// Work that is finished, but that the next view of its server shows as if it were in progress.
    #[must_use]
    pub fn unseen_work(&self) -> &Arc<UnseenWork> {
        &self.unseen_work
    }

    /// Finds a server of the caller's project, or of any project for an administrator. Deleted
    /// servers are not found.
    ///
    /// # Errors
    ///
    /// [`Error::ServerNotFound`], and [`Error::Forbidden`] by the rule `compute:get`.
    pub async fn show_server(&self, request: Request<'_>, id: ServerRef) -> Result<Server, Error> {
        self.show_parts(request, id, Parts::ALL).await
    }

    /// Like [`Self::show_server`], for callers who want only these parts of the server. The other
    /// parts may be empty.
    pub async fn show_parts(
        &self,
        request: Request<'_>,
        id: ServerRef,
        parts: Parts,
    ) -> Result<Server, Error> {
        self.require_parts(request, id, "compute:get", parts).await
    }

    /// Returns a server if `rule` allows the caller to act on it.
    pub async fn require_on_server(
        &self,
        request: Request<'_>,
        id: ServerRef,
        rule: &str,
    ) -> Result<Server, Error> {
        self.require_parts(request, id, rule, Parts::ALL).await
    }

    async fn require_parts(
        &self,
        request: Request<'_>,
        id: ServerRef,
        rule: &str,
        parts: Parts,
    ) -> Result<Server, Error> {
        let reach = request.caller.reach();
        let id_found = self.id_of(id, &reach).await?;
        let server = self.ports.servers.find_parts(id_found, &reach, parts).await?;
        let Some(server) = server.filter(|it| !it.is_deleted()) else {
            return Err(Error::ServerNotFound { id: id.to_string() });
        };
        self.allow(request, rule, Target::server(&server))?;
        Ok(server)
    }

    /// Returns the id of the server that a client names. A number names a server only if exactly
    /// one server in scope has it.
    async fn id_of(&self, named: ServerRef, scope: &Scope) -> Result<Uuid, Error> {
        let number = match named {
            ServerRef::Id(id) => return Ok(id),
            ServerRef::Number(number) => number,
        };
        match *self.ports.servers.with_number(number, scope).await? {
            [id] => Ok(id),
            _ => Err(Error::ServerNotFound { id: number.to_string() }),
        }
    }

    /// Returns the data related to these servers that `needs` asks for.
    pub async fn related(&self, servers: &[Server], needs: Needs) -> Result<Related, Error> {
        if needs.is_empty() {
            return Ok(Related::default());
        }
        Ok(self.ports.servers.related(servers, needs).await?)
    }

    /// Returns a server, even a deleted one, and its instance actions, newest first.
    ///
    /// # Errors
    ///
    /// As [`Self::show_server`].
    pub async fn server_actions_ever(
        &self,
        request: Request<'_>,
        id: ServerRef,
    ) -> Result<(Server, Vec<InstanceAction>), Error> {
        let reach = request.caller.reach();
        let found = self.ports.servers.find(self.id_of(id, &reach).await?, &reach).await?;
        let server = found.ok_or_else(|| Error::ServerNotFound { id: id.to_string() })?;
        self.allow(request, "compute:get", Target::server(&server))?;
        let actions = self.ports.servers.actions(server.id).await?;
        Ok((server, actions))
    }

    /// Returns a server and its instance actions, newest first, if `rule` allows the caller to see
    /// them.
    pub async fn server_actions(
        &self,
        request: Request<'_>,
        id: ServerRef,
        rule: &str,
    ) -> Result<(Server, Vec<InstanceAction>), Error> {
        let server = self.show_server(request, id).await?;
        self.allow(request, rule, Target::server(&server))?;
        let actions = self.ports.servers.actions(server.id).await?;
        // The server may have been deleted between the two reads, and the actions then include its
        // deletion. A server that still exists now also existed when its actions were read.
        let server = self.show_server(request, id).await?;
        Ok((server, actions))
    }

    /// Fails unless `rule`, or the rule that the request has in its place, allows the caller to act
    /// on `target`.
    fn allow(&self, request: Request<'_>, rule: &str, target: Target<'_>) -> Result<(), Error> {
        self.enforce(request, request.rules.or_own(rule), target)
    }

    /// Like [`Self::allow`], for a rule that is checked besides the rule of the operation in a
    /// special case.
    fn allow_special(
        &self,
        request: Request<'_>,
        rule: &str,
        target: Target<'_>,
    ) -> Result<(), Error> {
        self.enforce(request, &request.rules.special(rule), target)
    }

    fn enforce(&self, request: Request<'_>, rule: &str, target: Target<'_>) -> Result<(), Error> {
        if self.policy.allows(rule, request.caller, target) {
            Ok(())
        } else {
            Err(Error::Forbidden { rule: rule.to_owned() })
        }
    }

    /// Changes a server in one atomic step. `decide` gets the current server and may run several
    /// times. If it changes the server, the server's `updated` is set to the current time. The
    /// operation in progress on the server goes on.
    async fn change(
        &self,
        request: Request<'_>,
        id: ServerRef,
        decide: impl Fn(&Server, Timestamp) -> Result<Decision, Error> + Send + Sync,
    ) -> Result<Server, Error> {
        let keeping_scratch = |server: &Server, scratch: &Scratch, now| {
            let mut decision = decide(server, now)?;
            if let Decision::Write(change) = &mut decision {
                change.scratch.clone_from(scratch);
            }
            Ok(decision)
        };
        Ok(self.change_work(request, id, keeping_scratch).await?.server)
    }

    /// Like [`Self::change`], for changes that also start, replace or stop the operation in progress
    /// on the server.
    async fn change_work(
        &self,
        request: Request<'_>,
        id: ServerRef,
        decide: impl Fn(&Server, &Scratch, Timestamp) -> Result<Decision, Error> + Send + Sync,
    ) -> Result<Instance, Error> {
        let now = self.clock.now();
        let stamped = |server: &Server, scratch: &Scratch| {
            if server.is_deleted() {
                return Err(Error::ServerNotFound { id: id.to_string() });
            }
            let mut decision = decide(server, scratch, now)?;
            if let Decision::Write(change) = &mut decision
                && (change.server != *server || change.scratch != *scratch)
            {
                change.server.updated = now.whole_second();
            }
            Ok(decision)
        };
        let instance = self.decide_on(request, id, &stamped).await?;
        self.unseen_work.end(&instance.server);
        Ok(instance)
    }

    /// Passes the server that a client names to `decide`, and stores the decision.
    async fn decide_on(
        &self,
        request: Request<'_>,
        named: ServerRef,
        decide: Decide<'_>,
    ) -> Result<Instance, Error> {
        let reach = request.caller.reach();
        let id = self.id_of(named, &reach).await?;
        self.ports.servers.change(id, &reach, decide).await
    }

    /// Lets the hypervisor driver begin `work` as part of `change`.
    fn begin(&self, work: Work, change: &mut Change, now: Timestamp) -> Result<(), Error> {
        Ok(self.hypervisor.begin(work, change, &self.infrastructure(), now)?)
    }
}
