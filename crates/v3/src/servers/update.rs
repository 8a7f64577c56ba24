//! `PUT /servers/{id}`: the name, and what plugins read. A lock does not refuse it.

use ferronova_compute::ServerUpdate;
use ferronova_extend::{Call, Members};
use ferronova_http::{Failure, Reply};
use ferronova_juno::servers;

use super::read_server;
use crate::validation;

/// `PUT /servers/{id}`
pub(crate) async fn update(call: Call<'_>) -> Result<Reply, Failure> {
    let server = read_server(&call)?;
    let members = Members::new(&server);
    let name = members.get("name").map(|it| validation::name("name", it)).transpose()?;
    let mut update = ServerUpdate { name: name.map(str::to_owned), ..ServerUpdate::default() };
    call.registry().on_update(call.visible(), members, &mut update)?;
    servers::update(&call, update).await
}
