//! Shelves and unshelves servers.

use ferronova_juno::actions;
use ferronova_v3::{Adds, Plugin};

ferronova_v3::register!(Plugin {
    alias: "os-shelve",
    name: "Shelve",
    description: "Instance shelve mode.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/shelve-actions.yaml")],
        actions: &[
            actions::SHELVE.ruled("compute_extension:v3:os-shelve:shelve"),
            actions::SHELVE_OFFLOAD.ruled("compute_extension:v3:os-shelve:shelve_offload"),
            actions::UNSHELVE.ruled("compute_extension:v3:os-shelve:unshelve"),
        ],
        ..Adds::NOTHING
    },
});
