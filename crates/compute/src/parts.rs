//! The parts of a server that need not be read for every list.

use crate::states::words;

words! {
    /// A part of a server that takes time to read and that many lists don't show.
    Part {
        /// How the server is set up: the ids of its image and its flavor, its access addresses, its
        /// host, node and zone, its key pair, its configuration drive, who partitions its disk, and
        /// its reservation id.
        Setup = "setup",
        /// Metadata that users set.
        Metadata = "metadata",
        /// Metadata that extensions and the guest set.
        SystemMetadata = "system_metadata",
        /// Addresses.
        Addresses = "addresses",
        /// Names of security groups.
        SecurityGroups = "security_groups",
        /// User data.
        UserData = "user_data",
        /// The attached volumes. Each has only its id, unless `Details` is wanted too.
        Volumes = "volumes",
        /// Why the server is in error.
        Fault = "fault",
        /// Everything about the server's flavor except its id.
        Flavor = "flavor",
        /// The metadata and the ids of kernel and RAM disk that the server copied from its image.
        Image = "image",
        /// Tags.
        Tags = "tags",
        /// Trusted image certificates.
        TrustedCerts = "trusted_certs",
        /// The pinned zone, and the hints for the scheduler.
        RequestSpec = "request_spec",
        /// The group that the server is a member of.
        ServerGroup = "server_group",
        /// Other data that API 2.1 shows: description, host name, launch index, root device, and
        /// how volumes are attached.
        Details = "details",
    }
}

/// A set of parts of a server.
///
/// If a store leaves out a part, the fields of that part have their default, such as an empty
/// collection or `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts(u32);

impl Parts {
    /// All parts, also those that a later version of this program adds.
    pub const ALL: Self = Self(u32::MAX);
    /// No parts: only what is always read, which is the ids of the server, its project and its
    /// user, its name, its states, its times and its lock.
    pub const NONE: Self = Self(0);
    /// The parts that Nova 2014.2 shows.
    pub const OF_2014: Self = Self::NONE
        .with(Part::Setup)
        .with(Part::Metadata)
        .with(Part::SystemMetadata)
        .with(Part::Addresses)
        .with(Part::SecurityGroups)
        .with(Part::UserData)
        .with(Part::Volumes)
        .with(Part::Fault);

    /// Whether the set has this part.
    #[must_use]
    pub const fn has(self, part: Part) -> bool {
        self.0 & bit(part) != 0
    }

    /// The set with this part added.
    #[must_use]
    pub const fn with(self, part: Part) -> Self {
        Self(self.0 | bit(part))
    }

    /// The parts that are in this set, in the other one, or in both.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all parts of this set are also in the other one.
    #[must_use]
    pub const fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
}

impl Default for Parts {
    fn default() -> Self {
        Self::NONE
    }
}

const fn bit(part: Part) -> u32 {
    1 << part as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_the_parts_that_were_added() {
        let set = Parts::NONE.with(Part::Metadata).with(Part::Fault);

        let has: Vec<Part> = Part::ALL.iter().copied().filter(|it| set.has(*it)).collect();

        assert_eq!(has, [Part::Metadata, Part::Fault]);
        assert!(Part::ALL.iter().all(|it| Parts::ALL.has(*it) && !Parts::NONE.has(*it)));
    }

    #[test]
    fn sets_are_joined_and_compared() {
        let tags = Parts::NONE.with(Part::Tags);
        let both = Parts::OF_2014.or(tags);

        assert!(tags.is_within(both) && Parts::OF_2014.is_within(both));
        assert!(!both.is_within(Parts::OF_2014) && both.is_within(Parts::ALL));
    }
}
