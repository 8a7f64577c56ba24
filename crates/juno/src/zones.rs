//! `/os-availability-zone`: the availability zones of the hypervisors.

use ferronova_compute::{Hypervisor, Timestamp};
use ferronova_extend::{Call, Fields, Key, object, write_object};
use ferronova_http::{Failure, Reply};

const INFO: Key = Key::new("availabilityZoneInfo");
const ZONE_NAME: Key = Key::new("zoneName");
const ZONE_STATE: Key = Key::new("zoneState");
const HOSTS: Key = Key::new("hosts");
const NOVA_COMPUTE: Key = Key::new("nova-compute");
const AVAILABLE: Key = Key::new("available");
const ACTIVE: Key = Key::new("active");
const UPDATED_AT: Key = Key::new("updated_at");

/// `GET /os-availability-zone`: the zones.
pub async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    let hypervisors = call.compute().hypervisors().await?;
    Ok(answer(&Zone::all(&hypervisors), |_, out| write_no_hosts(out)))
}

/// `GET /os-availability-zone/detail`: the zones; an available zone has a list of its hosts.
pub async fn detail(call: Call<'_>) -> Result<Reply, Failure> {
    let hypervisors = call.compute().hypervisors().await?;
    let now = call.compute().now();
    Ok(answer(&Zone::all(&hypervisors), |zone, out| {
        if zone.is_available() {
            zone.write_hosts(now, out);
        } else {
            write_no_hosts(out);
        }
    }))
}

/// A zone with its enabled hypervisors, whether they are up or down.
struct Zone<'a> {
    name: &'a str,
    enabled: Vec<&'a Hypervisor>,
}

impl<'a> Zone<'a> {
    /// Returns the available zones, then the unavailable zones. Within each of these groups, zones
    /// are in the order of their first hypervisors.
    fn all(hypervisors: &'a [Hypervisor]) -> Vec<Self> {
        let mut zones: Vec<Self> = Vec::new();
        for hypervisor in hypervisors {
            let at = zones.iter().position(|it| it.name == hypervisor.zone);
            let enabled = hypervisor.disabled_reason.is_none().then_some(hypervisor);
            match at.and_then(|at| zones.get_mut(at)) {
                Some(zone) => zone.enabled.extend(enabled),
                None => zones
                    .push(Self { name: &hypervisor.zone, enabled: enabled.into_iter().collect() }),
            }
        }
        zones.sort_by_key(|it| !it.is_available());
        zones
    }

    fn is_available(&self) -> bool {
        !self.enabled.is_empty()
    }

    fn write_hosts(&self, now: Timestamp, out: &mut Fields<'_>) {
        out.object(HOSTS, |out| {
            for hypervisor in &self.enabled {
                out.named(&hypervisor.host, |buffer| {
                    write_object(buffer, |out| {
                        out.object(NOVA_COMPUTE, |out| write_service(hypervisor, now, out));
                    });
                });
            }
        });
    }
}

/// Writes the state of a host's service. A host that is up counts as seen just now; for a host that
/// is down, the time is unknown.
fn write_service(hypervisor: &Hypervisor, now: Timestamp, out: &mut Fields<'_>) {
    out.field(AVAILABLE, &hypervisor.is_up)
        .field(ACTIVE, &hypervisor.disabled_reason.is_none())
        .time_with_micros(UPDATED_AT, hypervisor.is_up.then(|| now.whole_second()));
}

fn write_no_hosts(out: &mut Fields<'_>) {
    out.field(HOSTS, &());
}

fn answer(zones: &[Zone<'_>], write_hosts: impl Fn(&Zone<'_>, &mut Fields<'_>)) -> Reply {
    Reply::ok(object(|out| {
        out.list(INFO, zones, |zone, out| {
            out.field(ZONE_NAME, zone.name).object(ZONE_STATE, |out| {
                out.field(AVAILABLE, &zone.is_available());
            });
            write_hosts(zone, out);
        });
    }))
}
