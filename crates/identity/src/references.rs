//! The ways in which a login refers to users, projects and domains.

/// The id of the only domain.
pub const DEFAULT_DOMAIN_ID: &str = "default";

/// The name of the only domain.
pub const DEFAULT_DOMAIN_NAME: &str = "Default";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserRef<'a> {
    Id(&'a str),
    Name { name: &'a str, domain: DomainRef<'a> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectRef<'a> {
    Id(&'a str),
    Name { name: &'a str, domain: DomainRef<'a> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainRef<'a> {
    Id(&'a str),
    Name(&'a str),
}

impl DomainRef<'_> {
    /// The only domain. Requests that name no domain refer to it.
    pub const DEFAULT: DomainRef<'static> = DomainRef::Id(DEFAULT_DOMAIN_ID);

    /// Whether this refers to the only domain.
    #[must_use]
    pub fn is_default(self) -> bool {
        match self {
            Self::Id(id) => id == DEFAULT_DOMAIN_ID,
            // Case is ignored since Keystone compares names in its database, which usually ignores
            // case, and since many openrc files contain `default`.
            Self::Name(name) => name.eq_ignore_ascii_case(DEFAULT_DOMAIN_NAME),
        }
    }
}
