//! Shows what was done to a server, by whom, and when: locks and unlocks too.

use ferronova_juno::instance_actions::{self, InstanceActionsDialect};
use ferronova_v2::{Call, CallFuture, Extension, Fault, Method, Route, Wording};

const RULE: &str = "compute_extension:instance_actions";

const DIALECT: InstanceActionsDialect = InstanceActionsDialect {
    rule: RULE,
    events_rule: "compute_extension:instance_actions:events",
    not_found: |_| Fault::not_found(),
};

struct InstanceActions;

impl Extension for InstanceActions {
    const ALIAS: &str = "os-instance-actions";
    const NAME: &str = "InstanceActions";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/instance-actions/api/v1.1";
    const UPDATED: &str = "2013-02-08T00:00:00Z";
    const DESCRIPTION: &str = "View a log of actions and events taken on an instance.";
    const RULE: Option<&str> = Some(RULE);
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/instance-actions.yaml"),
        include_str!("../../../api-ref/v2/os-instance-actions.yaml"),
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

ferronova_v2::register!(InstanceActions);

/// The rule is asked with the server as its target, so not before the server is found.
const fn get(path: &'static str, run: for<'a> fn(Call<'a>) -> CallFuture<'a>) -> Route {
    Route { method: Method::GET, path, rule: None, words: Some(&Wording::WITH_ID), run }
}
