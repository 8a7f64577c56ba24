//! Shelves and unshelves servers.

use ferronova_juno::actions;
use ferronova_v2::{Adds, Extension, NotFound, Wording};

ferronova_v2::register!(Extension {
    alias: "os-shelve",
    name: "Shelve",
    namespace: "http://docs.openstack.org/compute/ext/shelve/api/v1.1",
    updated: "2013-04-06T00:00:00Z",
    description: "Instance shelve mode.",
    rule: None,
    adds: Adds {
        words: Some(&WORDS),
        api_ref: &[include_str!("../../../api-ref/common/shelve-actions.yaml")],
        actions: &[
            actions::SHELVE.ruled("compute_extension:shelve"),
            actions::SHELVE_OFFLOAD.ruled("compute_extension:shelveOffload"),
            actions::UNSHELVE.ruled("compute_extension:unshelve"),
        ],
        ..Adds::NOTHING
    },
});

const WORDS: Wording = Wording { not_found: NotFound::Server, ..Wording::CORE };
