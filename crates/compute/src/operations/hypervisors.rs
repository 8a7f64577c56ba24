//! The machines that run servers, and what runs on them.

use std::collections::HashMap;

use super::Compute;
use crate::{Condition, Error, Hypervisor, Life, Position, Query, Scope, Server};

/// What Nova keeps free for the host itself, in MiB: its `reserved_host_memory_mb`.
const RESERVED_MEMORY_MB: u64 = 512;

/// What the servers on a hypervisor take of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HypervisorLoad {
    /// How many servers it has, whatever state they are in.
    pub running_vms: u64,
    /// To how many of them something is being done.
    pub current_workload: u64,
    /// Their virtual processors.
    pub vcpus_used: u64,
    /// Their memory and what the host keeps for itself, in MiB.
    pub memory_mb_used: u64,
    /// Their disks, in GiB.
    pub local_gb_used: u64,
}

impl Compute {
    /// What each of these hypervisors carries, in their order. Whoever asks has been let through
    /// already, here as in the other questions about hypervisors.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub async fn hypervisor_loads(
        &self,
        hypervisors: &[Hypervisor],
    ) -> Result<Vec<HypervisorLoad>, Error> {
        let infrastructure = self.infrastructure();
        let flavors: HashMap<&str, _> =
            infrastructure.flavors.iter().map(|it| (&*it.id, it)).collect();
        let mut loads: HashMap<String, HypervisorLoad> = HashMap::new();
        let everything = Query {
            scope: Scope::All,
            life: Life::Living,
            conditions: Vec::new(),
            after: None,
            limit: usize::MAX,
        };
        for group in self.store.count(&everything).await? {
            let Some(host) = group.host else {
                continue;
            };
            let load = loads.entry(host).or_default();
            load.running_vms += group.n_servers;
            if group.is_busy {
                load.current_workload += group.n_servers;
            }
            if let Some(flavor) = flavors.get(&*group.flavor_id) {
                let disk_gb = u64::from(flavor.disk_gb) + u64::from(flavor.ephemeral_gb);
                load.vcpus_used += u64::from(flavor.vcpus) * group.n_servers;
                load.memory_mb_used += u64::from(flavor.ram_mb) * group.n_servers;
                load.local_gb_used += disk_gb * group.n_servers;
            }
        }
        let of = |it: &Hypervisor| {
            let load = loads.get(&it.host).copied().unwrap_or_default();
            HypervisorLoad { memory_mb_used: load.memory_mb_used + RESERVED_MEMORY_MB, ..load }
        };
        Ok(hypervisors.iter().map(of).collect())
    }

    /// A page of the servers of every project, newest first; of one hypervisor only, if one is
    /// named.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub async fn servers_on(
        &self,
        hypervisor: Option<&Hypervisor>,
        after: Option<Position>,
        limit: usize,
    ) -> Result<Vec<Server>, Error> {
        let host = hypervisor.map(|it| Condition::Host(it.host.clone()));
        let query = Query {
            scope: Scope::All,
            life: Life::Living,
            conditions: host.into_iter().collect(),
            after,
            limit,
        };
        Ok(self.store.page(&query).await?)
    }
}
