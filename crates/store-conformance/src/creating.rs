//! Rules of creating servers.

use ferronova_compute::{AddressError, Change, Error, NetworkError, Server, Store};

use crate::{
    building::{
        action, any_address, create, everything, find, names, network, server, this_address,
        with_networks,
    },
    wait,
};

pub fn new_servers_are_numbered_in_order_and_have_their_first_version(store: &dyn Store) {
    let requested = Server { number: 77, version: 9, ..server("c") };

    let first = create(store, server("a"));
    let more = wait(store.create(vec![Change::to(server("b")), Change::to(requested)])).unwrap();

    let more: Vec<Server> = more.into_iter().map(|it| it.server).collect();
    assert!(first.number > 0);
    assert!(first.number < more[0].number && more[0].number < more[1].number);
    assert!([&first, &more[0], &more[1]].iter().all(|it| it.version == 1));
    assert_eq!(more.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["b", "c"]);
}

pub fn new_servers_are_stored_all_or_none(store: &dyn Store) {
    let private = network("10.0.0.0/29");
    with_networks(store, &[&private]);
    let good = Change { allocate: vec![any_address(&private)], ..Change::to(server("good")) };
    let outside = this_address(&private, "10.9.9.9");
    let bad = Change { allocate: vec![outside.clone()], ..Change::to(server("bad")) };

    let result = wait(store.create(vec![good.clone(), bad]));

    let Err(Error::Network(NetworkError::AddressNotAvailable(AddressError::NotInNetwork(request)))) =
        result
    else {
        panic!("{result:?}");
    };
    assert_eq!(request, outside);
    assert_eq!(names(store, &everything()), Vec::<String>::new());
    // The valid server was refused too, so the address that it had claimed must be free again.
    for _ in 0..5 {
        let again = Change { server: server("good"), ..good.clone() };
        wait(store.create(vec![again])).unwrap();
    }
}

pub fn a_server_whose_id_is_taken_is_refused(store: &dyn Store) {
    let old = create(store, server("old"));
    let new = Server { id: old.id, ..server("new") };

    let result = wait(store.create(vec![Change::to(server("other")), Change::to(new)]));

    assert!(matches!(result, Err(Error::Store(_))), "{result:?}");
    assert_eq!(find(store, old.id), Some(old));
    assert_eq!(names(store, &everything()), ["old"]);
}

pub fn two_new_servers_of_one_id_are_refused(store: &dyn Store) {
    let one = server("one");
    let two = Server { name: "two".to_owned(), ..one.clone() };

    let result = wait(store.create(vec![Change::to(one), Change::to(two)]));

    assert!(matches!(result, Err(Error::Store(_))), "{result:?}");
    assert_eq!(names(store, &everything()), Vec::<String>::new());
}

/// The first action of a server is the one in the change that creates it.
pub fn a_new_server_has_its_first_action(store: &dyn Store) {
    let change = Change { action: Some(action("create")), ..Change::to(server("web")) };

    let it = wait(store.create(vec![change])).unwrap().remove(0).server;

    assert_eq!(wait(store.actions(it.id)).unwrap(), [action("create")]);
}

pub fn creating_nothing_is_not_an_error(store: &dyn Store) {
    assert_eq!(wait(store.create(Vec::new())).unwrap(), []);
}
