//! Resources that a project uses.

use std::collections::HashMap;

use super::Compute;
use crate::{DEFAULT_GROUP, Error, Query, Scope};

/// The resources that a project uses. Deleted servers use none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProjectUsage {
    /// Number of servers.
    pub instances: u64,
    /// Number of virtual processors.
    pub cores: u64,
    /// Memory, in MiB.
    pub ram_mb: u64,
    /// Number of the project's floating addresses.
    pub floating_ips: u64,
    /// Number of the project's security groups, including the default one.
    pub security_groups: u64,
}

impl Compute {
    /// The resources that a project uses. The caller must have checked the policy.
    pub async fn project_usage(&self, project_id: &str) -> Result<ProjectUsage, Error> {
        let query = Query::of(Scope::Project(project_id.to_owned()));
        let flavors = self.flavors().await?;
        let flavors: HashMap<&str, _> = flavors.iter().map(|it| (&*it.id, it)).collect();
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
