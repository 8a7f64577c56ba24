//! The list of actions on a server: what was done, by whom, and when.

use ferronova_juno::instance_actions::{self, InstanceActionsDialect};
use ferronova_v3::{Adds, Fault, Plugin, Route, StatusCode, handler};

const DIALECT: InstanceActionsDialect = InstanceActionsDialect {
    rule: "compute_extension:v3:os-instance-actions",
    events_rule: "compute_extension:v3:os-instance-actions:events",
    not_found: |id| Fault::new(StatusCode::NOT_FOUND, format!("Action {id} not found")),
};

ferronova_v3::register!(Plugin {
    alias: "os-instance-actions",
    name: "InstanceActions",
    description: "View a log of actions taken on an instance.",
    version: 1,
    rule: Some("compute_extension:v3:os-instance-actions"),
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/instance-actions.yaml"),
            include_str!("../../../api-ref/v3/os-instance-actions.yaml"),
        ],
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
