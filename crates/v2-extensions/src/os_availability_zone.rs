//! Lets requests choose the availability zone or the host of a new server, and lists the zones.

use ferronova_juno::{truth::is_empty, zones};
use ferronova_v2::{Adds, Creation, Extension, Fault, Members, Reads, Route, StatusCode, handler};

ferronova_v2::register!(Extension {
    alias: "os-availability-zone",
    name: "AvailabilityZone",
    namespace: "http://docs.openstack.org/compute/ext/availabilityzone/api/v1.1",
    updated: "2012-12-21T00:00:00Z",
    description: "1. Add availability_zone to the Create Server v1.1 API.\n       2. Add availability zones describing.\n    ",
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/zones.yaml"),
            include_str!("../../../api-ref/v2/os-availability-zone.yaml"),
        ],
        on_create: Reads::new(&["availability_zone"], read_for_create),
        routes: &[
            Route::get("/os-availability-zone", handler!(zones::list))
                .ruled("compute_extension:availability_zone:list"),
            Route::get("/os-availability-zone/detail", handler!(zones::detail))
                .ruled("compute_extension:availability_zone:detail"),
        ],
        ..Adds::NOTHING
    },
});

fn read_for_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
    let Some(value) = members.get("availability_zone").filter(|it| !is_empty(it)) else {
        return Ok(());
    };
    let text = value.as_str().ok_or(Fault::plain(StatusCode::BAD_REQUEST))?;
    let (zone, host) = read(text)
        .ok_or(Fault::bad_request("Invalid input received: Unable to parse availability_zone"))?;
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    creation.new.availability_zone = some(zone);
    creation.new.forced_host = some(host);
    Ok(())
}

/// Returns the zone and the host in a text of the form `zone`, `zone:host` or `zone:host:node`; a
/// missing part is empty. The node is ignored, since a host has only one node. Returns `None` for
/// any other text, such as `zone::node`.
fn read(text: &str) -> Option<(&str, &str)> {
    let parts: Vec<&str> = text.split(':').collect();
    match parts[..] {
        [zone] => Some((zone, "")),
        [zone, host] => Some((zone, host)),
        [zone, host, _node] if !host.is_empty() => Some((zone, host)),
        _ => None,
    }
}
