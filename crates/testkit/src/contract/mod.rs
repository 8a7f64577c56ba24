//! The contract: checks every response to a client against the API reference.
//!
//! A test fails if the reference does not describe the status, the media type, the headers or the
//! body of a response.

mod answer;
mod document;
mod microversions;
mod operations;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use ferronova_server::{ApiSettings, ApiVersion, Enabled, api_ref};
use ferronova_v2::Contribution;
use serde_json::Value;

use self::document::Document;
use crate::{Options, Response};

/// The contract of a cloud, against which its responses are checked.
pub(crate) struct Contract {
    options: DocumentOptions,
}

/// The keys that our extensions add but Nova's extensions with the same alias do not.
const BEYOND_NOVA: &[&str] = &["OS-EXT-STS:locked"];

/// The options that determine the documents of a contract.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct DocumentOptions {
    enabled: Enabled,
    /// Whether keys of extensions may be missing, because the cloud's policy may hide them.
    may_hide: bool,
    /// Whether the keys in [`BEYOND_NOVA`] may be missing, because the server is not ours.
    is_elsewhere: bool,
    /// Whether responses may contain members that are not described, because the cloud has unknown
    /// or undescribed extensions.
    may_add: bool,
}

impl Contract {
    /// The contract of our server.
    pub(crate) fn of_ours(options: &Options) -> Self {
        let disabled = options.disabled.iter().map(|it| (*it).to_owned()).collect();
        let enabled = Enabled { disabled, ..Enabled::default() };
        let may_hide = options.policy.is_some();
        let may_add = [ApiVersion::V2, ApiVersion::V3].iter().any(|it| has_undescribed(*it));
        Self { options: DocumentOptions { enabled, may_hide, is_elsewhere: false, may_add } }
    }

    /// The contract of another server, which lists these extensions of v2 and plugins of v3.
    pub(crate) fn of_elsewhere(v2: Vec<String>, v3: Vec<String>) -> Self {
        let known: BTreeSet<&str> =
            ferronova_v2::aliases().chain(ferronova_v3::aliases()).collect();
        let may_add = v2.iter().chain(&v3).any(|it| !known.contains(it.as_str()));
        let only = |extensions| ApiSettings { extensions, ..ApiSettings::default() };
        let enabled = Enabled { v2: only(v2), v3: only(v3), ..Enabled::default() };
        Self { options: DocumentOptions { enabled, may_hide: false, is_elsewhere: true, may_add } }
    }

    /// Checks the response to a request with these headers if its path belongs to a version of the
    /// API.
    ///
    /// # Panics
    ///
    /// If the API reference does not describe the response.
    #[track_caller]
    pub(crate) fn check(
        &self,
        method: &str,
        path: &str,
        headers: &[(String, String)],
        response: &Response,
    ) {
        let Some((version, path)) = operations::split_version(path) else {
            return;
        };
        // The list of versions responds to every method as to `GET`.
        if path == "/" && method != "GET" {
            return;
        }
        let checked = match version {
            ApiVersion::V2 | ApiVersion::V3 => {
                let document = self.options.document(version);
                if self.options.may_add && !document.describes(method, &path) {
                    return;
                }
                answer::check(&document, &document.answers(method, &path), method, response)
            }
            ApiVersion::V21 => microversions::check(method, &path, headers, response),
        };
        if let Err(reason) = checked {
            panic!(
                "the API reference does not describe the answer to {method} {path}\n\
                 status: {}\nbecause: {reason}\nbody: {}",
                response.status(),
                response.text()
            );
        }
    }
}

impl DocumentOptions {
    /// Returns the document of a version, created once per process.
    fn document(&self, version: ApiVersion) -> Arc<Document> {
        static MADE: Mutex<BTreeMap<(&str, DocumentOptions), Arc<Document>>> =
            Mutex::new(BTreeMap::new());
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        let document = made
            .entry((version.as_str(), self.clone()))
            .or_insert_with(|| Arc::new(Document::new(self.make(version))));
        Arc::clone(document)
    }

    fn make(&self, version: ApiVersion) -> Value {
        let with =
            |enabled: &Enabled| api_ref(version, enabled).unwrap_or_else(|exit| panic!("{exit}"));
        let mut document = with(&self.enabled);
        if self.may_hide {
            // Extensions with routes define schemas to which other extensions add keys.
            let with_routes =
                with(&only(version, |it| it.adds.iter().any(|adds| !adds.routes.is_empty())));
            document::relax_to(&with_routes, &mut document);
            document::relax_to(&with(&only(version, |_| false)), &mut document);
        }
        if self.is_elsewhere {
            document::make_optional(BEYOND_NOVA, &mut document);
        }
        if self.may_add {
            document::allow_more_members(&mut document);
        }
        document
    }
}

/// Whether any extension has no fragment of the API reference yet.
fn has_undescribed(version: ApiVersion) -> bool {
    let all = version.contributions(&Enabled::default());
    let all = all.unwrap_or_else(|error| panic!("{error}"));
    all.iter().any(|it| it.adds.iter().all(|adds| adds.api_ref.is_empty()) && it.alias != "core")
}

/// Selects the extensions that no policy rule can hide, and those for which `others` returns
/// `true`.
fn only(version: ApiVersion, others: impl Fn(&Contribution) -> bool) -> Enabled {
    let all = version.contributions(&Enabled::default());
    let all = all.unwrap_or_else(|error| panic!("{error}"));
    let can_be_hidden = all.iter().filter(|it| it.rule.is_some() && !others(it));
    let disabled: Vec<String> = can_be_hidden.map(|it| it.alias.to_owned()).collect();
    let settings = || ApiSettings { disabled: disabled.clone(), ..ApiSettings::default() };
    Enabled { v2: settings(), v3: settings(), ..Enabled::default() }
}
