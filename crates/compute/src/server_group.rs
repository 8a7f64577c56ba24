//! Server groups, which say how the scheduler places servers relative to each other.

use uuid::Uuid;

use crate::states::words;

words! {
    /// How the scheduler places the members of a server group.
    ServerGroupPolicy {
        /// On one host.
        Affinity = "affinity",
        /// On different hosts.
        AntiAffinity = "anti-affinity",
        /// On one host if possible.
        SoftAffinity = "soft-affinity",
        /// On different hosts if possible.
        SoftAntiAffinity = "soft-anti-affinity",
    }
}

/// A server group. Its members are the servers that name it as their
/// [`server_group`](crate::Server::server_group).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerGroup {
    /// The id that clients use.
    pub id: Uuid,
    /// Its name, which need not be unique.
    pub name: String,
    /// The project it belongs to.
    pub project_id: String,
    /// The user who created it.
    pub user_id: String,
    /// How its members are placed.
    pub policy: ServerGroupPolicy,
    /// The rule `max_server_per_host`: maximum number of members on one host. Only
    /// [`ServerGroupPolicy::AntiAffinity`] can have it.
    pub max_server_per_host: Option<u32>,
}
