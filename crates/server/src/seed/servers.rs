//! The servers of a seed.

use std::collections::{BTreeMap, HashMap, HashSet};

use ferronova_compute::{DiskConfig, InstanceAction, Scratch, Server, ServerFault, Timestamp};
use serde_saphyr::{Location, Spanned};
use uuid::Uuid;

use super::{
    actions::read_actions,
    addresses::AddressBook,
    details::read_details,
    error::Wrong,
    format::{FaultEntry, Reference, ServerEntry},
    migration::read_migration,
    names::{Names, derived_id},
    server_groups::find_server_group,
    server_owner::{Owner, read_lock},
    server_state::Situation,
    world::World,
};

/// A server and its actions, oldest first.
type WithActions = (Server, Vec<InstanceAction>);

/// The servers of a seed, and the `Scratch` of each server that has one.
#[derive(Default)]
pub(super) struct SeededServers {
    pub(super) servers: Vec<WithActions>,
    pub(super) scratches: BTreeMap<Uuid, Scratch>,
}

/// Reads all servers.
pub(super) fn read_servers(
    entries: Vec<Spanned<ServerEntry>>,
    world: &World<'_>,
) -> Result<SeededServers, Wrong> {
    let mut taken = Taken::default();
    let mut seeded = SeededServers::default();
    let mut wishes = Vec::new();
    for Spanned { value: entry, referenced: at, .. } in entries {
        let ReadServer { server, actions, scratch, networks } =
            read_server(entry, at, world, &mut taken)?;
        if !networks.is_empty() {
            wishes.push((seeded.servers.len(), networks));
        }
        if scratch != Scratch::default() {
            seeded.scratches.insert(server.id, scratch);
        }
        seeded.servers.push((server, actions));
    }
    for (index, networks) in wishes {
        let Some((server, _)) = seeded.servers.get_mut(index) else { continue };
        for network in networks {
            server.addresses.push(taken.addresses.next_free(&network, world.surroundings)?);
        }
    }
    Ok(seeded)
}

/// What the entry of a server says.
struct ReadServer {
    server: Server,
    actions: Vec<InstanceAction>,
    scratch: Scratch,
    /// The networks on which the server still needs an address.
    networks: Vec<Reference>,
}

/// Reads one server.
///
/// This function is longer than a screen because a server has many fields, one per line.
fn read_server(
    mut entry: ServerEntry,
    at: Location,
    world: &World<'_>,
    taken: &mut Taken,
) -> Result<ReadServer, Wrong> {
    let situation = Situation::read(&entry, at, world)?;
    let owner = Owner::read(&entry.project, entry.user.as_ref(), world.people)?;
    let id = entry.id.as_ref().map(|it| it.0);
    let id = taken.ids.id(id, owner.project_id, &entry.name.0.0, at)?;
    let details = read_details(&mut entry, id, at, world)?;
    let lock = entry.lock.map(|it| read_lock(it, &owner, situation.created, world)).transpose()?;
    let lock = lock.unwrap_or_default();
    let task_state = entry.task_state.map(|it| it.0);
    let scratch = read_migration(entry.migration, situation.vm_state, task_state, world)?;
    let fault = entry.fault.map(|it| read_fault(it, situation.created));
    let actions = read_actions(entry.actions, &owner, situation.created, world)?;
    let number = match entry.number {
        Some(Spanned { value, referenced, .. }) => taken.ids.number(value.0.0, referenced)?,
        None => 0,
    };
    let server = Server {
        number,
        project_id: owner.project_id.to_owned(),
        user_id: owner.user_id.to_owned(),
        created: situation.created,
        updated: entry
            .updated
            .map_or_else(|| latest(&situation, lock.locked_at, &actions), |it| it.0.whole_second()),
        launched_at: situation.launched_at,
        terminated_at: situation.terminated_at,
        deleted_at: situation.deleted_at,
        vm_state: situation.vm_state,
        task_state,
        power_state: situation.power_state,
        lock,
        progress: entry.progress.and_then(|it| u8::try_from(it.0.0).ok()).unwrap_or(0),
        fault,
        metadata: entry.metadata.into_iter().map(|(key, it)| (key, it.into())).collect(),
        system_metadata: entry.system_metadata,
        addresses: taken.addresses.read(entry.addresses, world.surroundings)?,
        access_ipv4: entry.access_ipv4.map(|it| it.0),
        access_ipv6: entry.access_ipv6.map(|it| it.0),
        host: situation.host,
        node: situation.node,
        availability_zone: entry.availability_zone.map(|it| it.0.0),
        key_name: entry.key_name.map(|it| it.0.0),
        security_groups: entry.security_groups.map_or_else(
            || vec!["default".to_owned()],
            |it| it.into_iter().map(|it| it.0.0).collect(),
        ),
        user_data: entry.user_data.map(|it| it.0.0),
        config_drive: entry.config_drive.is_some_and(|it| it.0),
        disk_config: entry.disk_config.map_or(DiskConfig::Manual, |it| it.0),
        reservation_id: entry.reservation_id.map_or_else(|| reservation_id(id), |it| it.0.0),
        server_group: find_server_group(entry.server_group.as_ref(), &owner, world)?,
        ..details
    };
    Ok(ReadServer { server, actions, scratch, networks: entry.networks })
}

fn read_fault(entry: FaultEntry, created: Timestamp) -> ServerFault {
    ServerFault {
        code: entry.code.map_or(500, |it| it.0.0),
        created: entry.created.map_or(created, |it| it.0.whole_second()),
        message: entry.message,
        details: entry.details,
    }
}

/// Returns the latest time that the seed gives for a server.
fn latest(
    situation: &Situation,
    locked_at: Option<Timestamp>,
    actions: &[InstanceAction],
) -> Timestamp {
    let events = actions.iter().flat_map(|it| &it.events);
    [situation.launched_at, situation.terminated_at, situation.deleted_at, locked_at]
        .into_iter()
        .flatten()
        .chain(actions.iter().map(|it| it.start_time))
        .chain(events.map(|it| it.finish_time.unwrap_or(it.start_time)))
        .fold(situation.created, Timestamp::max)
        .whole_second()
}

/// Derives a reservation id from the id of a server: `r-` and eight characters.
fn reservation_id(id: Uuid) -> String {
    let text = derived_id("reservation", &id.to_string()).simple().to_string();
    format!("r-{}", text.chars().take(8).collect::<String>())
}

/// What must be unique among servers.
#[derive(Default)]
struct Taken {
    ids: Ids,
    addresses: AddressBook,
}

/// The ids and numbers in use.
struct Ids {
    names: Names,
    numbers: HashSet<u64>,
    /// Number of servers by project and name.
    namesakes: HashMap<String, usize>,
}

impl Default for Ids {
    fn default() -> Self {
        let names = Names::of("server");
        Self { names, numbers: HashSet::new(), namesakes: HashMap::new() }
    }
}

impl Ids {
    /// Returns the id of the next server. A derived id depends on the project, the name, and the
    /// number of earlier servers with the same project and name.
    fn id(
        &mut self,
        given: Option<Uuid>,
        project_id: &str,
        name: &str,
        at: Location,
    ) -> Result<Uuid, Wrong> {
        let full_name = format!("{project_id}/{name}");
        let namesakes = self.namesakes.entry(full_name.clone()).or_default();
        let derived = || derived_id("server", &format!("{full_name}/{namesakes}"));
        let id = given.unwrap_or_else(derived);
        *namesakes += 1;
        self.names.add(id.to_string(), name, at)?;
        Ok(id)
    }

    fn number(&mut self, number: u64, at: Location) -> Result<u64, Wrong> {
        if self.numbers.insert(number) {
            return Ok(number);
        }
        Err(Wrong::at(at, format!("another server has the number {number}")))
    }
}
