//! Why the extensions that are linked can't work together.

use std::{collections::BTreeSet, error, fmt};

/// Why the server does not start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistryError {
    /// Two extensions claim one name.
    Duplicate {
        /// `alias`, `server key`, `server action`, `route`, ….
        kind: &'static str,
        /// The name.
        name: String,
        /// The modules that claim it.
        modules: [&'static str; 2],
    },
    /// A route can't stand in the table beside another.
    Route {
        /// The path.
        path: &'static str,
        /// The module it comes from.
        module: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// More extensions than a [`crate::Mask`] has bits.
    TooMany(usize),
    /// What an API version can't do without is switched off.
    Needed {
        /// Its alias.
        alias: &'static str,
    },
    /// A package is on the list of those that are linked, yet nothing in it registered itself:
    /// no path in the source mentions its crate, or it has no `register!`.
    NothingRegistered(String),
}

/// Fails on the first package of `linked` that is not in `registered`.
///
/// # Errors
///
/// [`RegistryError::NothingRegistered`].
pub fn check_linked<'a>(
    linked: impl IntoIterator<Item = &'a str>,
    registered: impl IntoIterator<Item = &'static str>,
) -> Result<(), RegistryError> {
    let registered: BTreeSet<&str> = registered.into_iter().collect();
    match linked.into_iter().find(|package| !registered.contains(package)) {
        Some(package) => Err(RegistryError::NothingRegistered(package.to_owned())),
        None => Ok(()),
    }
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicate { kind, name, modules: [one, two] } if one == two => {
                write!(f, "the {kind} `{name}` is claimed twice by {one}; take one out")?;
                write_constant(f, kind)
            }
            Self::Duplicate { kind, name, modules: [one, two] } => {
                write!(f, "the {kind} `{name}` is claimed by both {one} and {two}; ")?;
                write!(f, "rename it in one of them")?;
                write_constant(f, kind)
            }
            Self::Route { path, module, reason } => write!(
                f,
                "the route `{path}` of {module} can't be added: {reason}; give it another path, \
                 in `ROUTES`"
            ),
            Self::TooMany(n) => {
                write!(f, "{n} extensions are linked, 64 can be; take some out of the dependencies")
            }
            Self::Needed { alias } => write!(
                f,
                "`{alias}` can't be switched off: the rest of this version needs it; switch it on"
            ),
            Self::NothingRegistered(package) => write!(
                f,
                "the package {package} registered no extension; if `register!` is in it, it is \
                 not linked: add `use {} as _;` next to `main`",
                package.replace('-', "_")
            ),
        }
    }
}

/// Where authors find a name of this kind: the constant of the trait.
fn write_constant(f: &mut fmt::Formatter<'_>, kind: &str) -> fmt::Result {
    let constant = match kind {
        "alias" => "ALIAS",
        "server key" => "SERVER_KEYS",
        "key of a created server" => "CREATED_KEYS",
        "key of an updated server" => "UPDATED_KEYS",
        "address key" => "ADDRESS_KEYS",
        "flavor key" => "FLAVOR_KEYS",
        "image key" => "IMAGE_KEYS",
        "key of a hypervisor's server" => "HYPERVISOR_SERVER_KEYS",
        "hypervisor key" => "HYPERVISOR_KEYS",
        "limit key" => "LIMIT_KEYS",
        "member of a new server" => "CREATE_MEMBERS",
        "member of an update" => "UPDATE_MEMBERS",
        "server filter" => "SERVER_FILTERS",
        "server action" => "SERVER_ACTIONS",
        "route" => "ROUTES",
        _ => return Ok(()),
    };
    write!(f, ", in `{constant}`")
}

impl error::Error for RegistryError {}
