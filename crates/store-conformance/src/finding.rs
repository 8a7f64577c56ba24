//! Rules of finding one server.

use std::collections::BTreeMap;

use ferronova_compute::{
    Address, AddressKind, DiskConfig, Lock, LockedBy, Part, Parts, PowerState, RequestId, Scope,
    Server, ServerFault, ServerFlavor, TaskState, Timestamp, VmState, Volume,
};
use uuid::Uuid;

use crate::{
    building::{OTHER_PROJECT, PROJECT, bare_lock, create, deleted, find, second, server},
    fill::Fill,
    wait,
};

pub fn a_server_is_found_by_its_id(store: &dyn Fill) {
    let one = create(store, server("one"));
    create(store, server("two"));

    let found = wait(store.find(one.id, &Scope::All)).unwrap();

    assert_eq!(found, Some(one));
}

/// A number also gives the id of a deleted server.
pub fn a_number_gives_the_ids_of_its_servers(store: &dyn Fill) {
    let one = create(store, server("one"));
    let two = create(store, deleted(server("two"), second(1)));

    for it in [one, two] {
        let ids = wait(store.with_number(it.number, &Scope::All)).unwrap();
        assert!(ids.contains(&it.id), "{ids:?}");
        assert!(ids.iter().all(|id| find(store, *id).unwrap().number == it.number), "{ids:?}");
    }
}

pub fn a_number_that_no_server_in_scope_has_gives_no_id(store: &dyn Fill) {
    let it = create(store, server("web"));
    let other = Scope::Project(OTHER_PROJECT.to_owned());

    assert_eq!(wait(store.with_number(it.number, &other)).unwrap(), Vec::<Uuid>::new());
    for number in [0, it.number + 1, u64::MAX] {
        assert_eq!(wait(store.with_number(number, &Scope::All)).unwrap(), Vec::<Uuid>::new());
    }
}

pub fn a_server_outside_of_the_scope_is_not_found(store: &dyn Fill) {
    let it = create(store, server("web"));
    let own = Scope::Project(PROJECT.to_owned());
    let other = Scope::Project(OTHER_PROJECT.to_owned());

    assert!(wait(store.find(it.id, &own)).unwrap().is_some());
    assert!(wait(store.find(it.id, &other)).unwrap().is_none());
}

/// The store also finds deleted servers; its caller decides whether to show them.
pub fn a_deleted_server_is_found(store: &dyn Fill) {
    let it = create(store, deleted(server("web"), second(1)));

    assert_eq!(find(store, it.id), Some(it));
}

/// Finding no server is not an error.
pub fn an_unknown_server_is_not_found(store: &dyn Fill) {
    create(store, server("web"));

    for id in [Uuid::nil(), Uuid::max(), Uuid::from_u128(1)] {
        assert_eq!(find(store, id), None);
    }
}

/// No field of the server is lost or rounded.
pub fn a_server_comes_back_as_it_was_stored(store: &dyn Fill) {
    let full = full_server();

    let stored = create(store, full.clone());

    assert_eq!(find(store, full.id), Some(stored.clone()));
    assert_eq!(Server { number: 0, version: 0, ..stored }, full);
}

/// Values that the lock lacks stay missing. A request id comes back unchanged, even if it does not
/// have the form of the ids that this program makes.
pub fn a_lock_of_which_little_is_known_comes_back_as_it_was_stored(store: &dyn Fill) {
    let full = full_server().lock;
    let text = |it: &str| Some(it.to_owned());
    for lock in [
        bare_lock(true, None),
        bare_lock(false, Some(LockedBy::Owner)),
        bare_lock(true, Some(LockedBy::Admin)),
        Lock { is_set: false, ..full.clone() },
        Lock { holder: None, ..full.clone() },
        Lock { user_id: None, ..full.clone() },
        Lock { project_id: None, ..full.clone() },
        Lock { locked_at: None, ..full.clone() },
        Lock { request_id: None, reason: text(""), ..full.clone() },
        Lock { request_id: text("REQ-\u{1F980}"), ..full.clone() },
        Lock { request_id: text(&Uuid::from_u128(7).to_string()), ..full.clone() },
        Lock { request_id: full.request_id.as_deref().map(str::to_uppercase), ..full.clone() },
    ] {
        let stored = create(store, Server { lock: lock.clone(), ..server("web") });

        assert_eq!(find(store, stored.id).map(|it| it.lock), Some(lock));
    }
}

/// Missing fields stay missing, and empty fields stay empty.
pub fn a_bare_server_comes_back_as_it_was_stored(store: &dyn Fill) {
    let bare = Server {
        name: String::new(),
        user_id: String::new(),
        flavor: ServerFlavor::default(),
        reservation_id: String::new(),
        progress: 0,
        created: Timestamp::default(),
        updated: Timestamp::default(),
        ..server("")
    };

    let stored = create(store, bare.clone());

    assert_eq!(find(store, bare.id), Some(stored.clone()));
    assert_eq!(Server { number: 0, version: 0, ..stored }, bare);
}

fn texts(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// A server with every field set to an unusual value.
pub(crate) fn full_server() -> Server {
    let text = |it: &str| Some(it.to_owned());
    Server {
        name: "wéb \u{1F980} \0".to_owned(),
        user_id: "User.of-2014".to_owned(),
        project_id: "AB000000000000000000000000000001".to_owned(),
        created: Timestamp::from_micros(1_700_000_000_123_456),
        updated: second(2),
        launched_at: Some(second(3)),
        terminated_at: Some(second(4)),
        deleted_at: Some(Timestamp::from_micros(1_800_000_000_654_321)),
        vm_state: VmState::ShelvedOffloaded,
        task_state: Some(TaskState::Unshelving),
        power_state: PowerState::Crashed,
        lock: Lock {
            is_set: true,
            holder: Some(LockedBy::Admin),
            reason: text("do not touch"),
            user_id: text("5e000000-0000-0000-0000-000000000001"),
            project_id: text("5E000000-0000-0000-0000-000000000001"),
            request_id: Some(RequestId(Uuid::from_u128(u128::MAX)).to_string()),
            locked_at: Some(second(6)),
        },
        progress: 42,
        fault: Some(ServerFault {
            code: 500,
            created: second(7),
            message: "No valid host".to_owned(),
            details: text("File …"),
        }),
        image_id: Some(Uuid::from_u128(8)),
        flavor: full_flavor(),
        metadata: texts(&[("", ""), ("role", "web")]),
        system_metadata: texts(&[("os-example", "{}")]),
        addresses: full_addresses(),
        access_ipv4: Some("192.0.2.1".parse().unwrap()),
        access_ipv6: Some("2001:db8::1".parse().unwrap()),
        host: text("compute-1"),
        node: text("compute-1.example.org"),
        availability_zone: text("nova"),
        key_name: text("key"),
        security_groups: vec!["default".to_owned(), "wéb".to_owned()],
        user_data: text("IyEvYmluL3NoCg=="),
        config_drive: true,
        disk_config: DiskConfig::Auto,
        volumes: vec![full_volume(), Volume::of_id(Uuid::from_u128(10))],
        reservation_id: "r-wxyz".to_owned(),
        description: text("the wéb"),
        hostname: text("web.example.org"),
        tags: vec!["Blue".to_owned(), "prod".to_owned()],
        trusted_certs: Some(vec!["cert-1".to_owned(), "cert-2".to_owned()]),
        pinned_zone: text("az2"),
        scheduler_hints: text(r#"{"query":["[\"=\",1]"]}"#),
        server_group: Some(Uuid::from_u128(12)),
        image_properties: texts(&[("", ""), ("hw_disk_bus", "virtio")]),
        kernel_id: text(""),
        ramdisk_id: text("aki-1"),
        launch_index: 999,
        root_device_name: text("/dev/sda"),
        ..server("")
    }
}

fn full_flavor() -> ServerFlavor {
    ServerFlavor {
        id: "m1.töny".to_owned(),
        name: "töny".to_owned(),
        vcpus: 1,
        ram_mb: 2,
        disk_gb: 3,
        ephemeral_gb: 4,
        swap_mb: 5,
        extra_specs: texts(&[("hw:cpu_policy", "shared")]),
    }
}

fn full_volume() -> Volume {
    Volume {
        id: Uuid::from_u128(9),
        device: Some("/dev/vdb".to_owned()),
        delete_on_termination: true,
        tag: Some("data".to_owned()),
        attachment_id: Some(Uuid::from_u128(13)),
        boot_index: Some(0),
    }
}

fn full_addresses() -> Vec<Address> {
    let address = |ip: &str, kind, mac: &str| Address {
        network_id: Uuid::from_u128(11),
        label: "privåte".to_owned(),
        ip: ip.parse().unwrap(),
        kind,
        mac: mac.to_owned(),
    };
    vec![
        address("10.0.0.2", AddressKind::Fixed, "fa:16:3e:00:00:01"),
        address("172.24.4.2", AddressKind::Floating, "FA:16:3E:00:00:01"),
        address("fd00::2", AddressKind::Fixed, ""),
    ]
}

/// A store may leave out the parts that are not wanted, but must return those that are.
pub fn the_parts_that_are_wanted_are_there(store: &dyn Fill) {
    let tags = vec!["blue".to_owned()];
    let metadata = [("role".to_owned(), "web".to_owned())].into();
    let stored = create(store, Server { tags: tags.clone(), metadata, ..server("web") });
    let find = |parts| wait(store.find_parts(stored.id, &Scope::All, parts)).unwrap().unwrap();

    assert_eq!(find(Parts::ALL), stored);
    assert_eq!(find(Parts::NONE.with(Part::Tags)).tags, tags);
    assert_eq!(find(Parts::OF_2014).metadata, stored.metadata);
    assert_eq!(find(Parts::NONE).name, "web");
}
