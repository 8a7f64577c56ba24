//! Hypervisors and the servers on them.

use std::{collections::HashMap, sync::Arc};

use uuid::Uuid;

use super::Compute;
use crate::{Condition, DeletionFilter, Error, Hypervisor, Position, Query, Scope, Server};

/// Number of servers per page. The hosts of this many servers are held in memory at a time.
const PAGE: usize = 10_000;

/// Memory that Nova keeps free for the host itself, in MiB: its `reserved_host_memory_mb`.
const RESERVED_MEMORY_MB: u64 = 512;

/// The resources of a hypervisor that its servers use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HypervisorLoad {
    /// Number of servers in any state, including soft-deleted ones.
    pub running_vms: u64,
    /// Number of servers with a task in progress.
    pub current_workload: u64,
    /// Virtual processors.
    pub vcpus_used: u64,
    /// Memory including what the host keeps for itself, in MiB.
    pub memory_mb_used: u64,
    /// Disk, in GiB.
    pub local_gb_used: u64,
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
        let everything = Query {
            scope: Scope::All,
            deletion: DeletionFilter::NotDeleted,
            conditions: Vec::new(),
            after: None,
            limit: usize::MAX,
        };
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
        let hosts: Arc<HashMap<String, usize>> = Arc::new(hosts.collect());
        // If there is a single hypervisor, the store can search by its host.
        let only = if let [only] = hypervisors { Some(only.host.clone()) } else { None };
        let mut query = Query {
            scope: Scope::All,
            deletion: DeletionFilter::NotDeleted,
            conditions: only.map(Condition::Host).into_iter().collect(),
            after: None,
            limit: PAGE,
        };
        let mut ids = vec![Vec::new(); hypervisors.len()];
        loop {
            let hosts = Arc::clone(&hosts);
            let place = move |it: Server| {
                let host = it.host.as_ref().and_then(|host| hosts.get(host)).copied();
                (Position::of(&it), it.id, host)
            };
            let page = self.collect(&query, place).await?;
            for (_, id, host) in &page {
                if let Some(of_host) = host.and_then(|it| ids.get_mut(it)) {
                    of_host.push(*id);
                }
            }
            query.after = match page.last() {
                Some((last, ..)) if page.len() == PAGE => Some(*last),
                Some(_) | None => break,
            };
        }
        // Pages are newest first.
        for of_host in &mut ids {
            of_host.reverse();
        }
        Ok(ids)
    }

    /// The server with that id, if it still is on this hypervisor.
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
