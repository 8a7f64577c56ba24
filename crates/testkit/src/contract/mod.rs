//! The contract: every answer to a client is held against the API reference.
//!
//! The test fails where the reference does not describe the answer: its status, its media type,
//! its headers, its body.

mod answer;
mod document;
mod operations;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use ferronova_server::{ApiVersion, api_ref};
use serde_json::Value;

use self::document::Document;
use crate::{Options, Response};

/// The path segments below which answers are checked, with the version that answers there.
const MOUNTS: &[(&str, ApiVersion)] = &[("v2", ApiVersion::V2), ("v1.1", ApiVersion::V2)];

/// What a cloud promises.
pub(crate) struct Contract {
    terms: Terms,
}

/// What its documents depend on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Terms {
    extensions: Extensions,
    /// Whether a caller may miss what extensions add: a policy of its own may hide it.
    may_hide: bool,
    /// Whether there may be more than what is described: the cloud has extensions that nobody
    /// here knows.
    may_add: bool,
}

/// Which extensions there are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Extensions {
    AllBut(BTreeSet<String>),
    Only(BTreeSet<String>),
}

impl Extensions {
    fn has(&self, alias: &str) -> bool {
        match self {
            Self::AllBut(aliases) => !aliases.contains(alias),
            Self::Only(aliases) => aliases.contains(alias),
        }
    }
}

impl Contract {
    /// That of a cloud of ours.
    pub(crate) fn of_ours(options: &Options) -> Self {
        let disabled = options.disabled.iter().map(|it| (*it).to_owned()).collect();
        let extensions = Extensions::AllBut(disabled);
        let may_hide = options.policy.is_some();
        Self { terms: Terms { extensions, may_hide, may_add: false } }
    }

    /// That of a cloud elsewhere, which lists these extensions.
    pub(crate) fn of_elsewhere(aliases: BTreeSet<String>) -> Self {
        let known: BTreeSet<&str> = ferronova_v2::aliases().collect();
        let may_add = aliases.iter().any(|it| !known.contains(it.as_str()));
        Self { terms: Terms { extensions: Extensions::Only(aliases), may_hide: false, may_add } }
    }

    /// Checks the answer to a request, unless its path lies outside of every version.
    ///
    /// # Panics
    ///
    /// If the API reference does not describe it.
    #[track_caller]
    pub(crate) fn check(&self, method: &str, path: &str, response: &Response) {
        let Some((version, path)) = operations::split_version(path) else {
            return;
        };
        // The list of versions answers every method as it does `GET`, as its description says.
        if path == "/" && method != "GET" {
            return;
        }
        let document = self.terms.document(version);
        if let Err(reason) = answer::check(&document, method, &path, response) {
            panic!(
                "the API reference does not describe the answer to {method} {path}\n\
                 status: {}\nbecause: {reason}\nbody: {}",
                response.status(),
                response.text()
            );
        }
    }
}

impl Terms {
    /// The document of a version. It is made once in this process.
    fn document(&self, version: ApiVersion) -> Arc<Document> {
        static MADE: Mutex<BTreeMap<(&str, Terms), Arc<Document>>> = Mutex::new(BTreeMap::new());
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        let document = made
            .entry((version.as_str(), self.clone()))
            .or_insert_with(|| Arc::new(Document::new(self.make(version))));
        Arc::clone(document)
    }

    fn make(&self, version: ApiVersion) -> Value {
        let with = |enabled: &dyn Fn(&str) -> bool| {
            api_ref(version, enabled).unwrap_or_else(|exit| panic!("{exit}"))
        };
        let mut document = with(&|alias| self.extensions.has(alias));
        if self.may_hide {
            document::require_only_what(&with(&|_| false), &mut document);
        }
        if self.may_add {
            document::open(&mut document);
        }
        document
    }
}
