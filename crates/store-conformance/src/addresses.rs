//! Rules of fixed addresses.

use std::collections::BTreeSet;

use ferronova_compute::{
    AddressError, AddressKind, Change, Decision, Error, NetworkError, NetworkRequest, Scope,
    Scratch, Server, Store,
};

use crate::{
    building::{
        address, any_address, create_on, deleted, find, network, second, server, this_address,
        with_networks,
    },
    wait,
};

pub fn a_request_for_any_address_gets_a_free_one_of_the_network(store: &dyn Store) {
    let (private, public) = (network("10.0.0.0/24"), network("fd00::/64"));
    with_networks(store, &[&private, &public]);

    let requests = [any_address(&private), any_address(&public)];
    let one = create_on(store, server("one"), &requests).unwrap();
    let two = create_on(store, server("two"), &requests).unwrap();

    assert_eq!(find(store, one.id), Some(one.clone()));
    for it in [&one, &two] {
        assert_eq!(it.addresses.len(), 2);
        for (address, network) in it.addresses.iter().zip([&private, &public]) {
            assert_eq!((address.network_id, &address.label), (network.id, &network.name));
            assert_eq!(address.kind, AddressKind::Fixed);
            assert!(network.cidr.contains(address.ip));
            assert_ne!(address.ip, network.cidr.gateway());
        }
    }
    assert_ne!(one.addresses[0].ip, two.addresses[0].ip);
    assert_ne!(one.addresses[1].ip, two.addresses[1].ip);
}

pub fn a_request_for_a_certain_address_gets_it(store: &dyn Store) {
    let private = network("10.0.0.0/24");
    with_networks(store, &[&private]);

    let request = this_address(&private, "10.0.0.77");
    let it = create_on(store, server("web"), &[request]).unwrap();

    assert_eq!(it.addresses[0].ip.to_string(), "10.0.0.77");
}

/// On two networks, the same IP address counts as two addresses.
pub fn an_address_that_another_server_has_is_refused(store: &dyn Store) {
    let (private, wider) = (network("10.0.0.0/24"), network("10.0.0.0/8"));
    with_networks(store, &[&private, &wider]);
    let request = this_address(&private, "10.0.0.77");
    create_on(store, server("first"), std::slice::from_ref(&request)).unwrap();

    let second = create_on(store, server("second"), std::slice::from_ref(&request));

    assert_refused(second, &AddressError::InUse(request));
    create_on(store, server("third"), &[this_address(&wider, "10.0.0.77")]).unwrap();
}

pub fn an_address_outside_of_the_network_is_refused(store: &dyn Store) {
    let private = network("10.0.0.0/24");
    with_networks(store, &[&private]);

    for ip in ["10.0.1.1", "fd00::2"] {
        let request = this_address(&private, ip);
        let refused = create_on(store, server("web"), std::slice::from_ref(&request));
        assert_refused(refused, &AddressError::NotInNetwork(request));
    }
}

/// Tests a network that is too small for any server.
pub fn a_network_without_a_free_address_refuses(store: &dyn Store) {
    let tiny = network("10.0.0.0/31");
    with_networks(store, &[&tiny]);

    let refused = create_on(store, server("web"), &[any_address(&tiny)]);

    assert_refused(refused, &AddressError::Exhausted(any_address(&tiny)));
}

/// The order in which addresses are assigned and released does not matter.
pub fn every_address_of_a_network_is_assigned_before_it_is_exhausted(store: &dyn Store) {
    let small = network("10.0.0.0/28");
    with_networks(store, &[&small]);
    create_on(store, server("middle"), &[this_address(&small, "10.0.0.9")]).unwrap();

    for n in 1..small.cidr.hosts() {
        create_on(store, server(&format!("n-{n}")), &[any_address(&small)]).unwrap();
    }

    let refused = create_on(store, server("late"), &[any_address(&small)]);
    assert_refused(refused, &AddressError::Exhausted(any_address(&small)));
}

pub fn the_address_of_a_deleted_server_is_free(store: &dyn Store) {
    let private = network("10.0.0.0/24");
    with_networks(store, &[&private]);
    let request = this_address(&private, "10.0.0.77");
    let old = create_on(store, server("old"), std::slice::from_ref(&request)).unwrap();

    change(store, &old, |it| deleted(it, second(1)));

    create_on(store, server("new"), &[request]).unwrap();
}

pub fn the_address_that_a_change_drops_is_free(store: &dyn Store) {
    let private = network("10.0.0.0/24");
    with_networks(store, &[&private]);
    let request = this_address(&private, "10.0.0.77");
    let old = create_on(store, server("old"), std::slice::from_ref(&request)).unwrap();

    change(store, &old, |it| Server { addresses: Vec::new(), ..it });

    create_on(store, server("new"), &[request]).unwrap();
}

/// A server can be created with an address instead of requesting one. That address must be free,
/// too.
pub fn an_address_in_a_change_must_be_free(store: &dyn Store) {
    let private = network("10.0.0.0/24");
    with_networks(store, &[&private]);
    let request = this_address(&private, "10.0.0.77");
    create_on(store, server("first"), std::slice::from_ref(&request)).unwrap();
    let mut second = server("second");
    second.addresses.push(address(&private, "10.0.0.77"));
    let mut third = server("third");
    third.addresses.push(address(&private, "10.0.0.78"));

    let refused = create_on(store, second, &[]);
    create_on(store, third, &[]).unwrap();

    assert_refused(refused, &AddressError::InUse(request));
    let request = this_address(&private, "10.0.0.78");
    let refused = create_on(store, server("fourth"), std::slice::from_ref(&request));
    assert_refused(refused, &AddressError::InUse(request));
}

/// An existing server can request further addresses, like a new server.
pub fn a_change_can_request_addresses(store: &dyn Store) {
    let private = network("10.0.0.0/29");
    with_networks(store, &[&private]);
    let it = create_on(store, server("web"), &[any_address(&private)]).unwrap();
    let add = |server: &Server, _: &Scratch| {
        let allocate = vec![any_address(&private)];
        let change = Change { allocate, ..Change::to(server.clone()) };
        Ok(Decision::Write(Box::new(change)))
    };

    let changed = wait(store.change(it.id, &Scope::All, &add)).unwrap().server;

    assert_eq!(changed.addresses.len(), 2);
    assert_eq!(changed.addresses[0], it.addresses[0]);
    assert_ne!(changed.addresses[0].ip, changed.addresses[1].ip);
    assert_ne!(changed.addresses[0].mac, changed.addresses[1].mac);
    assert_eq!(find(store, it.id), Some(changed));
}

pub fn addresses_of_one_request_are_distinct(store: &dyn Store) {
    let private = network("10.0.0.0/29");
    with_networks(store, &[&private]);
    let requests = vec![any_address(&private), any_address(&private)];
    let one = Change { allocate: requests.clone(), ..Change::to(server("one")) };
    let two = Change { allocate: requests, ..Change::to(server("two")) };

    let created = wait(store.create(vec![one, two])).unwrap();

    let ips: BTreeSet<_> =
        created.iter().flat_map(|it| &it.server.addresses).map(|it| it.ip).collect();
    assert_eq!(ips.len(), 4);
    let request = this_address(&private, "10.0.0.6");
    let twice = [request.clone(), request.clone()];
    assert_refused(create_on(store, server("three"), &twice), &AddressError::InUse(request));
}

pub fn the_last_free_address_is_not_assigned_twice_in_one_request(store: &dyn Store) {
    let single = network("10.0.0.0/30");
    with_networks(store, &[&single]);
    assert_eq!(single.cidr.hosts(), 1);

    let refused = create_on(store, server("two"), &[any_address(&single), any_address(&single)]);

    assert_refused(refused, &AddressError::Exhausted(any_address(&single)));
    create_on(store, server("one"), &[any_address(&single)]).unwrap();
}

/// Clients identify interfaces by their hardware addresses, so no two may be equal.
pub fn hardware_addresses_are_distinct(store: &dyn Store) {
    let private = network("10.0.0.0/24");
    with_networks(store, &[&private]);
    let requests: Vec<NetworkRequest> = (0..3).map(|_| any_address(&private)).collect();

    let mut macs = BTreeSet::new();
    for n in 0..20 {
        let it = create_on(store, server(&format!("n-{n}")), &requests).unwrap();
        macs.extend(it.addresses.into_iter().map(|it| it.mac));
    }

    assert_eq!(macs.len(), 60);
    for mac in macs {
        let is_hexadecimal = |it: &str| it.bytes().all(|byte| b"0123456789abcdef".contains(&byte));
        let last = mac.strip_prefix("fa:16:3e:").unwrap();
        assert!(last.len() == 8 && last.split(':').all(|it| it.len() == 2 && is_hexadecimal(it)));
    }
}

fn change(store: &dyn Store, server: &Server, becomes: impl Fn(Server) -> Server + Send + Sync) {
    let decide =
        |it: &Server, _: &Scratch| Ok(Decision::Write(Box::new(Change::to(becomes(it.clone())))));
    wait(store.change(server.id, &Scope::All, &decide)).unwrap();
}

fn assert_refused(result: Result<Server, Error>, expected: &AddressError) {
    match result {
        Err(Error::Network(NetworkError::AddressNotAvailable(error))) => {
            assert_eq!(error, *expected);
        }
        other => panic!("expected {expected:?}, got {other:?}"),
    }
}
