//! How a login names users and projects.

/// The id of the one domain there is.
pub const DEFAULT_DOMAIN_ID: &str = "default";

/// The name of the one domain there is.
pub const DEFAULT_DOMAIN_NAME: &str = "Default";

/// A user, as a login names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserRef<'a> {
    /// By its id.
    Id(&'a str),
    /// By its name in a domain.
    Name {
        /// The name.
        name: &'a str,
        /// The domain.
        domain: DomainRef<'a>,
    },
}

/// A project, as a login names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectRef<'a> {
    /// By its id.
    Id(&'a str),
    /// By its name in a domain.
    Name {
        /// The name.
        name: &'a str,
        /// The domain.
        domain: DomainRef<'a>,
    },
}

/// A domain, as a login names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainRef<'a> {
    /// By its id.
    Id(&'a str),
    /// By its name.
    Name(&'a str),
}

impl DomainRef<'_> {
    /// The one domain there is; what calls mean that know no domains.
    pub const DEFAULT: DomainRef<'static> = DomainRef::Id(DEFAULT_DOMAIN_ID);

    /// Whether the one domain there is is meant.
    #[must_use]
    pub fn is_default(self) -> bool {
        match self {
            Self::Id(id) => id == DEFAULT_DOMAIN_ID,
            // Keystone compares names in its database, as a rule without regard to case, and
            // many an openrc says `default`.
            Self::Name(name) => name.eq_ignore_ascii_case(DEFAULT_DOMAIN_NAME),
        }
    }
}
