//! `/servers`: list, show, create, update, delete and reboot.

mod addresses;
mod answers;
mod hints;
mod host_id;
mod list;
mod networks;
mod query;
mod references;
mod view;

use ferronova_compute::{Parts, RebootType};
use ferronova_extend::Call;
use ferronova_http::{Failure, Fault, Reply, StatusCode};
use serde_json::Value;

pub use addresses::{list_addresses, show_addresses};
pub(crate) use answers::rebuilt;
pub use answers::{create, update};
pub use hints::read_hints;
pub use list::{detail, list};
pub use networks::read_networks;
pub(crate) use query::read_time;
pub use query::{ProjectFilter, is_pattern, read_status};
pub use references::{read_flavor, read_image};
pub use view::KEYS;

use view::ServerView;

/// `GET /servers/{id}`
pub async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let mut view = ServerView::new(&call);
    let needs = view.needs();
    let parts = Parts::OF_2014.or(needs.parts());
    let mut server = call.compute().show_parts(call.request(), call.server()?, parts).await?;
    let work = call.compute().unseen_work().show(&mut server);
    let known = call.compute().related(std::slice::from_ref(&server), needs).await?;
    view.relate(known);
    let body = view.one_with_extensions(&server);
    if let Some(work) = work {
        work.seen();
    }
    Ok(Reply::ok(body))
}

/// `DELETE /servers/{id}`
pub async fn delete(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().delete_server(call.request(), call.server()?).await?;
    Ok(Reply::no_content())
}

/// `{"reboot": {"type": "SOFT"}}`
pub async fn reboot(call: Call<'_>) -> Result<Reply, Failure> {
    let reboot_type = read_reboot_type(&call.parse()?)?;
    call.compute().reboot(call.request(), call.server()?, reboot_type).await?;
    Ok(call.accepted())
}

fn read_reboot_type(value: &Value) -> Result<RebootType, Fault> {
    if matches!(value, Value::Null | Value::Bool(_) | Value::Number(_)) {
        return Err(Fault::plain(StatusCode::BAD_REQUEST));
    }
    let reboot_type =
        value.get("type").ok_or(Fault::bad_request("Missing argument 'type' for reboot"))?;
    let word = reboot_type
        .as_str()
        .ok_or(Fault::bad_request("Argument 'type' for reboot must be a string"))?;
    RebootType::parse(&word.to_uppercase())
        .ok_or(Fault::bad_request("Argument 'type' for reboot is not HARD or SOFT"))
}
