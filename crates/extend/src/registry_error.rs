//! Why the extensions that are linked can't work together.

use std::collections::BTreeSet;

use crate::kit::Kind;

/// Why the server does not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    /// Two extensions claim one name.
    #[error("{}", duplicate(*.kind, .name, *.modules))]
    Duplicate {
        /// The kind of the name.
        kind: Kind,
        /// The name.
        name: String,
        /// The modules that claim it.
        modules: [&'static str; 2],
    },
    /// A route conflicts with another, or its path can't be parsed.
    #[error(
        "the route `{path}` of {module} can't be added: {reason}; give it another path, in `adds.routes`"
    )]
    Route {
        /// The path.
        path: &'static str,
        /// The module that adds the route.
        module: &'static str,
        /// What is wrong with the path.
        reason: String,
    },
    /// An extension that the API version needs is switched off.
    #[error("`{alias}` can't be switched off: the rest of this version needs it; switch it on")]
    Needed {
        /// The alias of the extension.
        alias: &'static str,
    },
    /// A package is on the list of linked packages, but nothing in it registered itself. Either no
    /// path in the program's source mentions the crate, or the crate has no `register!`.
    #[error(
        "the package {} registered no extension; if `register!` is in it, it is not linked: add \
         `use {} as _;` next to `main`",
        .0, .0.replace('-', "_")
    )]
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

fn duplicate(kind: Kind, name: &str, [one, two]: [&str; 2]) -> String {
    let place = kind.place();
    if one == two {
        return format!(
            "the {kind} `{name}` is claimed twice by {one}; take one out, in `{place}`"
        );
    }
    format!(
        "the {kind} `{name}` is claimed by both {one} and {two}; rename it in one of them, in \
         `{place}`"
    )
}
