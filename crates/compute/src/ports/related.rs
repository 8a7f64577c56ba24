//! Data related to servers that is not in their records.

use std::{collections::HashMap, sync::Arc};

use crate::{Infrastructure, Server, Timestamp};

/// A kind of related data. It is only looked up if a visible extension needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The availability zone of each host: [`Related::zone_of`].
    Zones,
}

/// The kinds of related data that an answer needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    zones: bool,
}

impl Needs {
    /// Whether nothing is needed.
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

/// Data related to some servers. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Related {
    /// By compute host.
    zones: Option<Arc<HashMap<String, String>>>,
    now: Timestamp,
}

impl Related {
    /// The data that is needed, from this infrastructure.
    #[must_use]
    pub fn new(needs: impl IntoIterator<Item = Need>, infrastructure: &Infrastructure) -> Self {
        let zones =
            || infrastructure.hypervisors.iter().map(|it| (it.host.clone(), it.zone.clone()));
        let needs: Needs = needs.into_iter().collect();
        Self { zones: needs.zones.then(|| Arc::new(zones().collect())), ..Self::default() }
    }

    /// All kinds of data, from this infrastructure.
    #[must_use]
    pub fn all(infrastructure: &Infrastructure) -> Self {
        Self::new([Need::Zones], infrastructure)
    }

    /// The part that is needed.
    #[must_use]
    pub fn only(&self, needs: Needs) -> Self {
        Self { zones: self.zones.as_ref().filter(|_| needs.zones).cloned(), now: self.now }
    }

    /// The zone of the server's host. `None` if it has no host, or if [`Need::Zones`] was not
    /// needed.
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
