//! Rules of reading flavors, networks, hypervisors and pools of floating addresses.

use ferronova_compute::{
    Content, Flavor, Hypervisor, Infrastructure, Network, PortFuture, Slice, Store, StoreError,
};
use uuid::Uuid;

use crate::{
    building::{network, pool},
    loading::full_infrastructure,
    wait,
};

pub fn a_flavor_is_found_by_its_id(store: &dyn Store) {
    let flavors = vec![flavor(1), flavor(2)];
    with(store, Infrastructure { flavors, ..Infrastructure::default() });

    assert_eq!(wait(store.find_flavor("f-2")).unwrap(), Some(flavor(2)));
    assert_eq!(wait(store.find_flavor("F-2")).unwrap(), None);
    assert_eq!(wait(store.find_flavor("")).unwrap(), None);
}

pub fn a_network_is_found_by_its_id(store: &dyn Store) {
    let networks = vec![network("10.0.0.0/8"), network("fd00::/64")];
    let two = networks[1].clone();
    with(store, Infrastructure { networks, ..Infrastructure::default() });

    assert_eq!(wait(store.find_network(two.id)).unwrap(), Some(two));
    assert_eq!(wait(store.find_network(Uuid::nil())).unwrap(), None);
}

pub fn a_hypervisor_is_found_by_its_number(store: &dyn Store) {
    let hypervisors = vec![hypervisor(7), hypervisor(2)];
    with(store, Infrastructure { hypervisors, ..Infrastructure::default() });

    assert_eq!(wait(store.find_hypervisor(2)).unwrap(), Some(hypervisor(2)));
    assert_eq!(wait(store.find_hypervisor(1)).unwrap(), None);
}

pub fn the_hypervisors_of_a_host_are_found(store: &dyn Store) {
    let second = Hypervisor { id: 3, ..hypervisor(2) };
    let hypervisors = vec![hypervisor(2), hypervisor(1), second.clone()];
    with(store, Infrastructure { hypervisors, ..Infrastructure::default() });

    assert_eq!(wait(store.hypervisors_of("host-2")).unwrap(), [hypervisor(2), second]);
    assert_eq!(wait(store.hypervisors_of("host-3")).unwrap(), []);
}

/// The order of the content stays, since a request that names no network gets the first one.
pub fn slices_of_the_infrastructure_are_the_whole_in_its_order(store: &dyn Store) {
    const ITEMS: u32 = 2500;
    let networks: Vec<Network> = (0..ITEMS).rev().map(numbered_network).collect();
    let flavors: Vec<Flavor> = (0..ITEMS).rev().map(flavor).collect();
    let hypervisors: Vec<Hypervisor> = (0..ITEMS).rev().map(hypervisor).collect();
    let content = Infrastructure {
        flavors: flavors.clone(),
        networks: networks.clone(),
        hypervisors: hypervisors.clone(),
        ..Infrastructure::default()
    };

    with(store, content);

    assert_eq!(whole(|after| store.flavors(after)), flavors);
    assert_eq!(whole(|after| store.networks(after)), networks);
    assert_eq!(whole(|after| store.hypervisors(after)), hypervisors);
}

/// Content can be replaced by shorter content while a list of it is read.
pub fn behind_the_end_of_the_infrastructure_is_nothing(store: &dyn Store) {
    with(store, full_infrastructure());

    for after in [2, u64::MAX] {
        let end = Slice { items: Vec::new(), next: None };
        assert_eq!(wait(store.flavors(Some(after))).unwrap(), end);
    }
}

pub fn the_pools_are_those_of_the_content_in_its_order(store: &dyn Store) {
    let floating_pools = vec![pool("192.0.2.0/24"), pool("172.24.4.0/24")];
    with(
        store,
        Infrastructure { floating_pools: floating_pools.clone(), ..Infrastructure::default() },
    );

    assert_eq!(wait(store.floating_pools()).unwrap(), floating_pools);
}

pub fn an_empty_store_has_no_flavors_networks_and_hypervisors(store: &dyn Store) {
    assert_eq!(whole(|after| store.flavors(after)), []);
    assert_eq!(whole(|after| store.networks(after)), []);
    assert_eq!(whole(|after| store.hypervisors(after)), []);
    assert_eq!(wait(store.floating_pools()).unwrap(), []);
}

fn with(store: &dyn Store, infrastructure: Infrastructure) {
    wait(store.load(Content { infrastructure, ..Content::default() })).unwrap();
}

/// Puts the slices of a list together.
fn whole<'a, T>(
    read: impl Fn(Option<u64>) -> PortFuture<'a, Result<Slice<T>, StoreError>>,
) -> Vec<T> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let Slice { items, next } = wait(read(after)).unwrap();
        all.extend(items);
        if next.is_none() {
            return all;
        }
        assert!(next > after);
        after = next;
    }
}

fn flavor(n: u32) -> Flavor {
    let flavor = full_infrastructure().flavors.remove(0);
    Flavor { id: format!("f-{n}"), ..flavor }
}

fn hypervisor(n: u32) -> Hypervisor {
    let hypervisor = full_infrastructure().hypervisors.remove(0);
    Hypervisor { id: n.into(), host: format!("host-{n}"), ..hypervisor }
}

fn numbered_network(n: u32) -> Network {
    Network { id: Uuid::from_u128(n.into()), ..network("10.0.0.0/8") }
}
