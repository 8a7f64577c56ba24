//! Starts and stops servers. Both look the server up before they ask the policy.

use ferronova_v2::{
    Action, Call, Extension, Failure, NotFound, Reply, StateText, StatusCode, Wording,
};

struct ServerStartStop;

const WORDING: Wording = Wording {
    not_found: NotFound::InstanceShort,
    state: StateText::Long,
    no_host: StatusCode::CONFLICT,
};

impl Extension for ServerStartStop {
    const ALIAS: &str = "os-server-start-stop";
    const NAME: &str = "ServerStartStop";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/servers/api/v1.1";
    const UPDATED: &str = "2012-01-23T00:00:00Z";
    const DESCRIPTION: &str = "Start/Stop instance compute API support.";
    const RULE: &str = "compute_extension:server_start_stop";
    const SERVER_ACTIONS: &[Action] = &[
        Action {
            name: "os-start",
            rule: None,
            wording: WORDING,
            run: |call| Box::pin(start(call)),
        },
        Action { name: "os-stop", rule: None, wording: WORDING, run: |call| Box::pin(stop(call)) },
    ];
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v2/os-server-start-stop.yaml")];
}

ferronova_v2::register!(ServerStartStop);

async fn start(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().start(call.request(), call.server()?).await?;
    Ok(Reply::accepted())
}

async fn stop(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().stop(call.request(), call.server()?).await?;
    Ok(Reply::accepted())
}
