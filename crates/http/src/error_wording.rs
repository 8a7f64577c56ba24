//! The replies of a generation of the API to errors of the model.

use ferronova_compute::Error;

use crate::{Fault, RouteOrAction};

/// The wording of errors for a route or an action, in one generation of the API.
///
/// Each generation implements it once, with one `match` over the errors of the model, as nothing
/// else may give an error its status.
pub trait ErrorWording: Sync {
    /// The fault for an error of a route or an action.
    fn fault(&self, error: &Error, route_or_action: RouteOrAction) -> Fault;
}
