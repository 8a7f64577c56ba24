//! How a generation of the API replies to errors of the model.

use ferronova_compute::Error;

use crate::{Fault, RouteOrAction};

/// The wording of errors for a route or an action, in one generation of the API.
///
/// Each generation has one implementation, with one `match` over the errors of the model: no other
/// code may choose the status of such an error.
pub trait ErrorWording: Sync {
    /// The fault for an error of a route or an action.
    fn fault(&self, error: &Error, route_or_action: RouteOrAction) -> Fault;
}
