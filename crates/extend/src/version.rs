//! One version of the compute API, as its handlers see it.

use std::sync::Arc;

use ferronova_compute::{Caller, Compute, Error, Target};
use ferronova_http::{ErrorWording, Fault, RouteOrAction, Session, VersionEntry};

use crate::{Mask, Registry};

/// What distinguishes one API version from another on the way to its handlers.
#[derive(Clone, Copy)]
pub struct Dialect {
    /// The path segments it is mounted at.
    pub segments: &'static [&'static str],
    /// The header that carries the request id beside `x-openstack-request-id`, if there is one.
    pub request_id_header: Option<&'static str>,
    /// Whether the project stands in the path, as in v2 and unlike in v3.
    pub project_in_path: bool,
    /// What the version documents say of it.
    pub version: VersionEntry,
    /// Its number among the versions, as [`Session::visible`] wants it.
    pub number: usize,
    /// How failures read where a route or an action says nothing of it.
    pub words: &'static dyn ErrorWording,
    /// The media type of a 202 without a body.
    pub accepted: &'static str,
    /// The fault for a body of a media type that is not read.
    pub unsupported_media_type: fn() -> Fault,
    /// The fault for an action that does not exist.
    pub unknown_action: fn(&str) -> Fault,
}

/// One version: what distinguishes it, its extensions, and the operations below it.
pub(crate) struct Version {
    pub(crate) dialect: Dialect,
    pub(crate) registry: Arc<Registry>,
    pub(crate) compute: Compute,
}

impl Version {
    /// The soft rules: what this caller sees.
    pub(crate) fn visible(&self, session: &Session, caller: &Caller) -> Mask {
        let sees = |rule: Option<&str>| rule.is_none_or(|it| self.allows(caller, it));
        let ask = || self.registry.mask(|it| sees(it.rule)).0;
        Mask(session.visible(self.dialect.number, ask))
    }

    /// The hard rules: what this caller may ask for.
    pub(crate) fn require(&self, caller: &Caller, rule: &str) -> Result<(), Fault> {
        if self.allows(caller, rule) {
            return Ok(());
        }
        let refused = Error::Forbidden { rule: rule.to_owned() };
        Err(self.dialect.words.fault(&refused, RouteOrAction::Route))
    }

    fn allows(&self, caller: &Caller, rule: &str) -> bool {
        self.compute.policy().allows(rule, caller, Target::own(caller))
    }
}
