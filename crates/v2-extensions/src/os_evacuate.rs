//! Rebuilds servers on another host when theirs is down.

use ferronova_juno::actions::{self, FindsHost};
use ferronova_v2::{Action, Call, Extension, Failure, Reply, StatusCode, Wording};

struct Evacuate;

impl Extension for Evacuate {
    const ALIAS: &str = "os-evacuate";
    const NAME: &str = "Evacuate";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/evacuate/api/v2";
    const UPDATED: &str = "2013-01-06T00:00:00Z";
    const DESCRIPTION: &str = "Enables server evacuation.";
    const RULE: &str = "";
    const SERVER_ACTIONS: &[Action] = &[Action {
        name: "evacuate",
        rule: Some("compute_extension:evacuate"),
        // A server without a host has no service that could be down.
        wording: Wording { no_host: StatusCode::NOT_FOUND, ..Wording::action_with_id("evacuate") },
        run: |call| Box::pin(evacuate(call)),
    }];
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/evacuate-action.yaml"),
        include_str!("../../../api-ref/v2/password-answer.yaml"),
    ];
}

ferronova_v2::register!(Evacuate);

async fn evacuate(call: Call<'_>) -> Result<Reply, Failure> {
    let is_found = call.registry().has("os-extended-evacuate-find-host");
    let finds_host = if is_found { FindsHost::Yes } else { FindsHost::No };
    let asked = actions::read_evacuation(&call.parse()?, finds_host)?;
    actions::evacuate(&call, asked).await
}
