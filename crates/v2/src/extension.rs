//! What an extension of the v2 API is.

use ferronova_compute::Server;
use ferronova_extend::{Action, Contribution, Fields, Filter, Key, Route};

/// One extension of the v2 API: what it is called, and what it adds.
///
/// Every constant without a default is required; leaving it out is an error of the compiler that
/// names it. What has a default is a hook: implement it and the extension takes part there.
/// An extension has no state.
pub trait Extension: 'static {
    /// What clients call it by; by custom the prefix of every prefixed [`Key`] it adds.
    const ALIAS: &'static str;
    /// Its name for people, in camel case.
    const NAME: &'static str;
    /// The XML namespace of its keys.
    const NAMESPACE: &'static str;
    /// When its contract last changed: `2014-10-16T00:00:00Z`.
    const UPDATED: &'static str;
    /// What it is good for, in a sentence.
    const DESCRIPTION: &'static str;
    /// The policy rule that a caller must pass to see its keys and use its filters:
    /// `compute_extension:…`. A caller who does not pass it gets no error.
    const RULE: &'static str;

    /// The keys it adds to a server, in show and detail.
    const SERVER_KEYS: &'static [Key] = &[];
    /// The filters it adds to lists of servers.
    const SERVER_FILTERS: &'static [Filter] = &[];
    /// The actions it adds to `POST /servers/{id}/action`.
    const SERVER_ACTIONS: &'static [Action] = &[];
    /// The resources it adds, anywhere below `/v2/{project}`.
    const ROUTES: &'static [Route] = &[];
    /// What the API reference says of it: fragments of an OpenAPI document, in YAML, each by
    /// `include_str!` from `api-ref/v2`.
    const API_REF: &'static [&'static str] = &[];

    /// Writes [`Self::SERVER_KEYS`], in that order.
    fn extend_server(_server: &Server, _out: &mut Fields<'_>) {}
}

/// An [`Extension`] as data.
pub struct Registration {
    pub(crate) name: &'static str,
    pub(crate) namespace: &'static str,
    pub(crate) updated: &'static str,
    pub(crate) description: &'static str,
    pub(crate) contribution: Contribution,
}

impl Registration {
    /// The data of an extension; for [`crate::register!`].
    #[doc(hidden)]
    #[must_use]
    pub const fn of<E: Extension>(package: &'static str, module: &'static str) -> Self {
        Self {
            name: E::NAME,
            namespace: E::NAMESPACE,
            updated: E::UPDATED,
            description: E::DESCRIPTION,
            contribution: Contribution {
                alias: E::ALIAS,
                package,
                module,
                rule: E::RULE,
                server_keys: E::SERVER_KEYS,
                extend_server: E::extend_server,
                server_filters: E::SERVER_FILTERS,
                server_actions: E::SERVER_ACTIONS,
                routes: E::ROUTES,
                api_ref: E::API_REF,
            },
        }
    }
}

inventory::collect!(Registration);

/// Registers an [`Extension`]: the one line that makes it part of the API, provided its crate is
/// linked.
#[macro_export]
macro_rules! register {
    ($extension:ty) => {
        $crate::inventory::submit! {
            $crate::Registration::of::<$extension>(env!("CARGO_PKG_NAME"), module_path!())
        }
    };
}
