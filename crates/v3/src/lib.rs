//! The v3 API of Nova 2014.2 (Juno), and the framework for its plugins.
//!
//! Everything is a [`Plugin`], even the parts that Nova calls core: [`api`] makes the mounted API
//! from all plugins that registered themselves. [`Adds`] lists everything that a plugin can add,
//! with examples; [`testing`] has samples for unit tests. `docs/extensions.md` is the guide for
//! authors.

#![warn(missing_docs)]
#![warn(clippy::wildcard_enum_match_arm)]

mod core;
mod icehouse;
mod plugin;
mod servers;
pub mod validation;

use std::sync::Arc;

use ferronova_compute::Compute;
pub use ferronova_extend::schema::{Check, Schema};
pub use ferronova_extend::{
    Action, Adds, Api, Call, CallFuture, Contribution, Creation, FALSE_AND_TRUE, Fields, Filter,
    Handler, Key, Keys, Members, Need, Part, Reads, RegistryError, Related, Route, Word, handler,
    object, ready, testing, write_object,
};
use ferronova_extend::{Dialect, Registry};
use ferronova_http::Gate;
pub use ferronova_http::{
    ErrorWording, Failure, Fault, Method, Reply, RouteOrAction, StatusCode, VersionEntry,
};
pub use ferronova_juno::servers::read_status;
pub use ferronova_juno::wording::{ImageText, LockedText, NotFound, StateText, Wording};
use ferronova_juno::{versions, wording};
#[doc(hidden)]
pub use inventory;

use crate::plugin::registrations;
pub use crate::{
    core::CORE,
    plugin::{Plugin, Registration},
};

/// The entry of v3 in the version documents.
pub const VERSION: VersionEntry = versions::V2_1;

const DIALECT: Dialect = Dialect {
    segments: &["v3"],
    request_id_header: None,
    project_in_path: false,
    version: VERSION,
    number: 1,
    words: &Wording::WITH_ID,
    accepted: wording::ACCEPTED,
    unsupported_media_type: wording::unsupported_media_type,
    unknown_action: wording::unknown_action,
};

/// The core of v3, which is empty: everything is in plugins.
const NOTHING: Contribution = Contribution::core(env!("CARGO_PKG_NAME"), module_path!(), &[]);

/// Returns the v3 API with every registered plugin for whose alias `enabled` returns `true`.
///
/// # Errors
///
/// [`RegistryError`] if the plugins can't work together, or one of [`CORE`] is not enabled.
pub fn api(
    compute: Compute,
    gate: Arc<Gate>,
    enabled: impl Fn(&str) -> bool,
) -> Result<Api, RegistryError> {
    if let Some(alias) = CORE.iter().copied().find(|it| !enabled(it)) {
        return Err(RegistryError::Needed { alias });
    }
    let found = registrations().map(|it| it.contribution);
    let registry = Registry::build(NOTHING, found, None, enabled)?;
    let api = Api::new(DIALECT, registry, compute, gate)?;
    icehouse::PATHS.iter().try_fold(api, |api, (former, path)| api.also_at(former, path))
}

/// Returns the contributions that make up v3: every registered plugin for whose alias `enabled`
/// returns `true`, in the order of the aliases.
///
/// # Errors
///
/// [`RegistryError`] if the plugins can't work together.
pub fn contributions(enabled: impl Fn(&str) -> bool) -> Result<Vec<Contribution>, RegistryError> {
    let found = registrations().map(|it| it.contribution);
    let registry = Registry::build(NOTHING, found, None, enabled)?;
    Ok(registry.contributions().to_vec())
}

/// The aliases of all registered plugins, enabled or not, in no order.
pub fn aliases() -> impl Iterator<Item = &'static str> {
    registrations().map(|it| it.contribution.alias)
}

/// The packages that registered a plugin, enabled or not.
pub fn packages() -> impl Iterator<Item = &'static str> {
    registrations().map(|it| it.contribution.package)
}
