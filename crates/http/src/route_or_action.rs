//! What a request asks for: a route, or one of its actions.

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteOrAction {
    /// The route itself, for a request that names no action.
    Route,
    /// An action of the route, by name.
    Action(&'static str),
}
