//! Puts servers aside, and takes them up again.

use ferronova_juno::actions;
use ferronova_v3::{Action, Plugin};

struct Shelve;

impl Plugin for Shelve {
    const ALIAS: &str = "os-shelve";
    const NAME: &str = "Shelve";
    const DESCRIPTION: &str = "Instance shelve mode.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/shelve-actions.yaml")];
    const SERVER_ACTIONS: &[Action] = &[
        Action { rule: Some("compute_extension:v3:os-shelve:shelve"), ..actions::SHELVE },
        Action {
            rule: Some("compute_extension:v3:os-shelve:shelve_offload"),
            ..actions::SHELVE_OFFLOAD
        },
        Action { rule: Some("compute_extension:v3:os-shelve:unshelve"), ..actions::UNSHELVE },
    ];
}

ferronova_v3::register!(Shelve);
