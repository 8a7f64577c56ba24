//! Policy rules that refuse nothing: they decide what a caller is shown, and what filters work.

use std::sync::Arc;

use ferronova_compute::{Caller, Policy, Target};
use ferronova_http::Session;

/// The number of this version of the API, for [`Session::visible`].
const NUMBER: usize = 2;

/// A policy rule that refuses nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SoftRule {
    /// May see the keys `OS-EXT-SRV-ATTR:*`.
    ExtendedAttributes,
    /// May see the state of a server's host.
    HostStatus,
    /// May see the state of a server's host if it is UNKNOWN.
    UnknownHostStatus,
    /// May see the extra specs of a server's flavor.
    FlavorExtraSpecs,
    /// May use the filters of lists that are not open to all.
    AllFilters,
    /// May see the extra specs of flavors.
    ExtraSpecs,
    /// May see the events of an instance action whole.
    Events,
    /// May see why an event of an instance action failed.
    EventDetails,
}

impl SoftRule {
    const ALL: &[Self] = &[
        Self::ExtendedAttributes,
        Self::HostStatus,
        Self::UnknownHostStatus,
        Self::FlavorExtraSpecs,
        Self::AllFilters,
        Self::ExtraSpecs,
        Self::Events,
        Self::EventDetails,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::ExtendedAttributes => "os_compute_api:os-extended-server-attributes",
            Self::HostStatus => "os_compute_api:servers:show:host_status",
            Self::UnknownHostStatus => "os_compute_api:servers:show:host_status:unknown-only",
            Self::FlavorExtraSpecs => "os_compute_api:servers:show:flavor-extra-specs",
            Self::AllFilters => "os_compute_api:servers:allow_all_filters",
            Self::ExtraSpecs => "os_compute_api:os-flavor-extra-specs:index",
            Self::Events => "os_compute_api:os-instance-actions:events",
            Self::EventDetails => "os_compute_api:os-instance-actions:events:details",
        }
    }
}

/// The soft rules that a caller passes.
#[derive(Clone)]
pub(crate) struct Passed(Arc<[bool]>);

impl Passed {
    /// The rules that the caller passes with its own project as the target. They are asked once for
    /// a caller, not for each request.
    pub(crate) fn own(session: &Session, policy: &dyn Policy, caller: &Caller) -> Self {
        Self(session.visible(NUMBER, || ask(policy, caller, Target::own(caller))))
    }

    /// The rules that the caller passes for this target.
    pub(crate) fn on(policy: &dyn Policy, caller: &Caller, target: Target<'_>) -> Self {
        Self(ask(policy, caller, target))
    }

    /// Whether the caller passes the rule.
    pub(crate) fn has(&self, rule: SoftRule) -> bool {
        self.0.get(rule as usize).is_some_and(|it| *it)
    }
}

fn ask(policy: &dyn Policy, caller: &Caller, target: Target<'_>) -> Arc<[bool]> {
    SoftRule::ALL.iter().map(|it| policy.allows(it.name(), caller, target)).collect()
}
