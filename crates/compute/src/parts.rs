//! The parts of a server that a list may do without.

use crate::states::words;

words! {
    /// A part of a server that takes time to read and that many lists don't show.
    Part {
        Metadata = "metadata",
        SystemMetadata = "system_metadata",
        Addresses = "addresses",
        SecurityGroups = "security_groups",
        UserData = "user_data",
        Volumes = "volumes",
        Fault = "fault",
    }
}

/// A set of parts of a server.
///
/// A store that leaves out a part gives the server the default of it: an empty collection or
/// `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts(u32);

impl Parts {
    /// All parts, also those that a later version of this program adds.
    pub const ALL: Self = Self(u32::MAX);
    /// No part: what every list needs remains, such as id, name, states and times.
    pub const NONE: Self = Self(0);

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
}
