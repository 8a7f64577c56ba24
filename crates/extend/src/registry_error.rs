//! Why the extensions that are linked can't work together.

use std::{collections::BTreeSet, error, fmt};

/// Why the server does not start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistryError {
    /// Two extensions claim one name.
    Duplicate {
        /// `alias`, `server key`, `server filter`, `server action` or `route`.
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
    /// A package was linked, yet nothing in it registered itself.
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
            Self::Duplicate { kind, name, modules: [one, two] } => write!(
                f,
                "the {kind} `{name}` is claimed by both {one} and {two}; rename it in one of them"
            ),
            Self::Route { path, module, reason } => {
                write!(f, "the route `{path}` of {module} can't be added: {reason}")
            }
            Self::TooMany(n) => write!(f, "{n} extensions are linked, 64 can be"),
            Self::NothingRegistered(package) => write!(
                f,
                "the package {package} is linked but registered no extension; add `register!` to \
                 it or take it out of the bundle"
            ),
        }
    }
}

impl error::Error for RegistryError {}
