//! Deletes servers for good, and brings deleted ones back.

use ferronova_juno::actions;
use ferronova_v2::{Action, Extension, LockedText, StateText, Wording};

const RULE: &str = "compute_extension:deferred_delete";

struct DeferredDelete;

impl Extension for DeferredDelete {
    const ALIAS: &str = "os-deferred-delete";
    const NAME: &str = "DeferredDelete";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/deferred-delete/api/v1.1";
    const UPDATED: &str = "2011-09-01T00:00:00Z";
    const DESCRIPTION: &str = "Instance deferred delete.";
    const RULE: Option<&str> = None;
    const SERVER_ACTIONS: &[Action] = &[
        Action {
            rule: Some(RULE),
            // It says with its id in which state a server is.
            words: Some(&Wording { state: StateText::Long, ..Wording::WITH_ID }),
            ..actions::FORCE_DELETE
        },
        Action {
            rule: Some(RULE),
            // It takes a lock for a state.
            words: Some(&Wording { locked: LockedText::InvalidState, ..Wording::WITH_ID }),
            ..actions::RESTORE
        },
    ];
    const API_REF: &[&str] =
        &[include_str!("../../../api-ref/common/deferred-delete-actions.yaml")];
}

ferronova_v2::register!(DeferredDelete);
