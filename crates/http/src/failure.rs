//! Errors of handlers.

use ferronova_compute::Error;

use crate::{ErrorWording, Fault, RouteOrAction};

/// Why a handler failed: a fault, or an error of the model that has no status and no message yet.
#[derive(Debug)]
pub enum Failure {
    /// A fault.
    Fault(Fault),
    /// An error of the model.
    Error(Error),
}

impl Failure {
    /// Returns the fault to reply with. `words` gives an error of the model its status and message.
    #[must_use]
    pub fn into_fault(self, words: &dyn ErrorWording, route_or_action: RouteOrAction) -> Fault {
        match self {
            Self::Fault(fault) => fault,
            Self::Error(error) => words.fault(&error, route_or_action),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}
