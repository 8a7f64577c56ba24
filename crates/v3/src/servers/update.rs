//! `PUT /servers/{id}`: the name, and members that plugins read. A locked server can be updated,
//! too.

use ferronova_compute::ServerUpdate;
use ferronova_extend::{Call, Members};
use ferronova_http::{Failure, Reply};
use ferronova_juno::servers;
use serde_json::Value;

use super::read_server;
use crate::validation::{Check, NAME, Schema};

const SCHEMA: Schema = &[Check::OBJECT, Check::Optional("name", NAME)];

/// `PUT /servers/{id}`
pub(crate) async fn update(call: Call<'_>) -> Result<Reply, Failure> {
    let server = read_server(&call, SCHEMA)?;
    let members = Members::new(&server);
    let name = members.get("name").and_then(Value::as_str).map(str::to_owned);
    let mut update = ServerUpdate { name, ..ServerUpdate::default() };
    call.visible().read(|it| &it.on_update, members, &mut update)?;
    servers::update(&call, update).await
}
