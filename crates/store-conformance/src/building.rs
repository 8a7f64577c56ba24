//! Builders of valid servers, actions and networks. A test changes only the values that it is
//! about.

use ferronova_compute::{
    ActionEvent, Address, AddressKind, Change, Content, DeletionFilter, FloatingPool, ImageChange,
    Infrastructure, InstanceAction, Lock, LockedBy, Network, NetworkRequest, PowerState, Query,
    RequestId, Scope, Server, ServerFlavor, Servers, SideEffects, Store, Timestamp, VmState,
};
use uuid::Uuid;

use crate::{fill::Fill, wait};

/// The project that servers are in if a test does not choose another.
pub const PROJECT: &str = "de000000000000000000000000000001";

/// A project other than [`PROJECT`].
pub const OTHER_PROJECT: &str = "a1000000000000000000000000000001";

/// Returns the time this many seconds after the beginning of 2026-01-01 (UTC).
#[must_use]
pub fn second(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_767_225_600 + seconds)
}

#[must_use]
pub fn server(name: &str) -> Server {
    Server {
        id: Uuid::new_v4(),
        name: name.to_owned(),
        project_id: PROJECT.to_owned(),
        user_id: "5e000000000000000000000000000001".to_owned(),
        created: second(0),
        updated: second(0),
        vm_state: VmState::Active,
        power_state: PowerState::Running,
        progress: 100,
        flavor: ServerFlavor::unknown("1"),
        reservation_id: "r-00000001".to_owned(),
        ..Server::default()
    }
}

/// Returns the server as it is after it was deleted at this time.
#[must_use]
pub fn deleted(server: Server, at: Timestamp) -> Server {
    Server {
        vm_state: VmState::Deleted,
        deleted_at: Some(at),
        terminated_at: Some(at.whole_second()),
        addresses: Vec::new(),
        ..server
    }
}

#[must_use]
pub fn lock(holder: LockedBy) -> Lock {
    Lock {
        user_id: Some("5e000000000000000000000000000001".to_owned()),
        project_id: Some(PROJECT.to_owned()),
        locked_at: Some(second(0)),
        ..bare_lock(true, Some(holder))
    }
}

/// Makes a lock that has only a flag and a holder, which may disagree.
#[must_use]
pub fn bare_lock(is_set: bool, holder: Option<LockedBy>) -> Lock {
    Lock { is_set, holder, ..Lock::default() }
}

#[must_use]
pub fn action(name: &str) -> InstanceAction {
    InstanceAction {
        action: name.to_owned(),
        request_id: Some(RequestId(Uuid::from_u128(7)).to_string()),
        user_id: "someone".to_owned(),
        project_id: PROJECT.to_owned(),
        start_time: second(0),
        message: None,
        events: Vec::new(),
    }
}

/// Makes an event that began at this time and has not ended.
#[must_use]
pub fn begun(event: &str, start_time: Timestamp) -> ActionEvent {
    ActionEvent {
        event: event.to_owned(),
        start_time,
        finish_time: None,
        result: None,
        traceback: None,
        details: None,
    }
}

/// Makes a network with this block of addresses. Its id depends only on the block.
#[must_use]
pub fn network(cidr: &str) -> Network {
    let digits = cidr.bytes().fold(1, |sum: u128, it| (sum << 7) ^ u128::from(it));
    Network {
        id: Uuid::from_u128(digits),
        name: format!("net-{cidr}"),
        subnet_id: Uuid::from_u128(digits + 1),
        cidr: cidr.parse().unwrap(),
    }
}

/// Makes a pool of floating addresses with this block of addresses.
#[must_use]
pub fn pool(cidr: &str) -> FloatingPool {
    let Network { id, name, cidr, .. } = network(cidr);
    FloatingPool { id, name, cidr }
}

#[must_use]
pub fn address(network: &Network, ip: &str) -> Address {
    Address {
        network_id: network.id,
        label: network.name.clone(),
        ip: ip.parse().unwrap(),
        kind: AddressKind::Fixed,
        mac: "fa:16:3e:00:00:01".to_owned(),
    }
}

/// Makes a request for any address on a network.
#[must_use]
pub fn any_address(network: &Network) -> NetworkRequest {
    NetworkRequest { network_id: network.id, fixed_ip: None }
}

/// Makes a request for this address on a network.
#[must_use]
pub fn this_address(network: &Network, ip: &str) -> NetworkRequest {
    NetworkRequest { network_id: network.id, fixed_ip: Some(ip.parse().unwrap()) }
}

/// Loads content into a store that has these networks and nothing else.
pub fn with_networks(store: &dyn Store, networks: &[&Network]) {
    let networks = networks.iter().map(|it| (*it).clone()).collect();
    let infrastructure = Infrastructure { networks, ..Infrastructure::default() };
    wait(store.load(Content { infrastructure, ..Content::default() })).unwrap();
}

pub fn create<S: Fill + ?Sized>(store: &S, server: Server) -> Server {
    store.put(vec![server]).remove(0)
}

/// Creates a server with these requests for addresses.
pub fn create_on(
    store: &dyn Store,
    server: Server,
    requests: &[NetworkRequest],
) -> Result<Server, ferronova_compute::Error> {
    let change = Change { allocate: requests.to_vec(), ..Change::to(server) };
    wait(store.create(vec![change])).map(|mut it| it.remove(0).server)
}

/// Makes a change to `server` that also changes these images.
#[must_use]
pub fn change_with_images(server: Server, images: Vec<ImageChange>) -> Change {
    Change { side_effects: SideEffects { images, ..SideEffects::default() }, ..Change::to(server) }
}

/// Returns the id of the only server with this number, in any project.
pub fn id_of<S: Servers + ?Sized>(store: &S, number: u64) -> Uuid {
    let ids = wait(store.with_number(number, &Scope::All)).unwrap();
    assert_eq!(ids.len(), 1, "number {number}");
    ids[0]
}

/// Finds the server with this id, in any project.
pub fn find<S: Servers + ?Sized>(store: &S, id: Uuid) -> Option<Server> {
    wait(store.find(id, &Scope::All)).unwrap()
}

/// Returns a query for all servers of all projects, including deleted ones.
#[must_use]
pub fn everything() -> Query {
    Query { deletion: DeletionFilter::Any, ..Query::of(Scope::All) }
}

/// Returns the ids of the servers on a page, in its order.
pub fn ids<S: Servers + ?Sized>(store: &S, query: &Query) -> Vec<Uuid> {
    wait(store.page(query)).unwrap().into_iter().map(|it| it.id).collect()
}

/// Returns the names of the servers on a page, in its order.
pub fn names<S: Servers + ?Sized>(store: &S, query: &Query) -> Vec<String> {
    wait(store.page(query)).unwrap().into_iter().map(|it| it.name).collect()
}
