//! Rules of lists that want only some parts of their servers.

use std::collections::BTreeMap;

use ferronova_compute::{
    Condition, DeletionFilter, Part, Parts, Query, Server, ServerFlavor, Volume,
};

use crate::{
    building::{everything, names, server},
    fill::Fill,
    finding::full_server,
    wait,
};

/// Whether a store also passes parts that are not wanted is up to the store.
pub fn a_list_has_the_parts_that_it_wants(store: &dyn Fill) {
    let full = store.put(vec![full_server()]).remove(0);

    for part in Part::ALL {
        let parts = Parts::NONE.with(*part);
        let listed = wait(store.page(&Query { parts, ..everything() })).unwrap().remove(0);

        assert_eq!(only(&listed, parts), only(&full, parts), "{part}");
        for other in Part::ALL {
            let other = Parts::NONE.with(*other);
            let (passed, none) = (only(&listed, other), only(&full, Parts::NONE));
            assert!(passed == only(&full, other) || passed == none, "{part}: {listed:?}");
        }
    }
}

pub fn a_list_that_wants_no_part_has_the_rest_of_its_servers(store: &dyn Fill) {
    let full = store.put(vec![full_server()]).remove(0);

    let query = Query { parts: Parts::NONE, ..everything() };
    let listed = wait(store.page(&query)).unwrap();

    assert_eq!(listed.len(), 1);
    assert_eq!(only(&listed[0], Parts::NONE), only(&full, Parts::NONE));
}

/// The store looks at a part for the conditions, even if it leaves it out of the list.
pub fn a_condition_on_a_part_that_is_not_wanted_holds(store: &dyn Fill) {
    let items = BTreeMap::from([("role".to_owned(), "web".to_owned())]);
    store.put(vec![Server { metadata: items.clone(), ..server("web") }, server("db")]);

    let query = Query {
        deletion: DeletionFilter::Any,
        conditions: vec![Condition::Metadata(items)],
        parts: Parts::NONE,
        ..everything()
    };

    assert_eq!(names(store, &query), ["web"]);
}

/// The server with these parts, and without the others.
pub(crate) fn only(server: &Server, parts: Parts) -> Server {
    let mut left = server.clone();
    for part in Part::ALL.iter().filter(|it| !parts.has(**it)) {
        match part {
            Part::Setup => clear_setup(&mut left),
            Part::Metadata => left.metadata.clear(),
            Part::SystemMetadata => left.system_metadata.clear(),
            Part::Addresses => left.addresses.clear(),
            Part::SecurityGroups => left.security_groups.clear(),
            Part::UserData => left.user_data = None,
            Part::Volumes => left.volumes.clear(),
            Part::Fault => left.fault = None,
            Part::Flavor => {
                left.flavor = ServerFlavor { id: left.flavor.id, ..ServerFlavor::default() };
            }
            Part::Image => {
                left.image_properties.clear();
                (left.kernel_id, left.ramdisk_id) = (None, None);
            }
            Part::Tags => left.tags.clear(),
            Part::TrustedCerts => left.trusted_certs = None,
            Part::RequestSpec => (left.pinned_zone, left.scheduler_hints) = (None, None),
            Part::ServerGroup => left.server_group = None,
            Part::Details => {
                (left.description, left.hostname, left.root_device_name) = (None, None, None);
                left.launch_index = 0;
                left.volumes = left.volumes.iter().map(|it| Volume::of_id(it.id)).collect();
            }
        }
    }
    left
}

fn clear_setup(server: &mut Server) {
    let none = Server::default();
    server.image_id = none.image_id;
    server.flavor.id = none.flavor.id;
    (server.access_ipv4, server.access_ipv6) = (none.access_ipv4, none.access_ipv6);
    (server.host, server.node) = (none.host, none.node);
    server.availability_zone = none.availability_zone;
    server.key_name = none.key_name;
    server.config_drive = none.config_drive;
    server.disk_config = none.disk_config;
    server.reservation_id = none.reservation_id;
}
