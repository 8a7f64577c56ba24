//! What a mount answers.

use crate::Reply;

/// An answer, and the pattern of the route that gave it: one of few, for logs and metrics.
pub struct Answer {
    /// The answer.
    pub reply: Reply,
    /// The route, as `/servers/{id}`; `None` if no route matched.
    pub route: Option<&'static str>,
}
