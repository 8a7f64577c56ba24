//! What was done to a server, by whom, and when.

use ferronova_juno::instance_actions::{self, InstanceActionsDialect};
use ferronova_v3::{Call, CallFuture, Fault, Method, Plugin, Route, StatusCode};

const DIALECT: InstanceActionsDialect = InstanceActionsDialect {
    rule: "compute_extension:v3:os-instance-actions",
    events_rule: "compute_extension:v3:os-instance-actions:events",
    not_found: |id| Fault::new(StatusCode::NOT_FOUND, format!("Action {id} not found")),
};

struct InstanceActions;

impl Plugin for InstanceActions {
    const ALIAS: &str = "os-instance-actions";
    const NAME: &str = "InstanceActions";
    const DESCRIPTION: &str = "View a log of actions taken on an instance.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = Some("compute_extension:v3:os-instance-actions");
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/instance-actions.yaml"),
        include_str!("../../../api-ref/v3/os-instance-actions.yaml"),
    ];
    const ROUTES: &[Route] = &[
        get("/servers/{id}/os-instance-actions", |call| {
            Box::pin(instance_actions::list(call, DIALECT))
        }),
        get("/servers/{id}/os-instance-actions/{request_id}", |call| {
            Box::pin(instance_actions::show(call, DIALECT))
        }),
    ];
}

ferronova_v3::register!(InstanceActions);

const fn get(path: &'static str, run: for<'a> fn(Call<'a>) -> CallFuture<'a>) -> Route {
    Route { method: Method::GET, path, rule: None, words: None, run }
}
