//! What hooks need to know beyond the server they are called with, made once per answer.

use std::collections::HashMap;

use ferronova_compute::{Infrastructure, Server};

/// One kind of such knowledge. What no visible extension needs is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// In which availability zone each host is: [`Related::zone_of`].
    Zones,
}

/// What the hooks of one answer were promised by their `NEEDS`.
#[derive(Debug, Default)]
pub struct Related<'a> {
    zones: HashMap<&'a str, &'a str>,
}

impl<'a> Related<'a> {
    /// What is needed, of this infrastructure.
    #[must_use]
    pub fn new(needs: impl IntoIterator<Item = Need>, infrastructure: &'a Infrastructure) -> Self {
        let mut related = Self::default();
        for need in needs {
            match need {
                Need::Zones => {
                    let zone = |it: &'a ferronova_compute::Hypervisor| (&*it.host, &*it.zone);
                    related.zones = infrastructure.hypervisors.iter().map(zone).collect();
                }
            }
        }
        related
    }

    /// The zone of the server's host; nothing while it has none, and for extensions without
    /// [`Need::Zones`].
    #[must_use]
    pub fn zone_of(&self, server: &Server) -> Option<&'a str> {
        self.zones.get(server.host.as_deref()?).copied()
    }
}
