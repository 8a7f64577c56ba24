//! Rules of changing one server.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

use ferronova_compute::{Change, Decision, Error, LockedBy, Scope, Scratch, Server, VmState};
use uuid::Uuid;

use crate::{
    building::{OTHER_PROJECT, PROJECT, create, everything, find, lock, names, second, server},
    fill::Fill,
    finding::full_server,
    wait,
};

const WRITERS: usize = 8;
const CHANGES: usize = 20;

pub fn a_change_is_stored_and_returned(store: &dyn Fill) {
    let it = create(store, server("web"));
    let decide = |it: &Server, _: &Scratch| {
        let updated = second(9);
        let name = "db".to_owned();
        Ok(written(Server { name, vm_state: VmState::Paused, updated, ..it.clone() }))
    };

    let changed = wait(store.change(it.id, &Scope::All, &decide)).unwrap().server;

    assert_eq!((changed.name.as_str(), changed.vm_state), ("db", VmState::Paused));
    assert_eq!(changed.updated, second(9));
    assert_eq!(find(store, it.id), Some(changed));
}

/// A store that writes only differences must notice a difference in any field.
pub fn a_change_of_any_one_field_is_stored(store: &dyn Fill) {
    let fields: &[fn(&mut Server, Server)] = &[
        |it, full| it.name = full.name,
        |it, full| it.project_id = full.project_id,
        |it, full| it.user_id = full.user_id,
        |it, full| it.created = full.created,
        |it, full| it.updated = full.updated,
        |it, full| it.launched_at = full.launched_at,
        |it, full| it.terminated_at = full.terminated_at,
        |it, full| it.deleted_at = full.deleted_at,
        |it, full| it.vm_state = full.vm_state,
        |it, full| it.task_state = full.task_state,
        |it, full| it.power_state = full.power_state,
        |it, full| it.lock = full.lock,
        |it, full| it.progress = full.progress,
        |it, full| it.fault = full.fault,
        |it, full| it.image_id = full.image_id,
        |it, full| it.flavor = full.flavor,
        |it, _| it.flavor.name.push_str("-renamed"),
        |it, full| it.metadata = full.metadata,
        |it, full| it.system_metadata = full.system_metadata,
        |it, full| it.addresses = full.addresses,
        |it, full| it.access_ipv4 = full.access_ipv4,
        |it, full| it.access_ipv6 = full.access_ipv6,
        |it, full| it.host = full.host,
        |it, full| it.node = full.node,
        |it, full| it.availability_zone = full.availability_zone,
        |it, full| it.key_name = full.key_name,
        |it, full| it.security_groups = full.security_groups,
        |it, full| it.user_data = full.user_data,
        |it, full| it.config_drive = full.config_drive,
        |it, full| it.disk_config = full.disk_config,
        |it, full| it.volumes = full.volumes,
        |it, _| it.volumes.iter_mut().for_each(|it| it.tag = Some("other".to_owned())),
        |it, full| it.reservation_id = full.reservation_id,
        |it, full| it.description = full.description,
        |it, full| it.hostname = full.hostname,
        |it, full| it.tags = full.tags,
        |it, full| it.trusted_certs = full.trusted_certs,
        |it, full| it.pinned_zone = full.pinned_zone,
        |it, full| it.scheduler_hints = full.scheduler_hints,
        |it, full| it.server_group = full.server_group,
        |it, full| it.image_properties = full.image_properties,
        |it, full| it.kernel_id = full.kernel_id,
        |it, full| it.ramdisk_id = full.ramdisk_id,
        |it, full| it.launch_index = full.launch_index,
        |it, full| it.root_device_name = full.root_device_name,
    ];
    let mut expected = create(store, server("web"));
    let id = expected.id;

    for set in fields {
        let before = expected.clone();
        set(&mut expected, full_server());
        assert_ne!(before, expected);
        let decide = |_: &Server, _: &Scratch| Ok(written(expected.clone()));
        let changed = wait(store.change(id, &Scope::All, &decide)).unwrap().server;

        expected.version += 1;
        assert_eq!(changed, expected);
        assert_eq!(find(store, expected.id), Some(expected.clone()));
    }
}

/// Whatever the change says, the id and the number stay, and the store increases the version.
pub fn a_change_keeps_what_identifies_a_server(store: &dyn Fill) {
    let it = create(store, server("web"));
    let decide = |it: &Server, _: &Scratch| {
        let id = Uuid::from_u128(1);
        Ok(written(Server { id, number: 99, version: 99, ..it.clone() }))
    };

    let changed = wait(store.change(it.id, &Scope::All, &decide)).unwrap().server;

    assert_eq!(changed, Server { version: it.version + 1, ..it });
}

pub fn keeping_a_server_changes_nothing(store: &dyn Fill) {
    let it = create(store, server("web"));
    let decide = |_: &Server, _: &Scratch| Ok(Decision::Keep);

    let kept = wait(store.change(it.id, &Scope::All, &decide)).unwrap().server;

    assert_eq!(kept, it);
    assert_eq!(find(store, it.id), Some(it));
}

pub fn a_refusal_is_passed_on_and_changes_nothing(store: &dyn Fill) {
    let it = create(store, server("web"));
    let decide = |it: &Server, _: &Scratch| Err(Error::Locked { id: it.id });

    let result = wait(store.change(it.id, &Scope::All, &decide));

    assert!(matches!(result, Err(Error::Locked { id }) if id == it.id), "{result:?}");
    assert_eq!(find(store, it.id), Some(it));
}

/// `decide` is not called with a server that the caller may not see.
pub fn a_server_that_is_not_in_scope_is_not_found_whatever_is_decided(store: &dyn Fill) {
    let it = create(store, server("web"));
    let other = Scope::Project(OTHER_PROJECT.to_owned());
    let decide =
        |_: &Server, _: &Scratch| -> Result<Decision, Error> { panic!("nothing to decide on") };

    for (id, scope) in [(it.id, &other), (Uuid::from_u128(1), &Scope::All)] {
        let result = wait(store.change(id, scope, &decide));
        assert!(matches!(result, Err(Error::ServerNotFound { .. })), "{result:?}");
    }
    assert_eq!(find(store, it.id), Some(it));
}

/// A decision is only valid for the version of the server that it was made on.
pub fn a_decision_is_made_again_when_another_writer_was_faster(store: &dyn Fill) {
    let it = create(store, server("web"));
    let id = it.id;
    let runs = AtomicU32::new(0);
    let faster = |it: &Server, _: &Scratch| {
        Ok(written(Server { host: Some("faster".to_owned()), ..it.clone() }))
    };
    let decide = |it: &Server, _: &Scratch| {
        if runs.fetch_add(1, Ordering::Relaxed) == 0 {
            wait(store.change(id, &Scope::All, &faster)).unwrap();
        }
        Ok(written(Server { name: "slower".to_owned(), ..it.clone() }))
    };

    let changed = wait(store.change(id, &Scope::All, &decide)).unwrap().server;

    assert_eq!(runs.load(Ordering::Relaxed), 2);
    assert_eq!((changed.name.as_str(), changed.host.as_deref()), ("slower", Some("faster")));
    assert_eq!(changed.version, it.version + 2);
}

/// Each change increases the version of the server by one.
pub fn no_change_of_concurrent_writers_is_lost(store: &dyn Fill) {
    let it = create(store, server("counter"));
    let id = it.id;
    let count = |it: &Server, _: &Scratch| {
        let mut changed = it.clone();
        let counter = changed.metadata.entry("counter".to_owned()).or_default();
        *counter = (counter.parse::<usize>().unwrap_or(0) + 1).to_string();
        Ok(written(changed))
    };

    thread::scope(|threads| {
        for _ in 0..WRITERS {
            threads.spawn(|| {
                for _ in 0..CHANGES {
                    wait(store.change(id, &Scope::All, &count)).unwrap();
                }
            });
        }
    });

    let counted = find(store, it.id).unwrap();
    assert_eq!(counted.metadata["counter"], (WRITERS * CHANGES).to_string());
    assert_eq!(counted.version, it.version + (WRITERS * CHANGES) as u64);
}

/// Checking a server and changing it is one atomic step.
pub fn of_concurrent_writers_who_want_a_lock_one_gets_it(store: &dyn Fill) {
    let it = create(store, server("web"));
    let id = it.id;
    let take = |it: &Server, _: &Scratch| {
        if it.lock.is_set {
            return Err(Error::Locked { id: it.id });
        }
        Ok(written(Server { lock: lock(LockedBy::Owner), ..it.clone() }))
    };

    let winners: usize = thread::scope(|threads| {
        let tries: Vec<_> = (0..WRITERS)
            .map(|_| threads.spawn(|| wait(store.change(id, &Scope::All, &take)).is_ok()))
            .collect();
        tries.into_iter().filter_map(|it| it.join().ok()).filter(|it| *it).count()
    });

    assert_eq!(winners, 1);
    assert!(find(store, it.id).unwrap().lock.is_set);
}

/// The server moves to the lists of its new project.
pub fn a_server_can_change_its_project(store: &dyn Fill) {
    let it = create(store, server("web"));
    let give = |it: &Server, _: &Scratch| {
        Ok(written(Server { project_id: OTHER_PROJECT.to_owned(), ..it.clone() }))
    };

    wait(store.change(it.id, &Scope::All, &give)).unwrap();

    let of = |id: &str| {
        let mut query = everything();
        query.scope = Scope::Project(id.to_owned());
        names(store, &query)
    };
    assert_eq!(of(PROJECT), Vec::<String>::new());
    assert_eq!(of(OTHER_PROJECT), ["web"]);
    assert_eq!(names(store, &everything()), ["web"]);
}

fn written(server: Server) -> Decision {
    Decision::Write(Box::new(Change::to(server)))
}
