//! Puts servers aside, and takes them up again.

use ferronova_juno::actions;
use ferronova_v3::{Action, Call, CallFuture, Plugin};

struct Shelve;

impl Plugin for Shelve {
    const ALIAS: &str = "os-shelve";
    const NAME: &str = "Shelve";
    const DESCRIPTION: &str = "Instance shelve mode.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/shelve-actions.yaml")];
    const SERVER_ACTIONS: &[Action] = &[
        action("shelve", "compute_extension:v3:os-shelve:shelve", |call| {
            Box::pin(actions::shelve(call))
        }),
        action("shelveOffload", "compute_extension:v3:os-shelve:shelve_offload", |call| {
            Box::pin(actions::shelve_offload(call))
        }),
        action("unshelve", "compute_extension:v3:os-shelve:unshelve", |call| {
            Box::pin(actions::unshelve(call))
        }),
    ];
}

ferronova_v3::register!(Shelve);

const fn action(
    name: &'static str,
    rule: &'static str,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Action {
    Action { name, rule: Some(rule), words: None, run }
}
