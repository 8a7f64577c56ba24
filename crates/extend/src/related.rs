//! What hooks need to know beyond the server they are called with, made once per answer.

use std::{borrow::Cow, collections::HashMap};

use ferronova_compute::{Hypervisor, Infrastructure, Server};

/// One kind of such knowledge. What no visible extension needs is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// In which availability zone each host is: [`Related::zone_of`].
    Zones,
}

/// What the hooks of one answer were promised by their `NEEDS`.
#[derive(Debug, Default)]
pub struct Related<'a> {
    zones: HashMap<Cow<'a, str>, Cow<'a, str>>,
}

impl<'a> Related<'a> {
    /// What is needed, of this infrastructure.
    #[must_use]
    pub fn new(needs: impl IntoIterator<Item = Need>, infrastructure: &'a Infrastructure) -> Self {
        let mut related = Self::default();
        for need in needs {
            match need {
                Need::Zones => {
                    let zone = |it: &'a Hypervisor| ((&*it.host).into(), (&*it.zone).into());
                    related.zones = infrastructure.hypervisors.iter().map(zone).collect();
                }
            }
        }
        related
    }

    /// The zone of the server's host; nothing while it has none, and for extensions without
    /// [`Need::Zones`].
    #[must_use]
    pub fn zone_of(&self, server: &Server) -> Option<&str> {
        self.zones.get(server.host.as_deref()?).map(|it| &**it)
    }

    /// The same, for as long as it is needed.
    #[must_use]
    pub fn into_owned(self) -> Related<'static> {
        let owned = |it: Cow<'a, str>| Cow::Owned(it.into_owned());
        let zones = self.zones.into_iter().map(|(host, zone)| (owned(host), owned(zone)));
        Related { zones: zones.collect() }
    }
}
