//! Answers of mounts.

use crate::Reply;

/// A reply, with the pattern of the route that gave it. Logs and metrics use the pattern instead of
/// the path, as there are few patterns.
pub struct Answer {
    pub reply: Reply,
    /// The pattern, such as `/servers/{id}`; `None` if no route matched.
    pub route: Option<&'static str>,
}
