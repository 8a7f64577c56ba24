//! The error replies of v2 and v3: the statuses and texts of Nova 2014.2.
//!
//! Every error of the model becomes a fault here, for both versions. Where routes and actions
//! differ, each has a [`Wording`] of its own.

mod errors;
mod faults;
mod texts;

use ferronova_compute::Error;
use ferronova_http::{ErrorWording, Fault, RouteOrAction, StatusCode};
use uuid::Uuid;

use faults::{bad_request, forbidden, not_found};

pub(crate) use faults::too_much_metadata;
pub use faults::{over_quota, unknown_action, unsupported_media_type};
pub use texts::{ImageText, LockedText, NotFound, StateText};

/// The media type of a 202 without a body, as Nova's framework sets it.
pub const ACCEPTED: &str = "text/html; charset=UTF-8";

/// The wording of errors for a route or an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The text of the 404 for an unknown server.
    pub not_found: NotFound,
    /// The text of the 409 for a server in a wrong state.
    pub state: StateText,
    /// The status for a server without a host.
    pub no_host: StatusCode,
    /// The reply to a caller who is refused because the server is locked.
    pub locked: LockedText,
    /// The status for an unknown network.
    pub no_network: StatusCode,
    /// The status for an unknown security group.
    pub no_group: StatusCode,
    /// The text of a 403 for an image that the caller may not change.
    pub image: ImageText,
}

impl Wording {
    /// The wording of v2's core calls.
    pub const CORE: Self = Self {
        not_found: NotFound::Instance,
        state: StateText::Cannot,
        no_host: StatusCode::CONFLICT,
        locked: LockedText::Locked,
        no_network: StatusCode::BAD_REQUEST,
        no_group: StatusCode::NOT_FOUND,
        image: ImageText::NotAuthorized,
    };

    /// The wording of v3, and of the routes and actions that v2's extensions add.
    pub const WITH_ID: Self = Self { not_found: NotFound::InstanceWithId, ..Self::CORE };
}

impl ErrorWording for Wording {
    fn fault(&self, error: &Error, route_or_action: RouteOrAction) -> Fault {
        match error {
            Error::ServerNotFound { id } => not_found(self.not_found.text(id)),
            Error::Forbidden { rule } => {
                forbidden(format!("Policy doesn't allow {rule} to be performed."))
            }
            Error::Locked { id } => self.locked.fault(*id, route_or_action),
            Error::InvalidState { id, operation, state } => {
                self.state.fault(*id, operation, *state, route_or_action)
            }
            Error::NoHost { id } => no_host(self.no_host, *id),
            Error::NoSuchMetadata => not_found("Metadata item was not found"),
            Error::BootsFromVolume(error) => errors::boots_from_volume(*error),
            Error::Image(error) => errors::image(*error, self.image),
            Error::KeyPair(error) => errors::key_pair(error),
            Error::Network(error) => errors::network(error, self.no_network),
            Error::Volume(error) => errors::volume(error),
            Error::Flavor(error) => errors::flavor(*error),
            Error::Host(error) => errors::host(error),
            Error::Limit(error) => errors::limit(*error),
            // v2 and v3 have no operation that fails so.
            Error::Tag(error) => bad_request(error.to_string()),
            Error::Pin(error) => bad_request(error.to_string()),
            Error::NotResized => bad_request("Instance has not been resized."),
            Error::ZoneNotAvailable => {
                bad_request("The requested availability zone is not available")
            }
            Error::SecurityGroupNotFound { name, project_id } => {
                bad_request(format!("Security group {name} not found for project {project_id}."))
            }
            Error::SecurityGroup(error) => errors::security_group(error, self.no_group),
            Error::FloatingIp(error) => errors::floating_ip(error),
            Error::MarkerNotFound { marker } => bad_request(format!("marker [{marker}] not found")),
            Error::DeletedNeedsAdmin => forbidden("Only administrators may list deleted instances"),
            Error::Store(error) => errors::store(error),
        }
    }
}

/// Returns the fault for a server without a host. The message names the server only if `status`
/// is 409.
fn no_host(status: StatusCode, id: Uuid) -> Fault {
    if status == StatusCode::CONFLICT {
        return Fault::new(status, format!("Instance {id} is not ready"));
    }
    Fault::plain(status)
}
