//! `/servers/{id}/ips`: the addresses of a server by network.

use ferronova_compute::{Address, Part, Parts};
use ferronova_extend::{Fields, handler, key, object};
use ferronova_http::{Failure, Reply};

use crate::{
    kit::{Call, Query, Route},
    query,
    view::parts::{write_network, write_networks},
    wording::not_found,
};

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/servers/{id}/ips", handler!(list)).ruled("os_compute_api:ips:index"),
    Route::get("/servers/{id}/ips/{label}", handler!(show)).ruled("os_compute_api:ips:show"),
];

async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    let addresses = find(&call).await?;
    Ok(Reply::ok(object(|out| {
        out.object(key!("addresses"), |out| write_networks(&addresses, nothing_more, out));
    })))
}

async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let addresses = find(&call).await?;
    let label = call.param("label");
    if addresses.iter().all(|it| it.label != label) {
        return Err(not_found("Instance is not a member of specified network".to_owned()).into());
    }
    Ok(Reply::ok(object(|out| write_network(&addresses, label, nothing_more, out))))
}

async fn find(call: &Call<'_>) -> Result<Vec<Address>, Failure> {
    query::read(call, Query::Other)?;
    let parts = Parts::NONE.with(Part::Addresses);
    Ok(call.compute.show_parts(call.request(), call.server()?, parts).await?.addresses)
}

fn nothing_more(_: &Address, _: &mut Fields<'_>) {}
