//! Data related to servers that is not in their records.

use std::{collections::HashMap, sync::Arc};

use crate::{HostStatus, Infrastructure, Part, Parts, Server, Timestamp};

/// A kind of data that a view of servers needs besides what Nova 2014.2 shows of each server. The
/// store looks the data up only if a visible extension needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A part of each server. The part may be empty if the view of the server does not need it.
    Part(Part),
    /// The availability zone of each host: [`Related::zone_of`].
    Zones,
    /// The state of each host: [`Related::host_status_of`].
    HostStatus,
}

/// The kinds of related data that an answer needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    parts: Parts,
    zones: bool,
    host_status: bool,
}

impl Needs {
    /// Whether no related data is needed.
    #[must_use]
    pub fn is_empty(self) -> bool {
        !self.zones && !self.host_status
    }

    /// The parts of servers that are needed.
    #[must_use]
    pub fn parts(self) -> Parts {
        self.parts
    }
}

impl FromIterator<Need> for Needs {
    fn from_iter<T: IntoIterator<Item = Need>>(needs: T) -> Self {
        let mut all = Self::default();
        for need in needs {
            match need {
                Need::Part(part) => all.parts = all.parts.with(part),
                Need::Zones => all.zones = true,
                Need::HostStatus => all.host_status = true,
            }
        }
        all
    }
}

/// Data related to some servers. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Related {
    /// The availability zones, by compute host; `None` if they were not needed.
    zones: Option<Arc<HashMap<String, String>>>,
    /// The states of the compute hosts; `None` if they were not needed.
    host_statuses: Option<Arc<HashMap<String, HostStatus>>>,
    now: Timestamp,
}

impl Related {
    /// The data that `needs` asks for, taken from `infrastructure`.
    #[must_use]
    pub fn new(needs: impl IntoIterator<Item = Need>, infrastructure: &Infrastructure) -> Self {
        let hypervisors = || infrastructure.hypervisors.iter();
        let zones = || hypervisors().map(|it| (it.host.clone(), it.zone.clone()));
        let host_statuses = || hypervisors().map(|it| (it.host.clone(), it.host_status()));
        let needs: Needs = needs.into_iter().collect();
        Self {
            zones: needs.zones.then(|| Arc::new(zones().collect())),
            host_statuses: needs.host_status.then(|| Arc::new(host_statuses().collect())),
            ..Self::default()
        }
    }

    /// All kinds of data, taken from `infrastructure`.
    #[must_use]
    pub fn all(infrastructure: &Infrastructure) -> Self {
        Self::new([Need::Zones, Need::HostStatus], infrastructure)
    }

    /// The part of the data that `needs` asks for.
    #[must_use]
    pub fn only(&self, needs: Needs) -> Self {
        Self {
            zones: self.zones.as_ref().filter(|_| needs.zones).cloned(),
            host_statuses: self.host_statuses.as_ref().filter(|_| needs.host_status).cloned(),
            now: self.now,
        }
    }

    /// The zone of the server's host. `None` if it has no host, or if [`Need::Zones`] was not
    /// needed.
    #[must_use]
    pub fn zone_of(&self, server: &Server) -> Option<&str> {
        self.zones.as_ref()?.get(server.host.as_deref()?).map(|it| &**it)
    }

    /// The state of the server's host. `None` if it has no host or an unknown one, or if
    /// [`Need::HostStatus`] was not needed.
    #[must_use]
    pub fn host_status_of(&self, server: &Server) -> Option<HostStatus> {
        self.host_statuses.as_ref()?.get(server.host.as_deref()?).copied()
    }

    /// The same data, with `now` as the time of the request.
    #[must_use]
    pub fn at(self, now: Timestamp) -> Self {
        Self { now, ..self }
    }

    /// The time of the request, by the clock of the cloud. A store does not set it; the caller that
    /// asked for the data sets it with [`at`](Self::at).
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }
}
