//! Puts servers aside, and takes them up again.

use ferronova_juno::actions;
use ferronova_v2::{Action, Extension, NotFound, Wording};

struct Shelve;

impl Extension for Shelve {
    const ALIAS: &str = "os-shelve";
    const NAME: &str = "Shelve";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/shelve/api/v1.1";
    const UPDATED: &str = "2013-04-06T00:00:00Z";
    const DESCRIPTION: &str = "Instance shelve mode.";
    const RULE: Option<&str> = None;
    const SERVER_ACTIONS: &[Action] = &[
        ruled("compute_extension:shelve", actions::SHELVE),
        ruled("compute_extension:shelveOffload", actions::SHELVE_OFFLOAD),
        ruled("compute_extension:unshelve", actions::UNSHELVE),
    ];
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/shelve-actions.yaml")];
}

ferronova_v2::register!(Shelve);

const fn ruled(rule: &'static str, action: Action) -> Action {
    const WORDS: Wording = Wording { not_found: NotFound::Server, ..Wording::CORE };
    Action { rule: Some(rule), words: Some(&WORDS), ..action }
}
