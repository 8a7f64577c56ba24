//! Deletes servers for good, and brings deleted ones back.

use ferronova_juno::actions;
use ferronova_v3::{Adds, LockedText, Plugin, Wording};

const RULE: &str = "compute_extension:v3:os-deferred-delete";

ferronova_v3::register!(Plugin {
    alias: "os-deferred-delete",
    name: "DeferredDelete",
    description: "Instance deferred delete.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/deferred-delete-actions.yaml")],
        actions: &[
            actions::FORCE_DELETE.ruled(RULE),
            // A lock is reported as a wrong state.
            actions::RESTORE
                .ruled(RULE)
                .worded(&Wording { locked: LockedText::InvalidState, ..Wording::WITH_ID }),
        ],
        ..Adds::NOTHING
    },
});
