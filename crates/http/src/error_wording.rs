//! How a generation of the API words what goes wrong.

use ferronova_compute::Error;

use crate::{Fault, RouteOrAction};

/// The words of a route or an action, in one generation of the API.
///
/// Each generation implements it once, with one `match` over the errors of the model: nothing else
/// gives an error a status.
pub trait ErrorWording: Sync {
    /// An error of the model as a fault of what was asked for.
    fn fault(&self, error: &Error, route_or_action: RouteOrAction) -> Fault;
}
