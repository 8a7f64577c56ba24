//! The words that depend on the call in which an error of the model happened, and the one place
//! where such an error becomes a status.

use actix_web::http::StatusCode;
use ferronova_compute::{AddressError, Error, FloatingIpError, SecurityGroupError, WrongState};

use crate::Fault;

/// How one call of the API words its failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The text of a 404 for a server.
    pub not_found: NotFound,
    /// The text of a 409 for the state of a server.
    pub state: StateText,
    /// The status for a server without a host.
    pub no_host: StatusCode,
    /// The answer to a caller whom a lock refuses.
    pub locked: LockedText,
}

/// The text of a 404 for a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// `Instance could not be found`: the core calls of v2.
    Instance,
    /// `Instance <id> could not be found.`: what came later.
    InstanceWithId,
    /// `Instance not found`: os-start and os-stop on v2.
    InstanceShort,
    /// `Server not found`: rescue and shelve on v2.
    Server,
    /// `Server does not exist`: the metadata of a server on v2.
    ServerDoesNotExist,
    /// `Instance does not exist`: the addresses of a server.
    InstanceDoesNotExist,
}

/// The answer to a caller whom a lock refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockedText {
    /// 409 `Instance <id> is locked`.
    Locked,
    /// 400 with that text: where v2 does not know the failure for a conflict.
    BadRequest,
    /// 409 `Instance is in an invalid state for '<action>'`: where the lock passes for a state.
    InvalidState(&'static str),
}

/// The text of a 409 for the state of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateText {
    /// `Cannot '<action>' while instance is in vm_state <state>`, with the name of the action.
    Cannot(&'static str),
    /// The model's own text, with the id of the server.
    Long,
    /// The same text in a 400: where v2 does not know the failure for a conflict.
    LongBadRequest,
}

impl Wording {
    /// The words of v2's core calls.
    pub const CORE: Self = Self {
        not_found: NotFound::Instance,
        state: StateText::Long,
        no_host: StatusCode::CONFLICT,
        locked: LockedText::Locked,
    };

    /// The words of v3's calls, and of what v2's extensions add.
    pub const WITH_ID: Self = Self { not_found: NotFound::InstanceWithId, ..Self::CORE };

    /// The words of an action of this name, with the id of a server that is not found.
    #[must_use]
    pub const fn action_with_id(name: &'static str) -> Self {
        Self { state: StateText::Cannot(name), ..Self::WITH_ID }
    }

    /// The words of v2's core action of this name.
    #[must_use]
    pub const fn core_action(name: &'static str) -> Self {
        Self { state: StateText::Cannot(name), ..Self::CORE }
    }

    /// An error of the model as a fault. This is the only place that gives an error a status.
    #[must_use]
    pub fn fault(&self, error: &Error) -> Fault {
        match error {
            Error::ServerNotFound { id } => {
                Fault::new(StatusCode::NOT_FOUND, self.not_found.text(id))
            }
            Error::Forbidden { .. }
            | Error::DeletedNeedsAdmin
            | Error::ImageNotOwned { .. }
            | Error::ImageProtected { .. }
            | Error::TooManySnapshots { .. }
            | Error::TooManyKeyPairs
            | Error::TooMuchMetadata
            | Error::TooMuchToStore { .. } => Fault::new(StatusCode::FORBIDDEN, error.to_string()),
            Error::Locked { .. } => self.locked.fault(error),
            Error::InvalidState { state, .. } => {
                Fault::new(self.state.status(), self.state.text(error, *state))
            }
            Error::NoHost { .. } if self.no_host == StatusCode::CONFLICT => {
                Fault::new(StatusCode::CONFLICT, error.to_string())
            }
            Error::NoHost { .. } => Fault::plain(self.no_host),
            Error::ImageNotFound
            | Error::ImageNotActive { .. }
            | Error::FlavorNotFound
            | Error::KeyNotFound
            | Error::InvalidKeyPair { .. }
            | Error::ZoneNotAvailable
            | Error::SecurityGroupNotFound { .. }
            | Error::UserDataTooLarge { .. }
            | Error::SeveralWithOneAddress
            | Error::FlavorMemoryTooSmall
            | Error::FlavorDiskTooSmall
            | Error::NetworkNotFound { .. }
            | Error::FixedIpNotFound { .. }
            | Error::AddressNotAvailable(
                AddressError::Exhausted(_) | AddressError::InUse(_) | AddressError::NotInNetwork(_),
            )
            | Error::MarkerNotFound { .. }
            | Error::RebuildImageNotFound
            | Error::BootsFromVolume(_)
            | Error::VolumeInUse
            | Error::NewFlavorNotFound
            | Error::SameFlavor
            | Error::NoRootDisk
            | Error::NotResized
            | Error::NoValidHost { .. }
            | Error::HostUnavailable { .. }
            | Error::SameHost { .. }
            | Error::EvacuatedToSameHost
            | Error::HostInUse { .. } => Fault::new(StatusCode::BAD_REQUEST, error.to_string()),
            Error::NoSuchImage
            | Error::NoSuchMetadata
            | Error::NoSuchImageMetadata
            | Error::HostNotFound { .. }
            | Error::PortNotFound { .. }
            | Error::VolumeNotFound { .. }
            | Error::KeyPairNotFound { .. } => Fault::new(StatusCode::NOT_FOUND, error.to_string()),
            Error::KeyPairExists { .. } => Fault::new(StatusCode::CONFLICT, error.to_string()),
            Error::TooMuchImageMetadata | Error::TooManyServers { .. } => {
                Fault::over_quota(error.to_string())
            }
            Error::SecurityGroup(reason) => {
                Fault::new(security_group_status(reason), error.to_string())
            }
            Error::FloatingIp(reason) => Fault::new(floating_ip_status(reason), error.to_string()),
            Error::Store(error) => Fault::internal(error),
        }
    }
}

fn security_group_status(error: &SecurityGroupError) -> StatusCode {
    match error {
        SecurityGroupError::NotFound { .. }
        | SecurityGroupError::NoSuchId { .. }
        | SecurityGroupError::NoSuchRule { .. } => StatusCode::NOT_FOUND,
        SecurityGroupError::TooMany | SecurityGroupError::TooManyRules => StatusCode::FORBIDDEN,
        SecurityGroupError::RuleExists { .. }
        | SecurityGroupError::WrongRule(_)
        | SecurityGroupError::NoId
        | SecurityGroupError::Exists { .. }
        | SecurityGroupError::NameTaken { .. }
        | SecurityGroupError::InUse { .. }
        | SecurityGroupError::DeletesDefault
        | SecurityGroupError::UpdatesDefault
        | SecurityGroupError::AlreadyAdded { .. }
        | SecurityGroupError::NotAdded { .. } => StatusCode::BAD_REQUEST,
    }
}

fn floating_ip_status(error: &FloatingIpError) -> StatusCode {
    match error {
        FloatingIpError::NotFound
        | FloatingIpError::NoSuchId { .. }
        | FloatingIpError::Exhausted { .. } => StatusCode::NOT_FOUND,
        FloatingIpError::NotOwned => StatusCode::FORBIDDEN,
        FloatingIpError::NoFixedIp
        | FloatingIpError::NoFixedIpv4 { .. }
        | FloatingIpError::NotOfServer => StatusCode::BAD_REQUEST,
        FloatingIpError::NotAssociated { .. } => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl NotFound {
    fn text(self, id: &str) -> String {
        match self {
            Self::Instance => "Instance could not be found".to_owned(),
            Self::InstanceWithId => format!("Instance {id} could not be found."),
            Self::InstanceShort => "Instance not found".to_owned(),
            Self::Server => "Server not found".to_owned(),
            Self::ServerDoesNotExist => "Server does not exist".to_owned(),
            Self::InstanceDoesNotExist => "Instance does not exist".to_owned(),
        }
    }
}

impl LockedText {
    fn fault(self, error: &Error) -> Fault {
        match self {
            Self::Locked => Fault::locked(StatusCode::CONFLICT, error.to_string()),
            Self::BadRequest => Fault::locked(StatusCode::BAD_REQUEST, error.to_string()),
            Self::InvalidState(action) => Fault::locked(
                StatusCode::CONFLICT,
                format!("Instance is in an invalid state for '{action}'"),
            ),
        }
    }
}

impl StateText {
    fn status(self) -> StatusCode {
        match self {
            Self::Cannot(_) | Self::Long => StatusCode::CONFLICT,
            Self::LongBadRequest => StatusCode::BAD_REQUEST,
        }
    }

    fn text(self, error: &Error, state: WrongState) -> String {
        match (self, state) {
            (Self::Long | Self::LongBadRequest, _) => error.to_string(),
            (Self::Cannot(action), WrongState::NeverActive(_)) => {
                format!("Cannot '{action}' an instance which has never been active")
            }
            (Self::Cannot(action), WrongState::Vm(_) | WrongState::Task(_)) => {
                format!("Cannot '{action}' while instance is in {state}")
            }
        }
    }
}
