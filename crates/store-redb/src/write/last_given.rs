//! Where the search for the next free address begins.

use std::collections::HashMap;

use uuid::Uuid;

/// For each network, the index of the address that was assigned last. It is only a hint: the table
/// of addresses decides which are free.
#[derive(Default)]
pub(crate) struct LastGiven {
    pub(super) of_network: HashMap<Uuid, u128>,
}

impl LastGiven {
    /// Forgets everything, after the networks were replaced.
    pub(super) fn clear(&mut self) {
        self.of_network.clear();
    }
}
