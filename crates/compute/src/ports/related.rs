//! What is known of servers beside them.

use std::{collections::HashMap, sync::Arc};

use crate::{Infrastructure, Server, Timestamp};

/// One kind of such knowledge. What no visible extension needs is not looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// In which availability zone each host is: [`Related::zone_of`].
    Zones,
}

/// The kinds of such knowledge that an answer needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    zones: bool,
}

impl Needs {
    /// Whether there is nothing to look up.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

impl FromIterator<Need> for Needs {
    fn from_iter<T: IntoIterator<Item = Need>>(needs: T) -> Self {
        let mut all = Self::default();
        for need in needs {
            match need {
                Need::Zones => all.zones = true,
            }
        }
        all
    }
}

/// What is known of some servers beside them. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Related {
    /// By compute host.
    zones: Option<Arc<HashMap<String, String>>>,
    now: Timestamp,
}

impl Related {
    /// What is needed, of this infrastructure.
    #[must_use]
    pub fn new(needs: impl IntoIterator<Item = Need>, infrastructure: &Infrastructure) -> Self {
        let zones =
            || infrastructure.hypervisors.iter().map(|it| (it.host.clone(), it.zone.clone()));
        let needs: Needs = needs.into_iter().collect();
        Self { zones: needs.zones.then(|| Arc::new(zones().collect())), ..Self::default() }
    }

    /// Everything that can be needed, of this infrastructure.
    #[must_use]
    pub fn all(infrastructure: &Infrastructure) -> Self {
        Self::new([Need::Zones], infrastructure)
    }

    /// The part of it that is needed.
    #[must_use]
    pub fn only(&self, needs: Needs) -> Self {
        Self { zones: self.zones.as_ref().filter(|_| needs.zones).cloned(), now: self.now }
    }

    /// The zone of the server's host. `None` while it has no host, and if [`Need::Zones`] was not
    /// among the needs.
    #[must_use]
    pub fn zone_of(&self, server: &Server) -> Option<&str> {
        self.zones.as_ref()?.get(server.host.as_deref()?).map(|it| &**it)
    }

    /// The same at another time.
    #[must_use]
    pub fn at(self, now: Timestamp) -> Self {
        Self { now, ..self }
    }

    /// The time of the request, by the clock of the cloud. A driver leaves it to who asks.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }
}
