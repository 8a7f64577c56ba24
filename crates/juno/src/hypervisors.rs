//! `/os-hypervisors`: the machines that run servers, and their load.

mod list;
mod servers;
mod uptime;
mod view;

pub use list::{detail, list, search, statistics};
pub use servers::servers;
pub use uptime::uptime;
pub use view::{KEYS, OptionalKeys, OptionalKeysFn};

use ferronova_compute::{Hypervisor, Infrastructure};
use ferronova_extend::{Call, Key, object};
use ferronova_http::{Failure, Fault, Reply, StatusCode};

use view::HypervisorView;

const HYPERVISOR: Key = Key::new("hypervisor");

/// `GET /os-hypervisors/{id}`
pub async fn show(call: Call<'_>, optional: OptionalKeysFn) -> Result<Reply, Failure> {
    let infrastructure = call.compute().infrastructure();
    let hypervisor = find(&call, &infrastructure)?;
    let loads = call.compute().hypervisor_loads(&[hypervisor]).await?;
    let view = HypervisorView::new(&call, optional(&call));
    Ok(Reply::ok(object(|out| {
        out.object(HYPERVISOR, |out| {
            view.write(hypervisor, loads.first().copied().unwrap_or_default(), out);
        });
    })))
}

/// Finds the hypervisor whose id is the number in the path.
fn find<'i>(call: &Call<'_>, infrastructure: &'i Infrastructure) -> Result<&'i Hypervisor, Fault> {
    let text = call.param("id");
    let found = text.parse().ok().and_then(|id| infrastructure.find_hypervisor(id));
    found.ok_or_else(|| {
        let message = format!("Hypervisor with ID '{text}' could not be found.");
        Fault::new(StatusCode::NOT_FOUND, message)
    })
}
