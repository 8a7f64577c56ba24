//! Servers in seeds, and their defaults.

use std::time::Duration;

use ferronova_compute::{
    ActionEvent, AddressKind, EventResult, Hypervisor, Lock, LockedBy, PowerState, Server, Status,
    TaskState, Timestamp,
};
use ferronova_server::Seed;

use crate::{now, seed, servers};

fn only_server(text: &str) -> Server {
    let seed = seed(text);
    assert_eq!(seed.content.servers.len(), 1);
    seed.content.servers[0].0.clone()
}

#[test]
fn a_server_needs_a_name_and_a_project_and_gets_the_rest() {
    let server = only_server("servers: [{name: web, project: demo}]");

    assert_eq!(server.project_id, "de000000000000000000000000000001");
    assert_eq!(server.user_id, "de000000000000000000000000000002");
    assert_eq!(server.number, 0);
    assert_eq!(server.status(), Status::Active);
    assert_eq!(server.power_state, PowerState::Running);
    assert_eq!(server.created, now());
    assert_eq!(server.updated, now());
    assert_eq!(server.launched_at, Some(now()));
    assert_eq!(server.flavor.id, "1");
    assert_eq!(server.image_id.unwrap().to_string(), "1a9e0000-0000-4000-8000-000000000001");
    assert_eq!(server.host.as_deref(), Some("cmp1"));
    assert_eq!(server.node.as_deref(), Some("cmp1.example.org"));
    assert_eq!(server.security_groups, ["default"]);
    assert_eq!(server.addresses, []);
    assert!(server.reservation_id.starts_with("r-") && server.reservation_id.len() == 10);
}

#[test]
fn a_server_was_created_by_its_user_unless_its_actions_say_otherwise() {
    let silent = seed("servers: [{name: web, project: demo}]");
    let told = seed(
        "servers:\n\
         - name: web\n\
         \x20 project: demo\n\
         \x20 actions:\n\
         \x20 - {action: unlock, time: '2026-01-02T00:00:00Z', user: admin, project: admin}\n\
         \x20 - {action: lock, time: '2026-01-01T00:00:00Z', message: too late}\n",
    );
    let none = seed("servers: [{name: web, project: demo, actions: []}]");

    let names = |seed: &Seed| {
        let actions = &seed.content.servers[0].1;
        actions.iter().map(|it| (it.action.clone(), it.user_id.clone())).collect::<Vec<_>>()
    };
    let demo = "de000000000000000000000000000002".to_owned();
    let admin = "ad000000000000000000000000000002".to_owned();
    assert_eq!(names(&silent), [("create".to_owned(), demo.clone())]);
    assert_eq!(names(&told), [("lock".to_owned(), demo), ("unlock".to_owned(), admin)]);
    assert_eq!(names(&none), []);
}

#[test]
fn an_action_has_the_events_that_are_told_at_its_time_and_successful_unless_they_say_otherwise() {
    let seed = seed(
        "servers:\n\
         - name: web\n\
         \x20 project: demo\n\
         \x20 created: '2026-01-01T00:00:00Z'\n\
         \x20 actions:\n\
         \x20 - action: reboot\n\
         \x20   time: '2026-01-02T00:00:00Z'\n\
         \x20   events:\n\
         \x20   - {event: later, start_time: '2026-01-02T00:00:02Z', finish_time: null}\n\
         \x20   - {event: plain}\n\
         \x20   - event: failed\n\
         \x20     start_time: '2026-01-02T00:00:01Z'\n\
         \x20     finish_time: '2026-01-02T00:00:03.5Z'\n\
         \x20     result: Error\n\
         \x20     traceback: 'File a, line 1'\n\
         \x20 - {action: lock}\n",
    );

    let (server, actions) = &seed.content.servers[0];
    let event = |event: &str, start: f64, finish: Option<f64>, result| ActionEvent {
        event: event.to_owned(),
        start_time: actions[1].start_time + Duration::from_secs_f64(start),
        finish_time: finish.map(|it| actions[1].start_time + Duration::from_secs_f64(it)),
        result,
        traceback: None,
    };
    let failed = event("failed", 1.0, Some(3.5), Some(EventResult::Error));
    let expected = [
        event("plain", 0.0, Some(0.0), Some(EventResult::Success)),
        ActionEvent { traceback: Some("File a, line 1".to_owned()), ..failed },
        event("later", 2.0, None, None),
    ];
    assert_eq!(actions[1].events, expected);
    assert_eq!(actions[0].events, []);
    assert_eq!(server.updated, actions[1].start_time + Duration::from_secs(3));
}

#[test]
fn user_data_is_kept_as_it_is_written() {
    let told = only_server("servers: [{name: web, project: demo, user_data: IyEvYmluL3NoCg==}]");
    let none = only_server("servers: [{name: web, project: demo}]");

    assert_eq!(told.user_data.as_deref(), Some("IyEvYmluL3NoCg=="));
    assert_eq!(none.user_data, None);
}

#[test]
fn a_hypervisor_needs_a_hostname_and_gets_the_rest() {
    let seed = seed(
        "hypervisors:\n\
         - hostname: one.example.org\n\
         - hostname: two.example.org\n\
         \x20 id: 9\n\
         \x20 host: cmp-two\n\
         \x20 zone: cellar\n\
         \x20 host_ip: fd00::2\n\
         \x20 type: xen\n\
         \x20 version: 4004000\n\
         \x20 vcpus: 16\n\
         \x20 memory_mb: 65536\n\
         \x20 local_gb: 1000\n\
         \x20 cpu_info: '{\"arch\": \"x86_64\"}'\n\
         \x20 up: false\n\
         \x20 disabled_reason: no power\n",
    );

    let usual = Hypervisor {
        id: 1,
        hostname: "one.example.org".to_owned(),
        host: "one".to_owned(),
        zone: "nova".to_owned(),
        host_ip: [127, 0, 0, 1].into(),
        hypervisor_type: "QEMU".to_owned(),
        hypervisor_version: 2_001_000,
        vcpus: 64,
        memory_mb: 262_144,
        local_gb: 4096,
        cpu_info: "{}".to_owned(),
        is_up: true,
        disabled_reason: None,
        is_forced_down: false,
    };
    let told = Hypervisor {
        id: 9,
        hostname: "two.example.org".to_owned(),
        host: "cmp-two".to_owned(),
        zone: "cellar".to_owned(),
        host_ip: "fd00::2".parse().unwrap(),
        hypervisor_type: "xen".to_owned(),
        hypervisor_version: 4_004_000,
        vcpus: 16,
        memory_mb: 65_536,
        local_gb: 1000,
        cpu_info: "{\"arch\": \"x86_64\"}".to_owned(),
        is_up: false,
        disabled_reason: Some("no power".to_owned()),
        is_forced_down: false,
    };
    assert_eq!(seed.content.infrastructure.hypervisors, [usual, told]);
}

#[test]
fn the_same_seed_gives_the_same_ids() {
    let text = "projects: [{name: shop}]\n\
                users: [{name: alice, password: a, roles: {shop: [member]}}]\n\
                flavors: [{name: small, ram: 1, disk: 1, vcpus: 1}]\n\
                images: [{name: cirros}]\n\
                networks: [{name: private, cidr: 10.0.0.0/24}]\n\
                servers:\n\
                - {name: web, project: shop}\n\
                - {name: web, project: shop}\n";

    let (first, second) = (seed(text), seed(text));

    assert_eq!(first.directory.projects, second.directory.projects);
    assert_eq!(first.directory.users[0].id, second.directory.users[0].id);
    assert_eq!(first.content.infrastructure, second.content.infrastructure);
    assert_eq!(first.content.servers, second.content.servers);
    assert_ne!(servers(&first)[0].id, servers(&first)[1].id);
}

#[test]
fn what_a_server_is_decides_the_rest_of_its_state() {
    let state = |lines: &str| {
        let it = only_server(&format!("servers: [{{name: web, project: demo, {lines}}}]"));
        (it.power_state.as_number(), it.launched_at.is_some(), it.host.is_some())
    };

    assert_eq!(state("vm_state: stopped"), (4, true, true));
    assert_eq!(state("vm_state: suspended"), (7, true, true));
    assert_eq!(state("vm_state: building"), (0, false, false));
    assert_eq!(state("vm_state: error"), (0, false, false));
    assert_eq!(state("vm_state: shelved_offloaded"), (4, true, false));
    assert_eq!(state("vm_state: active, launched_at: null"), (1, false, false));
    assert_eq!(state("vm_state: building, host: cmp2"), (0, false, true));
    assert_eq!(state("host: null"), (1, true, false));
}

#[test]
fn a_task_without_an_end_is_kept() {
    let server = only_server("servers: [{name: web, project: demo, task_state: powering-off}]");

    assert_eq!(server.task_state, Some(TaskState::PoweringOff));
}

#[test]
fn a_deleted_server_has_a_time_of_deletion_and_the_other_way_round() {
    let by_state = only_server("servers: [{name: web, project: demo, vm_state: deleted}]");
    let by_time =
        only_server("servers: [{name: web, project: demo, deleted_at: '2026-01-01T00:00:00Z'}]");

    assert_eq!(by_state.deleted_at, Some(now()));
    assert_eq!(by_state.terminated_at, Some(now()));
    assert_eq!(by_time.status(), Status::Deleted);
    assert_eq!(by_time.terminated_at, by_time.deleted_at);
}

#[test]
fn a_lock_is_its_holders() {
    let lock = |text: &str| {
        let text = format!("servers: [{{name: web, project: demo, lock: {text}}}]");
        let lock = only_server(&text).lock;
        assert_eq!((lock.is_set, lock.locked_at), (true, Some(now())));
        (lock.holder.unwrap(), lock.user_id.unwrap(), lock.project_id.unwrap(), lock.reason)
    };

    let (demo, demo_project) =
        ("de000000000000000000000000000002", "de000000000000000000000000000001");
    let (admin, admin_project) =
        ("ad000000000000000000000000000002", "ad000000000000000000000000000001");
    assert_eq!(
        lock("{holder: owner, reason: mine}"),
        (LockedBy::Owner, demo.into(), demo_project.into(), Some("mine".into()))
    );
    assert_eq!(
        lock("{holder: admin}"),
        (LockedBy::Admin, admin.into(), admin_project.into(), None)
    );
    assert_eq!(
        lock("{holder: admin, user: demo, project: alt}"),
        (LockedBy::Admin, demo.into(), "a1000000000000000000000000000001".into(), None)
    );
}

#[test]
fn a_lock_says_only_what_is_known() {
    let lock = |text: &str| {
        only_server(&format!("servers: [{{name: web, project: demo, lock: {text}}}]")).lock
    };
    let text = |it: &str| Some(it.to_owned());
    let (owner, admin) = (Some(LockedBy::Owner), Some(LockedBy::Admin));
    let (demo, demo_project) =
        (text("de000000000000000000000000000002"), text("de000000000000000000000000000001"));
    let held = |is_set, holder| Lock { is_set, holder, ..Lock::default() };

    for (told, expected) in [
        ("null", Lock::default()),
        ("{locked: false}", Lock::default()),
        ("{holder: null}", Lock::default()),
        ("{locked: true}", held(true, None)),
        ("{locked: true, holder: null}", held(true, None)),
        ("{locked: false, holder: admin, user: null, time: null}", held(false, admin)),
        ("{holder: owner, project: null, time: null}", held(true, owner)),
        (
            "{locked: false, holder: owner}",
            Lock {
                user_id: demo.clone(),
                project_id: demo_project.clone(),
                locked_at: Some(now()),
                ..held(false, owner)
            },
        ),
        (
            "{holder: owner, user: demo, project: null, reason: mine, request_id: a b}",
            Lock {
                user_id: demo.clone(),
                reason: text("mine"),
                request_id: text("a b"),
                locked_at: Some(now()),
                ..held(true, owner)
            },
        ),
        (
            "{locked: true, project: demo, time: '1970-01-01T00:00:00Z'}",
            Lock {
                project_id: demo_project,
                locked_at: Some(Timestamp::default()),
                ..held(true, None)
            },
        ),
    ] {
        assert_eq!(lock(told), expected, "{told}");
    }
}

#[test]
fn addresses_are_as_they_are_named_or_the_next_free_ones() {
    let seed = seed(
        "servers:\n\
         - {name: a, project: demo, networks: [private]}\n\
         - {name: b, project: demo, networks: [private]}\n\
         - name: c\n\
         \x20 project: demo\n\
         \x20 addresses:\n\
         \x20 - {network: private, ip: 10.0.0.2}\n\
         \x20 - {network: private, ip: 192.0.2.7, type: floating}\n",
    );

    let addresses: Vec<_> = servers(&seed)
        .iter()
        .flat_map(|it| &it.addresses)
        .map(|it| (it.ip.to_string(), it.kind, &*it.mac, &*it.label))
        .collect();
    assert_eq!(
        addresses,
        [
            ("10.0.0.3".to_owned(), AddressKind::Fixed, "fa:16:3e:80:00:03", "private"),
            ("10.0.0.4".to_owned(), AddressKind::Fixed, "fa:16:3e:80:00:04", "private"),
            ("10.0.0.2".to_owned(), AddressKind::Fixed, "fa:16:3e:80:00:02", "private"),
            ("192.0.2.7".to_owned(), AddressKind::Floating, "fa:16:3e:80:00:02", "private"),
        ]
    );
}

#[test]
fn the_images_of_a_seed_are_sorted_by_age() {
    let seed = seed(
        "images:\n\
         - {name: new, created: '2026-01-02T00:00:00Z'}\n\
         - {name: old, created: '2026-01-01T00:00:00Z'}\n\
         servers: [{name: web, project: demo}]\n",
    );

    let images: Vec<&str> = seed.content.images.iter().map(|it| &*it.name).collect();
    assert_eq!(images, ["old", "new"]);
    let newest = seed.content.images[1].id;
    assert_eq!(servers(&seed)[0].image_id, Some(newest), "the first of the file is the default");
}

#[test]
fn a_fleet_is_no_too_large_seed() {
    let server = "- {name: web, project: demo, networks: [private]}\n";
    let text = format!("servers:\n{}", server.repeat(30_000));

    let seed = seed(&text);

    assert_eq!(seed.content.servers.len(), 30_000);
}
