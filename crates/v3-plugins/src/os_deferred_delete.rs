//! Deletes servers for good, and brings deleted ones back.

use ferronova_juno::actions;
use ferronova_v3::{Action, LockedText, Plugin, Wording};

const RULE: &str = "compute_extension:v3:os-deferred-delete";

struct DeferredDelete;

impl Plugin for DeferredDelete {
    const ALIAS: &str = "os-deferred-delete";
    const NAME: &str = "DeferredDelete";
    const DESCRIPTION: &str = "Instance deferred delete.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] =
        &[include_str!("../../../api-ref/common/deferred-delete-actions.yaml")];
    const SERVER_ACTIONS: &[Action] = &[
        Action { rule: Some(RULE), ..actions::FORCE_DELETE },
        Action {
            rule: Some(RULE),
            // It takes a lock for a state.
            words: Some(&Wording { locked: LockedText::InvalidState, ..Wording::WITH_ID }),
            ..actions::RESTORE
        },
    ];
}

ferronova_v3::register!(DeferredDelete);
