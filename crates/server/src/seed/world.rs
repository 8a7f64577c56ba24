//! The parts of a seed that are read before its servers.

use ferronova_compute::Timestamp;

use super::{infrastructure::Surroundings, people::People};

/// The parts of a seed that servers refer to.
pub(super) struct World<'a> {
    /// The time that entries without a time get.
    pub(super) time: Timestamp,
    pub(super) people: &'a People,
    pub(super) surroundings: &'a Surroundings,
}
