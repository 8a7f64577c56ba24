//! Writes servers for a caller: the members of a view that the caller sees.

use std::collections::BTreeMap;

use ferronova_compute::{Need, Needs, Parts, Related, Server, ServerFlavor};
use ferronova_extend::{Fields, HostIds, Key, Links};
use uuid::Uuid;

use super::{last_time::LastTime, remembered::Remembered};
use crate::soft_rules::{Passed, SoftRule};

/// The views of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServerView {
    /// `GET /servers/{id}`
    Shown,
    /// An entry of `GET /servers/detail`.
    Listed,
    /// The reply to `PUT /servers/{id}`.
    Updated,
}

impl ServerView {
    pub(crate) const COUNT: usize = 3;
}

/// A member of servers.
pub(crate) struct Member {
    pub(crate) key: Key,
    /// The rules one of which a caller must pass to see it; without any, everybody sees it.
    rules: &'static [SoftRule],
    /// The data that [`Self::write`] needs besides what is always read.
    needs: &'static [Need],
    /// Writes the key and its value; writes nothing where the key does not apply.
    write: fn(&mut View, &Server, &mut Fields<'_>),
}

impl Member {
    pub(super) const fn new(
        key: &'static str,
        write: fn(&mut View, &Server, &mut Fields<'_>),
    ) -> Self {
        Self { key: Key::new(key), rules: &[], needs: &[], write }
    }

    pub(super) const fn needing(self, needs: &'static [Need]) -> Self {
        Self { needs, ..self }
    }

    pub(super) const fn ruled(self, rules: &'static [SoftRule]) -> Self {
        Self { rules, ..self }
    }

    fn is_seen_by(&self, passed: &Passed) -> bool {
        self.rules.is_empty() || self.rules.iter().any(|it| passed.has(*it))
    }
}

/// Writes servers for a caller.
pub(crate) struct View {
    /// The members that the caller sees.
    pub(super) members: Vec<&'static Member>,
    pub(super) passed: Passed,
    pub(super) is_admin: bool,
    pub(super) links: Links,
    pub(super) host_ids: HostIds,
    pub(super) related: Related,
    pub(super) time: LastTime,
    pub(super) time_with_micros: LastTime,
    /// The flavor that was written last; most servers of a list have the flavor of the one before.
    pub(super) flavor: Remembered<ServerFlavor>,
    /// The image that was written last.
    pub(super) image: Remembered<(Option<Uuid>, BTreeMap<String, String>)>,
}

/// Approximate size of a server, in bytes.
pub(crate) const SIZE: usize = 2048;

impl View {
    /// Returns a writer of these members for a caller who passes these soft rules.
    pub(crate) fn new(
        members: &'static [&'static Member],
        passed: Passed,
        is_admin: bool,
        links: Links,
    ) -> Self {
        Self {
            members: members.iter().copied().filter(|it| it.is_seen_by(&passed)).collect(),
            passed,
            is_admin,
            links,
            host_ids: HostIds::default(),
            related: Related::default(),
            time: LastTime::default(),
            time_with_micros: LastTime::default(),
            flavor: Remembered::default(),
            image: Remembered::default(),
        }
    }

    /// The data that the members need which the caller sees.
    pub(crate) fn needs(&self) -> Needs {
        self.members.iter().flat_map(|it| it.needs).copied().collect()
    }

    /// Sets the related data for the servers that are written next.
    pub(crate) fn relate(&mut self, related: Related) {
        self.related = related;
    }

    /// Writes every member of a server that the caller sees.
    pub(crate) fn write(&mut self, server: &Server, out: &mut Fields<'_>) {
        let members = std::mem::take(&mut self.members);
        for member in &members {
            (member.write)(self, server, out);
        }
        self.members = members;
    }
}

/// The parts of servers that those of these members need which a caller sees who passes these soft
/// rules; of all members, if the rules are not known yet.
pub(crate) fn parts_of(members: &[&'static Member], passed: Option<&Passed>) -> Parts {
    let seen = members.iter().filter(|it| passed.is_none_or(|passed| it.is_seen_by(passed)));
    seen.flat_map(|it| it.needs).copied().collect::<Needs>().parts()
}
