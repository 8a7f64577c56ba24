//! `PUT /servers/{id}`

use std::str::FromStr;

use ferronova_compute::{DiskConfig, ServerUpdate, Target};
use ferronova_http::{Failure, Reply};
use serde_json::{Map, Value};

use super::show::reply;
use crate::{
    body,
    kit::{Body, Call},
    view::ServerView,
};

/// Updates the server in the path. A lock does not refuse this.
pub(super) async fn update(call: Call<'_>) -> Result<Reply, Failure> {
    let body = body::read(&call, Body::UpdateServer)?;
    let none = Map::new();
    let update = read(body["server"].as_object().unwrap_or(&none));
    let server = call.compute.update_server(call.request(), call.server()?, update).await?;
    let mut view = call.view(ServerView::Updated, call.passed_on(Target::server(&server)));
    view.relate(call.compute.related(std::slice::from_ref(&server), view.needs()).await?);
    Ok(reply(&mut view, &server))
}

/// Reads the members of a body that fits its schema.
fn read(server: &Map<String, Value>) -> ServerUpdate {
    let text = |name: &str| server.get(name).and_then(Value::as_str);
    ServerUpdate {
        name: text("name").map(|it| it.trim().to_owned()),
        access_ipv4: server.get("accessIPv4").map(parsed),
        access_ipv6: server.get("accessIPv6").map(parsed),
        disk_config: text("OS-DCF:diskConfig").and_then(DiskConfig::parse),
        description: server.get("description").map(|it| it.as_str().map(str::to_owned)),
        hostname: text("hostname").map(str::to_owned),
        pinned_zone: server
            .get("pinned_availability_zone")
            .map(|it| it.as_str().map(str::to_owned)),
    }
}

fn parsed<T: FromStr>(value: &Value) -> Option<T> {
    value.as_str()?.parse().ok()
}
