//! Deletes servers for good, and brings deleted ones back.

use ferronova_juno::actions;
use ferronova_v2::{Adds, Extension, LockedText, StateText, Wording};

const RULE: &str = "compute_extension:deferred_delete";

ferronova_v2::register!(Extension {
    alias: "os-deferred-delete",
    name: "DeferredDelete",
    namespace: "http://docs.openstack.org/compute/ext/deferred-delete/api/v1.1",
    updated: "2011-09-01T00:00:00Z",
    description: "Instance deferred delete.",
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/deferred-delete-actions.yaml")],
        actions: &[
            // The error about a wrong state contains the server's id.
            actions::FORCE_DELETE
                .ruled(RULE)
                .worded(&Wording { state: StateText::Long, ..Wording::WITH_ID }),
            // A lock is reported as a wrong state.
            actions::RESTORE
                .ruled(RULE)
                .worded(&Wording { locked: LockedText::InvalidState, ..Wording::WITH_ID }),
        ],
        ..Adds::NOTHING
    },
});
