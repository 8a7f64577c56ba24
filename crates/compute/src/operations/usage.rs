//! How much of everything the servers of a project take.

use std::collections::HashMap;

use super::Compute;
use crate::{DEFAULT_GROUP, DeletionFilter, Error, Query, Scope};

/// What the servers of a project take, deleted ones aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProjectUsage {
    /// How many there are.
    pub instances: u64,
    /// Their virtual processors.
    pub cores: u64,
    /// Their memory, in MiB.
    pub ram_mb: u64,
    /// The floating addresses that the project was given.
    pub floating_ips: u64,
    /// The security groups of the project, of which there is one always.
    pub security_groups: u64,
}

impl Compute {
    /// What the servers of a project take. Whoever asks has been let through already.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub async fn project_usage(&self, project_id: &str) -> Result<ProjectUsage, Error> {
        let query = Query {
            scope: Scope::Project(project_id.to_owned()),
            deletion: DeletionFilter::Living,
            conditions: Vec::new(),
            after: None,
            limit: usize::MAX,
        };
        let infrastructure = self.infrastructure();
        let flavors: HashMap<&str, _> =
            infrastructure.flavors.iter().map(|it| (&*it.id, it)).collect();
        let floating_ips = self.ports.floating_ips.floating_ips(&query.scope).await?.len() as u64;
        let groups = self.ports.security_groups.security_groups(&query.scope).await?;
        let has_default = groups.iter().any(|it| it.name == DEFAULT_GROUP);
        let security_groups = groups.len() as u64 + u64::from(!has_default);
        let mut usage = ProjectUsage { floating_ips, security_groups, ..ProjectUsage::default() };
        for count in self.ports.servers.count(&query).await? {
            usage.instances += count.n_servers;
            if let Some(flavor) = flavors.get(&*count.flavor_id) {
                usage.cores += u64::from(flavor.vcpus) * count.n_servers;
                usage.ram_mb += u64::from(flavor.ram_mb) * count.n_servers;
            }
        }
        Ok(usage)
    }
}
