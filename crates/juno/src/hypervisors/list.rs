//! Lists of hypervisors, and statistics over all of them.

use ferronova_compute::Hypervisor;
use ferronova_extend::{Call, Key, object};
use ferronova_http::{Failure, Fault, Reply, StatusCode};

use super::{
    OptionalKeys, OptionalKeysFn,
    view::{HypervisorView, write_brief, write_statistics},
};

pub(super) const HYPERVISORS: Key = Key::new("hypervisors");
const HYPERVISOR_STATISTICS: Key = Key::new("hypervisor_statistics");

/// `GET /os-hypervisors`
pub async fn list(call: Call<'_>, optional: OptionalKeysFn) -> Result<Reply, Failure> {
    Ok(brief(&in_order(&call).await?, optional(&call)))
}

/// `GET /os-hypervisors/detail`
pub async fn detail(call: Call<'_>, optional: OptionalKeysFn) -> Result<Reply, Failure> {
    let hypervisors = in_order(&call).await?;
    let loads = call.compute().hypervisor_loads(&hypervisors).await?;
    let view = HypervisorView::new(&call, optional(&call));
    Ok(Reply::ok(object(|out| {
        out.list(HYPERVISORS, hypervisors.iter().zip(loads), |(hypervisor, load), out| {
            view.write(hypervisor, load, out);
        });
    })))
}

/// `GET /os-hypervisors/statistics`: sums over the hypervisors that are not disabled.
pub async fn statistics(call: Call<'_>) -> Result<Reply, Failure> {
    let mut hypervisors = in_order(&call).await?;
    hypervisors.retain(|it| it.disabled_reason.is_none());
    let loads = call.compute().hypervisor_loads(&hypervisors).await?;
    Ok(Reply::ok(object(|out| {
        out.object(HYPERVISOR_STATISTICS, |out| {
            write_statistics(hypervisors.iter().zip(loads), out);
        });
    })))
}

/// `GET /os-hypervisors/{pattern}/search`: the hypervisors whose host name contains the pattern.
///
/// # Errors
///
/// 404 if no host name contains the pattern.
pub async fn search(call: Call<'_>, optional: OptionalKeysFn) -> Result<Reply, Failure> {
    Ok(brief(&matching(&call).await?, optional(&call)))
}

fn brief(hypervisors: &[Hypervisor], optional: OptionalKeys) -> Reply {
    Reply::ok(object(|out| {
        out.list(HYPERVISORS, hypervisors, |it, out| write_brief(it, optional, out));
    }))
}

async fn in_order(call: &Call<'_>) -> Result<Vec<Hypervisor>, Failure> {
    let mut hypervisors = call.compute().hypervisors().await?;
    hypervisors.sort_by_key(|it| it.id);
    Ok(hypervisors)
}

/// The hypervisors whose host name contains the pattern in the path, ignoring case.
///
/// # Errors
///
/// 404 if no host name contains the pattern.
pub(super) async fn matching(call: &Call<'_>) -> Result<Vec<Hypervisor>, Failure> {
    let pattern = call.param("id");
    let mut hypervisors = in_order(call).await?;
    let lower = pattern.to_lowercase();
    hypervisors.retain(|it| it.hostname.to_lowercase().contains(&lower));
    if hypervisors.is_empty() {
        let message = format!("No hypervisor matching '{pattern}' could be found.");
        return Err(Fault::new(StatusCode::NOT_FOUND, message).into());
    }
    Ok(hypervisors)
}
