//! The list of actions on a server, including locks and unlocks: what was done, by whom, and when.

use ferronova_juno::instance_actions::{self, InstanceActionsDialect};
use ferronova_v2::{Adds, Extension, Fault, Route, Wording, handler};

const RULE: &str = "compute_extension:instance_actions";

const DIALECT: InstanceActionsDialect = InstanceActionsDialect {
    rule: RULE,
    events_rule: "compute_extension:instance_actions:events",
    not_found: |_| Fault::not_found(),
};

ferronova_v2::register!(Extension {
    alias: "os-instance-actions",
    name: "InstanceActions",
    namespace: "http://docs.openstack.org/compute/ext/instance-actions/api/v1.1",
    updated: "2013-02-08T00:00:00Z",
    description: "View a log of actions and events taken on an instance.",
    rule: Some(RULE),
    adds: Adds {
        words: Some(&Wording::WITH_ID),
        api_ref: &[
            include_str!("../../../api-ref/common/instance-actions.yaml"),
            include_str!("../../../api-ref/v2/os-instance-actions.yaml"),
        ],
        // The target of the policy rule is the server, so the rule is checked after the server is
        // found.
        routes: &[
            Route::get(
                "/servers/{id}/os-instance-actions",
                handler!(instance_actions::list, DIALECT)
            ),
            Route::get(
                "/servers/{id}/os-instance-actions/{request_id}",
                handler!(instance_actions::show, DIALECT)
            ),
        ],
        ..Adds::NOTHING
    },
});
