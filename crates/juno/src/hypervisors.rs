//! `/os-hypervisors`: the machines that run servers, and their load.

mod list;
mod servers;
mod uptime;
mod view;

pub use list::{detail, list, search, statistics};
pub use servers::servers;
pub use uptime::uptime;
pub use view::{KEYS, OptionalKeys, OptionalKeysFn};

use ferronova_compute::Hypervisor;
use ferronova_extend::{Call, Key, object};
use ferronova_http::{Failure, Fault, Reply, StatusCode};

use view::HypervisorView;

const HYPERVISOR: Key = Key::new("hypervisor");

/// `GET /os-hypervisors/{id}`
pub async fn show(call: Call<'_>, optional: OptionalKeysFn) -> Result<Reply, Failure> {
    let hypervisor = find(&call).await?;
    let loads = call.compute().hypervisor_loads(std::slice::from_ref(&hypervisor)).await?;
    let view = HypervisorView::new(&call, optional(&call));
    Ok(Reply::ok(object(|out| {
        out.object(HYPERVISOR, |out| {
            view.write(&hypervisor, loads.first().copied().unwrap_or_default(), out);
        });
    })))
}

/// Finds the hypervisor whose id is the number in the path.
async fn find(call: &Call<'_>) -> Result<Hypervisor, Failure> {
    let text = call.param("id");
    let found = match text.parse() {
        Ok(id) => call.compute().find_hypervisor(id).await?,
        Err(_) => None,
    };
    let not_found = || {
        let message = format!("Hypervisor with ID '{text}' could not be found.");
        Fault::new(StatusCode::NOT_FOUND, message)
    };
    Ok(found.ok_or_else(not_found)?)
}
