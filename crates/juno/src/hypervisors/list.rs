//! Lists of hypervisors, and statistics over all of them.

use ferronova_compute::{Hypervisor, Infrastructure};
use ferronova_extend::{Call, Key, object};
use ferronova_http::{Failure, Fault, Reply, StatusCode};

use super::{
    OptionalKeys, OptionalKeysFn,
    view::{HypervisorView, write_brief, write_statistics},
};

pub(super) const HYPERVISORS: Key = Key::new("hypervisors");
const HYPERVISOR_STATISTICS: Key = Key::new("hypervisor_statistics");

/// `GET /os-hypervisors`
#[must_use]
pub fn list(call: &Call<'_>, optional: OptionalKeysFn) -> Reply {
    brief(in_order(&call.compute().infrastructure()), optional(call))
}

/// `GET /os-hypervisors/detail`
pub async fn detail(call: Call<'_>, optional: OptionalKeysFn) -> Result<Reply, Failure> {
    let infrastructure = call.compute().infrastructure();
    let hypervisors = in_order(&infrastructure);
    let loads = call.compute().hypervisor_loads(&hypervisors).await?;
    let view = HypervisorView::new(&call, optional(&call));
    Ok(Reply::ok(object(|out| {
        out.list(HYPERVISORS, hypervisors.into_iter().zip(loads), |(hypervisor, load), out| {
            view.write(hypervisor, load, out);
        });
    })))
}

/// `GET /os-hypervisors/statistics`: sums over the hypervisors that are not disabled.
pub async fn statistics(call: Call<'_>) -> Result<Reply, Failure> {
    let infrastructure = call.compute().infrastructure();
    let mut hypervisors = in_order(&infrastructure);
    hypervisors.retain(|it| it.disabled_reason.is_none());
    let loads = call.compute().hypervisor_loads(&hypervisors).await?;
    Ok(Reply::ok(object(|out| {
        out.object(HYPERVISOR_STATISTICS, |out| {
            write_statistics(hypervisors.into_iter().zip(loads), out);
        });
    })))
}

/// `GET /os-hypervisors/{pattern}/search`: the hypervisors whose host name contains the pattern.
///
/// # Errors
///
/// 404 if no host name contains the pattern.
pub fn search(call: &Call<'_>, optional: OptionalKeysFn) -> Result<Reply, Failure> {
    Ok(brief(matching(call, &call.compute().infrastructure())?, optional(call)))
}

fn brief(hypervisors: Vec<&Hypervisor>, optional: OptionalKeys) -> Reply {
    Reply::ok(object(|out| {
        out.list(HYPERVISORS, hypervisors, |it, out| write_brief(it, optional, out));
    }))
}

fn in_order(infrastructure: &Infrastructure) -> Vec<&Hypervisor> {
    let mut hypervisors: Vec<&Hypervisor> = infrastructure.hypervisors.iter().collect();
    hypervisors.sort_by_key(|it| it.id);
    hypervisors
}

/// The hypervisors whose host name contains the pattern in the path, ignoring case.
///
/// # Errors
///
/// 404 if no host name contains the pattern.
pub(super) fn matching<'i>(
    call: &Call<'_>,
    infrastructure: &'i Infrastructure,
) -> Result<Vec<&'i Hypervisor>, Fault> {
    let pattern = call.param("id");
    let mut hypervisors = in_order(infrastructure);
    let lower = pattern.to_lowercase();
    hypervisors.retain(|it| it.hostname.to_lowercase().contains(&lower));
    if hypervisors.is_empty() {
        let message = format!("No hypervisor matching '{pattern}' could be found.");
        return Err(Fault::new(StatusCode::NOT_FOUND, message));
    }
    Ok(hypervisors)
}
