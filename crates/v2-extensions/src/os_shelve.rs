//! Puts servers aside, and takes them up again.

use ferronova_juno::actions;
use ferronova_v2::{Action, Call, CallFuture, Extension, NotFound, Wording};

struct Shelve;

impl Extension for Shelve {
    const ALIAS: &str = "os-shelve";
    const NAME: &str = "Shelve";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/shelve/api/v1.1";
    const UPDATED: &str = "2013-04-06T00:00:00Z";
    const DESCRIPTION: &str = "Instance shelve mode.";
    const RULE: Option<&str> = None;
    const SERVER_ACTIONS: &[Action] = &[
        action("shelve", "compute_extension:shelve", |call| Box::pin(actions::shelve(call))),
        action("shelveOffload", "compute_extension:shelveOffload", |call| {
            Box::pin(actions::shelve_offload(call))
        }),
        action("unshelve", "compute_extension:unshelve", |call| Box::pin(actions::unshelve(call))),
    ];
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/shelve-actions.yaml")];
}

ferronova_v2::register!(Shelve);

const fn action(
    name: &'static str,
    rule: &'static str,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Action {
    const WORDS: Wording = Wording { not_found: NotFound::Server, ..Wording::CORE };
    Action { name, rule: Some(rule), words: Some(&WORDS), run }
}
