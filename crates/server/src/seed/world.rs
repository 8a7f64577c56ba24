//! What is read before the servers of a seed.

use ferronova_compute::Timestamp;

use super::{infrastructure::Surroundings, people::People};

/// What the servers of a seed live in.
pub(super) struct World<'a> {
    /// The time of everything that has none of its own.
    pub(super) time: Timestamp,
    pub(super) people: &'a People,
    pub(super) surroundings: &'a Surroundings,
}
