//! Hypervisors and the servers on them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use uuid::Uuid;

use super::Compute;
use crate::{
    Condition, DeletionFilter, Error, Hypervisor, Part, Parts, Query, Scope, Server, Visit, Visitor,
};

/// Memory that Nova keeps free for the host itself, in MiB: its `reserved_host_memory_mb`.
const RESERVED_MEMORY_MB: u64 = 512;

/// The resources of a hypervisor that its servers use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HypervisorLoad {
    /// Number of servers in any state, including soft-deleted ones.
    pub running_vms: u64,
    /// Number of servers with a task in progress.
    pub current_workload: u64,
    /// Number of virtual processors in use.
    pub vcpus_used: u64,
    /// Memory in use, in MiB, including the memory that is kept free for the host.
    pub memory_mb_used: u64,
    /// Disk space in use, in GiB.
    pub local_gb_used: u64,
}

/// Collects the ids of the servers of each host.
struct IdsByHost {
    /// The index of each host in `ids`.
    hosts: HashMap<String, usize>,
    ids: Mutex<Vec<Vec<Uuid>>>,
}

impl Visitor for IdsByHost {
    fn begin(&self) {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        ids.iter_mut().for_each(Vec::clear);
    }

    fn visit(&self, server: Server) -> Visit {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let index = server.host.as_ref().and_then(|it| self.hosts.get(it));
        if let Some(of_host) = index.and_then(|it| ids.get_mut(*it)) {
            of_host.push(server.id);
        }
        Visit::Next
    }
}

impl Compute {
    /// Returns the load of each of these hypervisors, in their order. This method and the next two
    /// do not check the policy; callers must.
    pub async fn hypervisor_loads(
        &self,
        hypervisors: &[Hypervisor],
    ) -> Result<Vec<HypervisorLoad>, Error> {
        let flavors = self.flavors().await?;
        let flavors: HashMap<&str, _> = flavors.iter().map(|it| (&*it.id, it)).collect();
        let mut loads: HashMap<String, HypervisorLoad> = HashMap::new();
        let everything = Query { deletion: DeletionFilter::NotDeleted, ..Query::of(Scope::All) };
        for count in self.ports.servers.count(&everything).await? {
            let Some(host) = count.host else {
                continue;
            };
            let load = loads.entry(host).or_default();
            load.running_vms += count.n_servers;
            if count.is_busy {
                load.current_workload += count.n_servers;
            }
            if let Some(flavor) = flavors.get(&*count.flavor_id) {
                let disk_gb = u64::from(flavor.disk_gb) + u64::from(flavor.ephemeral_gb);
                load.vcpus_used += u64::from(flavor.vcpus) * count.n_servers;
                load.memory_mb_used += u64::from(flavor.ram_mb) * count.n_servers;
                load.local_gb_used += disk_gb * count.n_servers;
            }
        }
        let of = |it: &Hypervisor| {
            let load = loads.get(&it.host).copied().unwrap_or_default();
            HypervisorLoad { memory_mb_used: load.memory_mb_used + RESERVED_MEMORY_MB, ..load }
        };
        Ok(hypervisors.iter().map(of).collect())
    }

    /// Returns for each of these hypervisors, in their order, the ids of the servers on it,
    /// oldest first. Soft-deleted servers are included, as they still take room on the host.
    pub async fn servers_on(&self, hypervisors: &[Hypervisor]) -> Result<Vec<Vec<Uuid>>, Error> {
        let hosts = hypervisors.iter().enumerate().map(|(n, it)| (it.host.clone(), n));
        let hosts: HashMap<String, usize> = hosts.collect();
        let ids = Mutex::new(vec![Vec::new(); hypervisors.len()]);
        let visitor = Arc::new(IdsByHost { hosts, ids });
        // If there is a single hypervisor, the store can search by its host.
        let only = if let [only] = hypervisors { Some(only.host.clone()) } else { None };
        let query = Query {
            deletion: DeletionFilter::NotDeleted,
            conditions: only.map(Condition::Host).into_iter().collect(),
            parts: Parts::NONE.with(Part::Setup),
            ..Query::of(Scope::All)
        };
        self.ports.servers.visit(&query, visitor.clone()).await?;
        let mut ids = visitor.ids.lock().unwrap_or_else(PoisonError::into_inner);
        // The ids were collected in the order of the query, newest server first.
        for of_host in &mut *ids {
            of_host.reverse();
        }
        Ok(std::mem::take(&mut *ids))
    }

    /// Returns the server with this id, if it is still on this hypervisor.
    pub async fn server_on(
        &self,
        hypervisor: &Hypervisor,
        id: Uuid,
    ) -> Result<Option<Server>, Error> {
        let server = self.ports.servers.find(id, &Scope::All).await?;
        let is_there = |it: &Server| {
            DeletionFilter::NotDeleted.contains(it) && it.host.as_deref() == Some(&*hypervisor.host)
        };
        Ok(server.filter(is_there))
    }
}
