//! Why the extensions that are linked can't work together.

use std::collections::BTreeSet;

/// Why the server does not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    /// Two extensions claim one name.
    #[error("{}", duplicate(.kind, .name, *.modules))]
    Duplicate {
        /// `alias`, `server key`, `server action`, `route`, ….
        kind: &'static str,
        /// The name.
        name: String,
        /// The modules that claim it.
        modules: [&'static str; 2],
    },
    /// A route can't stand in the table beside another.
    #[error(
        "the route `{path}` of {module} can't be added: {reason}; give it another path, in `ROUTES`"
    )]
    Route {
        /// The path.
        path: &'static str,
        /// The module it comes from.
        module: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// More extensions than a [`crate::Mask`] has bits.
    #[error("{0} extensions are linked, 64 can be; take some out of the dependencies")]
    TooMany(usize),
    /// What an API version can't do without is switched off.
    #[error("`{alias}` can't be switched off: the rest of this version needs it; switch it on")]
    Needed {
        /// Its alias.
        alias: &'static str,
    },
    /// A package is on the list of those that are linked, yet nothing in it registered itself:
    /// no path in the source mentions its crate, or it has no `register!`.
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

fn duplicate(kind: &str, name: &str, [one, two]: [&str; 2]) -> String {
    let place = constant(kind).map_or_else(String::new, |it| format!(", in `{it}`"));
    if one == two {
        return format!("the {kind} `{name}` is claimed twice by {one}; take one out{place}");
    }
    format!(
        "the {kind} `{name}` is claimed by both {one} and {two}; rename it in one of them{place}"
    )
}

/// Where authors find a name of this kind: the constant of the trait.
fn constant(kind: &str) -> Option<&'static str> {
    Some(match kind {
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
        _ => return None,
    })
}
