//! The v2 API of Nova 2014.2 (Juno), and the framework for its extensions.
//!
//! [`api`] makes the mounted API from the core of v2 and from every [`Extension`] that registered
//! itself. [`Adds`] lists everything that an extension can add, with examples; [`testing`] has
//! samples for unit tests. `docs/extensions.md` is the guide for authors.

#![warn(missing_docs)]
#![warn(clippy::wildcard_enum_match_arm)]

mod core;
mod extension;
mod extensions;
mod metadata;
mod servers;

use std::sync::Arc;

use ferronova_compute::Compute;
pub use ferronova_extend::{
    Action, Adds, Api, Call, CallFuture, Contribution, Creation, FALSE_AND_TRUE, Fields, Filter,
    Handler, Key, Keys, Members, Need, Part, Reads, RegistryError, Related, Route, Word, handler,
    object, parse_truth, ready, testing, write_object,
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

use crate::extension::registrations;
pub use crate::extension::{Extension, Registration};

/// The entry of v2 in the version documents.
pub const VERSION: VersionEntry = versions::V2_0;

const DIALECT: Dialect = Dialect {
    segments: &["v2", "v1.1"],
    request_id_header: Some("x-compute-request-id"),
    project_in_path: true,
    version: VERSION,
    number: 0,
    words: &Wording::CORE,
    accepted: wording::ACCEPTED,
    unsupported_media_type: wording::unsupported_media_type,
    unknown_action: wording::unknown_action,
};

/// Returns the v2 API with every registered extension for whose alias `enabled` returns `true`.
///
/// # Errors
///
/// [`RegistryError`] if the extensions can't work together.
pub fn api(
    compute: Compute,
    gate: Arc<Gate>,
    enabled: impl Fn(&str) -> bool,
) -> Result<Api, RegistryError> {
    let found = registrations().map(|it| it.contribution);
    let registry = Registry::build(core::CORE, found, None, enabled)?;
    Api::new(DIALECT, registry, compute, gate)
}

/// Returns the contributions that make up v2: its core, and every registered extension for whose
/// alias `enabled` returns `true`, in the order of the aliases.
///
/// # Errors
///
/// [`RegistryError`] if the extensions can't work together.
pub fn contributions(enabled: impl Fn(&str) -> bool) -> Result<Vec<Contribution>, RegistryError> {
    let found = registrations().map(|it| it.contribution);
    let registry = Registry::build(core::CORE, found, None, enabled)?;
    Ok(registry.contributions().to_vec())
}

/// The aliases of all registered extensions, enabled or not, in no order.
pub fn aliases() -> impl Iterator<Item = &'static str> {
    registrations().map(|it| it.contribution.alias)
}

/// The packages that registered an extension, enabled or not.
pub fn packages() -> impl Iterator<Item = &'static str> {
    registrations().map(|it| it.contribution.package)
}
