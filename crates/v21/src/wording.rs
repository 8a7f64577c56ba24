//! The error replies of v2.1: the statuses and texts of Nova 34.
//!
//! Every error of the model becomes a fault here. Texts that have not changed since Nova 2014.2 are
//! those of `ferronova-juno`.

use std::borrow::Cow;

use ferronova_compute::{Error, PinError, TagError, TagFlaw, WrongState};
use ferronova_http::{ErrorWording, Failure, Fault, RouteOrAction, StatusCode};
use ferronova_juno::wording::Wording;

/// Where an error occurred.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The pattern of the route.
    pub(crate) path: &'static str,
    /// The action, if the route has actions.
    pub(crate) route_or_action: RouteOrAction,
    /// The operation's name in texts about states.
    pub(crate) operation: &'static str,
    /// The server's id as it was sent.
    pub(crate) server_id: &'a str,
}

impl Place<'_> {
    /// Returns the fault for a failed call.
    pub(crate) fn fault_of(self, failure: Failure) -> Fault {
        match failure {
            Failure::Fault(fault) => fault,
            Failure::Error(error) => self.fault(&error),
        }
    }

    fn fault(self, error: &Error) -> Fault {
        match error {
            Error::ServerNotFound { .. } => self.server_not_found(),
            Error::Forbidden { rule } => forbidden(rule),
            Error::Locked { id } => Fault::locked(
                StatusCode::CONFLICT,
                format!("Instance {id} is locked"),
                self.route_or_action,
            ),
            Error::InvalidState { id, state, .. } => {
                let operation = self.operation;
                conflict(match state {
                    WrongState::Vm(state) => format!(
                        "Cannot '{operation}' instance {id} while it is in vm_state {state}"
                    ),
                    WrongState::Task(state) => format!(
                        "Cannot '{operation}' instance {id} while it is in task_state {state}"
                    ),
                    WrongState::NeverActive(_) => {
                        format!("Instance {id} is in an invalid state for '{operation}'")
                    }
                })
            }
            Error::Tag(error) => self.tag(error),
            Error::Pin(error) => pin(error),
            Error::NoHost { .. }
            | Error::BootsFromVolume(_)
            | Error::Image(_)
            | Error::KeyPair(_)
            | Error::Network(_)
            | Error::Volume(_)
            | Error::Flavor(_)
            | Error::Host(_)
            | Error::Limit(_)
            | Error::NotResized
            | Error::NoSuchMetadata
            | Error::ZoneNotAvailable
            | Error::SecurityGroupNotFound { .. }
            | Error::SecurityGroup(_)
            | Error::FloatingIp(_)
            | Error::MarkerNotFound { .. }
            | Error::DeletedNeedsAdmin
            | Error::Store(_) => Wording::WITH_ID.fault(error, self.route_or_action),
        }
    }

    fn server_not_found(self) -> Fault {
        let id = self.server_id;
        if is_about_tags(self.path) {
            return not_found(format!("Instance {id} has no mapping to a cell."));
        }
        not_found(format!("Instance {id} could not be found."))
    }

    fn tag(self, error: &TagError) -> Fault {
        match error {
            TagError::NotFound { tag } => {
                not_found(format!("Instance {} has no tag '{tag}'", self.server_id))
            }
            TagError::TooMany => {
                Fault::bad_request("The number of tags exceeded the per-server limit 50")
            }
            TagError::Flaw(flaw) => bad_tag(flaw),
        }
    }
}

/// Whether the path is that of a server's tags.
fn is_about_tags(path: &str) -> bool {
    path.contains("/tags")
}

/// Returns the fault for a text that is no tag. The end of the message is the one of the schema of
/// tags.
fn bad_tag(flaw: &TagFlaw) -> Fault {
    let (tag, reason) = match flaw {
        TagFlaw::Malformed(tag) => (Cow::from(tag), "does not match '^[^,/]*$'"),
        TagFlaw::TooLong { beginning, .. } => (format!("{beginning}…").into(), "is too long"),
        TagFlaw::TooMany(_) | TagFlaw::Same(..) => (Cow::from(""), "is no tag"),
    };
    Fault::bad_request(format!(
        "Tag '{tag}' is invalid. It must be a non empty string without characters '/' and ','. \
         Validation error message: '{tag}' {reason}"
    ))
}

fn pin(error: &PinError) -> Fault {
    conflict(match error {
        PinError::PinnedElsewhere => "Cannot change pinned availability zone directly. Unpin \
                                      first by setting pinned_availability_zone to null."
            .to_owned(),
        PinError::NotThere { current, requested } => format!(
            "Server can only be pinned to its current availability zone '{current}', but \
             '{requested}' was requested."
        ),
    })
}

/// 403 by a policy rule.
pub(crate) fn forbidden(rule: &str) -> Fault {
    let message = format!("Policy doesn't allow {rule} to be performed.");
    Fault::new(StatusCode::FORBIDDEN, message)
}

/// 404 with a message.
pub(crate) fn not_found(message: String) -> Fault {
    Fault::new(StatusCode::NOT_FOUND, message)
}

fn conflict(message: String) -> Fault {
    Fault::new(StatusCode::CONFLICT, message)
}
