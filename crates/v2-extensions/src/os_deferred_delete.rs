//! Deletes servers for good, and brings deleted ones back.

use ferronova_juno::actions;
use ferronova_v2::{Action, Call, CallFuture, Extension, LockedText, StateText, Wording};

/// It says with its id in which state a server is.
const FORCE_DELETE: Wording = Wording { state: StateText::Long, ..Wording::WITH_ID };

struct DeferredDelete;

impl Extension for DeferredDelete {
    const ALIAS: &str = "os-deferred-delete";
    const NAME: &str = "DeferredDelete";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/deferred-delete/api/v1.1";
    const UPDATED: &str = "2011-09-01T00:00:00Z";
    const DESCRIPTION: &str = "Instance deferred delete.";
    const RULE: Option<&str> = None;
    const SERVER_ACTIONS: &[Action] = &[
        action("forceDelete", &FORCE_DELETE, |call| Box::pin(actions::force_delete(call))),
        action(
            "restore",
            // It takes a lock for a state.
            &Wording { locked: LockedText::InvalidState, ..Wording::WITH_ID },
            |call| Box::pin(actions::restore(call)),
        ),
    ];
    const API_REF: &[&str] =
        &[include_str!("../../../api-ref/common/deferred-delete-actions.yaml")];
}

ferronova_v2::register!(DeferredDelete);

const fn action(
    name: &'static str,
    words: &'static Wording,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Action {
    Action { name, rule: Some("compute_extension:deferred_delete"), words: Some(words), run }
}
