//! Where to look for the next free address.

use std::collections::HashMap;

use uuid::Uuid;

/// The index of the address given last on each network. A hint: the table knows better.
#[derive(Default)]
pub(crate) struct LastGiven {
    pub(super) of_network: HashMap<Uuid, u128>,
}

impl LastGiven {
    /// Forgets everything: the networks may be others now.
    pub(super) fn clear(&mut self) {
        self.of_network.clear();
    }
}
