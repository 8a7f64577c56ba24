//! What a request asks for.

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteOrAction {
    /// What its route stands for.
    Route,
    /// The action of that name, of those that its route tells apart.
    Action(&'static str),
}
