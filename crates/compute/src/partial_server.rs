//! Servers in a part of the cloud that does not answer.

use uuid::Uuid;

use crate::{PowerState, ServerFlavor, Timestamp};

/// What is known of a server while the part of the cloud that holds it does not answer: the values
/// in the request that created the server. The server may have changed since; an absent value is
/// unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartialServer {
    /// The id that clients use.
    pub id: Uuid,
    /// The project that owns it.
    pub project_id: String,
    /// The user who created it.
    pub user_id: Option<String>,
    /// When its creation was requested, in whole seconds.
    pub created: Timestamp,
    /// The image that the server was to be made from; `None` also if the server was to boot from a
    /// volume.
    pub image_id: Option<Uuid>,
    /// The flavor that the server was to be made with.
    pub flavor: Option<ServerFlavor>,
    /// The availability zone that the request asked for.
    pub availability_zone: Option<String>,
    /// The state that the hypervisor reported last.
    pub power_state: Option<PowerState>,
    /// The server group it is a member of.
    pub server_group: Option<Uuid>,
}
