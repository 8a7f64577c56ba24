//! The states, host and times of a seed's server.

use ferronova_compute::{PowerState, Timestamp, VmState};
use serde_saphyr::Location;

use super::{error::Wrong, format::ServerEntry, scalar::Nullable, world::World};

/// The states, host and times of a server. Values that the seed leaves out are derived from the
/// values that it gives.
pub(super) struct Situation {
    pub(super) vm_state: VmState,
    pub(super) power_state: PowerState,
    pub(super) created: Timestamp,
    pub(super) launched_at: Option<Timestamp>,
    pub(super) terminated_at: Option<Timestamp>,
    pub(super) deleted_at: Option<Timestamp>,
    pub(super) host: Option<String>,
    pub(super) node: Option<String>,
}

impl Situation {
    pub(super) fn read(
        entry: &ServerEntry,
        at: Location,
        world: &World<'_>,
    ) -> Result<Self, Wrong> {
        let is_deleted = entry.deleted_at.is_some();
        let usual = if is_deleted { VmState::Deleted } else { VmState::Active };
        let vm_state = entry.vm_state.map_or(usual, |it| it.0);
        let created = entry.created.map_or(world.time, |it| it.0).whole_second();
        let launched_at = match &entry.launched_at {
            Nullable::Missing => has_run(vm_state).then_some(created),
            Nullable::Null => None,
            Nullable::Value(time) => Some(time.0),
        };
        let usual_end = (vm_state == VmState::Deleted).then(|| created.max(world.time));
        let deleted_at = entry.deleted_at.map(|it| it.0).or(usual_end);
        let terminated_at = entry.terminated_at.map(|it| it.0).or(usual_end.and(deleted_at));
        let (host, node) = choose_host(entry, vm_state, launched_at, world)?;
        if deleted_at.is_some() && !(entry.addresses.is_empty() && entry.networks.is_empty()) {
            let what = "a deleted server has no addresses; remove `addresses` and `networks`";
            return Err(Wrong::at(at, what));
        }
        if entry.node.is_some() && host.is_none() {
            return Err(Wrong::at(at, "a server with a `node` needs a `host`"));
        }
        Ok(Self {
            vm_state,
            power_state: entry.power_state.map_or(default_power_state(vm_state), |it| it.0),
            created,
            launched_at,
            terminated_at: terminated_at.map(Timestamp::whole_second),
            deleted_at,
            host,
            node,
        })
    }
}

/// Returns the host and node of a server. By default they are those of the first hypervisor if the
/// server ever ran and is not offloaded, else `None`.
fn choose_host(
    entry: &ServerEntry,
    vm_state: VmState,
    launched_at: Option<Timestamp>,
    world: &World<'_>,
) -> Result<(Option<String>, Option<String>), Wrong> {
    let surroundings = world.surroundings;
    let hypervisor = match &entry.host {
        Nullable::Value(host) => Some(surroundings.find_hypervisor(host)?),
        Nullable::Null => None,
        Nullable::Missing if launched_at.is_none() || vm_state == VmState::ShelvedOffloaded => None,
        Nullable::Missing => surroundings.infrastructure.hypervisors.first(),
    };
    let host = hypervisor.map(|it| it.host.clone());
    let node = entry.node.as_ref().map(|it| it.0.0.clone());
    Ok((host, node.or_else(|| hypervisor.map(|it| it.hostname.clone()))))
}

/// Whether a server in this state is assumed to have run at least once.
fn has_run(vm_state: VmState) -> bool {
    match vm_state {
        VmState::Building | VmState::Error => false,
        VmState::Active
        | VmState::Paused
        | VmState::Suspended
        | VmState::Stopped
        | VmState::Rescued
        | VmState::Resized
        | VmState::SoftDeleted
        | VmState::Deleted
        | VmState::Shelved
        | VmState::ShelvedOffloaded => true,
    }
}

/// The default power state of a server in this state.
fn default_power_state(vm_state: VmState) -> PowerState {
    match vm_state {
        VmState::Active | VmState::Rescued | VmState::Resized => PowerState::Running,
        VmState::Paused => PowerState::Paused,
        VmState::Suspended => PowerState::Suspended,
        VmState::Stopped | VmState::SoftDeleted | VmState::Shelved | VmState::ShelvedOffloaded => {
            PowerState::Shutdown
        }
        VmState::Building | VmState::Error | VmState::Deleted => PowerState::NoState,
    }
}
