//! Error texts that differ between routes and actions.

use std::borrow::Cow;

use ferronova_compute::WrongState;
use ferronova_http::{Fault, RouteOrAction, StatusCode};
use uuid::Uuid;

use super::faults::forbidden;

/// The text of the 404 for an unknown server, and where it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// `Instance could not be found`: the core calls of v2.
    Instance,
    /// `Instance <id> could not be found.`: v3, and most extensions of v2.
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

/// The reply to a caller who is refused because the server is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockedText {
    /// 409 `Instance <id> is locked`.
    Locked,
    /// The text of [`LockedText::Locked`] with status 400: for calls where v2 does not map the
    /// error to a conflict.
    BadRequest,
    /// 409 `Instance is in an invalid state for '<action>'`: for calls that treat a lock like a
    /// wrong state.
    InvalidState,
}

/// The text of the 409 for a server in a wrong state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateText {
    /// `Cannot '<action>' while instance is in vm_state <state>`, with the name of the action. A
    /// route has no such name, so it gets the text of [`StateText::Long`].
    Cannot,
    /// The text of [`StateText::Cannot`] with this name instead of the action's, also for routes.
    CannotTo(&'static str),
    /// `Instance <id> in vm_state <state>. Cannot <operation> while the instance is in this state.`
    Long,
    /// The text of [`StateText::Long`] with status 400: for calls where v2 does not map the error
    /// to a conflict.
    LongBadRequest,
}

/// The text of a 403 for an image that the caller may not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageText {
    /// `Not authorized for image <id>.`
    NotAuthorized,
    /// `You are not allowed to delete the image.`
    NotAllowedToDelete,
}

impl NotFound {
    pub(super) fn text(self, id: &str) -> Cow<'static, str> {
        match self {
            Self::Instance => "Instance could not be found".into(),
            Self::InstanceWithId => format!("Instance {id} could not be found.").into(),
            Self::InstanceShort => "Instance not found".into(),
            Self::Server => "Server not found".into(),
            Self::ServerDoesNotExist => "Server does not exist".into(),
            Self::InstanceDoesNotExist => "Instance does not exist".into(),
        }
    }
}

impl LockedText {
    pub(super) fn fault(self, id: Uuid, route_or_action: RouteOrAction) -> Fault {
        let (status, message) = match (self, route_or_action) {
            (Self::InvalidState, RouteOrAction::Action(name)) => {
                let message = format!("Instance is in an invalid state for '{name}'");
                (StatusCode::CONFLICT, message)
            }
            (Self::Locked, _) | (Self::InvalidState, RouteOrAction::Route) => {
                (StatusCode::CONFLICT, format!("Instance {id} is locked"))
            }
            (Self::BadRequest, _) => (StatusCode::BAD_REQUEST, format!("Instance {id} is locked")),
        };
        Fault::locked(status, message, route_or_action)
    }
}

impl StateText {
    pub(super) fn fault(
        self,
        id: Uuid,
        operation: &str,
        state: WrongState,
        route_or_action: RouteOrAction,
    ) -> Fault {
        let long = |status| {
            let state = state_text(state);
            let message = format!(
                "Instance {id} in {state}. Cannot {operation} while the instance is in this state."
            );
            Fault::new(status, message)
        };
        let name = match (self, route_or_action) {
            (Self::CannotTo(name), _) | (Self::Cannot, RouteOrAction::Action(name)) => name,
            (Self::Long, _) | (Self::Cannot, RouteOrAction::Route) => {
                return long(StatusCode::CONFLICT);
            }
            (Self::LongBadRequest, _) => return long(StatusCode::BAD_REQUEST),
        };
        let message = match state {
            WrongState::NeverActive(_) => {
                format!("Cannot '{name}' an instance which has never been active")
            }
            WrongState::Vm(_) | WrongState::Task(_) => {
                format!("Cannot '{name}' while instance is in {}", state_text(state))
            }
        };
        Fault::new(StatusCode::CONFLICT, message)
    }
}

/// Returns Nova's text for a state, with Python's `None` for a missing attribute.
fn state_text(state: WrongState) -> String {
    match state {
        WrongState::Vm(state) => format!("vm_state {state}"),
        WrongState::Task(state) => format!("task_state {state}"),
        WrongState::NeverActive(state) => format!("None {state}"),
    }
}

impl ImageText {
    pub(super) fn fault(self, not_authorized: impl FnOnce() -> String) -> Fault {
        match self {
            Self::NotAuthorized => forbidden(not_authorized()),
            Self::NotAllowedToDelete => forbidden("You are not allowed to delete the image."),
        }
    }
}
