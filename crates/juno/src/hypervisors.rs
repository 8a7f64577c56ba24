//! `/os-hypervisors`: the machines that run servers, and what runs on them.

mod list;
mod servers;
mod uptime;
mod view;

pub use list::{detail, list, search, statistics};
pub use servers::servers;
pub use uptime::uptime;
pub use view::{KEYS, Shown};

use ferronova_compute::Hypervisor;
use ferronova_extend::{Call, Key, write_object};
use ferronova_http::{Failure, Fault, Reply, StatusCode};

use view::View;

const HYPERVISOR: Key = Key::new("hypervisor");

/// `GET /os-hypervisors/{id}`
///
/// # Errors
///
/// 404.
pub async fn show(call: Call<'_>, shown: Shown) -> Result<Reply, Failure> {
    let hypervisor = find(&call)?;
    let hypervisors = std::slice::from_ref(&hypervisor);
    let loads = call.compute().hypervisor_loads(hypervisors).await?;
    let view = View::new(&call, shown);
    let mut body = Vec::new();
    write_object(&mut body, |out| {
        out.object(HYPERVISOR, |out| {
            view.write(&hypervisor, loads.first().copied().unwrap_or_default(), out);
        });
    });
    Ok(Reply::ok(body))
}

/// The hypervisor whose number the path names.
fn find(call: &Call<'_>) -> Result<Hypervisor, Fault> {
    let text = call.param("id");
    let infrastructure = call.compute().infrastructure();
    let found = text.parse().ok().and_then(|id| infrastructure.find_hypervisor(id));
    found.cloned().ok_or_else(|| {
        let message = format!("Hypervisor with ID '{text}' could not be found.");
        Fault::new(StatusCode::NOT_FOUND, message)
    })
}
