//! Generates random servers and queries. Their values are from small sets, so that many queries
//! match some servers.

use ferronova_compute::{
    Change, Column, Condition, DeletionFilter, Lock, LockedBy, Order, Pattern, Query, Scope,
    Scratch, Server, ServerFlavor, SortDirection, SortKey, Status, TaskState, Transition, VmState,
    Volume, Work,
};
use proptest::{
    collection::{btree_map, btree_set, vec},
    option,
    prelude::*,
    sample::{select, subsequence},
};
use uuid::Uuid;

use crate::building::{OTHER_PROJECT, PROJECT, address, deleted, lock, network, second, server};

const PROJECTS: &[&str] = &[PROJECT, OTHER_PROJECT, "third"];
const WORDS: &[&str] = &["", "a", "b", "ab", "ba"];
const HOSTS: &[&str] = &["host-1", "host-2"];
/// The tags of random servers, in the order in which each server has them.
const TAGS: &[&str] = &["a", "Blue", "prod"];

/// Generates servers with a random value in every field that a query or an order can use.
pub(crate) fn any_server() -> impl Strategy<Value = Server> {
    (usual_server(), any_details()).prop_map(|(usual, details)| Server {
        flavor: ServerFlavor { id: usual.flavor.id, ..details.flavor },
        description: details.description,
        hostname: details.hostname,
        tags: details.tags,
        trusted_certs: details.trusted_certs,
        pinned_zone: details.pinned_zone,
        scheduler_hints: details.scheduler_hints,
        server_group: details.server_group,
        volumes: details.volumes,
        image_properties: details.image_properties,
        kernel_id: details.kernel_id,
        ramdisk_id: details.ramdisk_id,
        launch_index: details.launch_index,
        root_device_name: details.root_device_name,
        ..usual
    })
}

/// Generates values of the fields that v2 and v3 do not show, in otherwise empty servers.
fn any_details() -> impl Strategy<Value = Server> {
    let word = || select(WORDS).prop_map(str::to_owned);
    let words = || option::of(word());
    let texts = (words(), words(), words(), words(), words());
    let request = (subsequence(TAGS, 0..=TAGS.len()), vec(word(), 0..3), words(), 0..3_u32);
    let rest = (
        option::of(1..3_u128),
        vec(any_volume(), 0..2),
        btree_map(word(), word(), 0..2),
        word(),
        0..3_u32,
    );
    (texts, request, rest).prop_map(|(texts, request, rest)| {
        let (description, hostname, kernel_id, ramdisk_id, root_device_name) = texts;
        let (tags, certs, pinned_zone, launch_index) = request;
        let (group, volumes, properties, flavor_name, ram_mb) = rest;
        Server {
            description,
            hostname,
            tags: tags.into_iter().map(str::to_owned).collect(),
            trusted_certs: Some(certs).filter(|it| !it.is_empty()),
            scheduler_hints: pinned_zone.as_ref().map(|_| "{}".to_owned()),
            pinned_zone,
            server_group: group.map(Uuid::from_u128),
            volumes,
            image_properties: properties.clone(),
            kernel_id,
            ramdisk_id,
            launch_index,
            root_device_name,
            flavor: ServerFlavor {
                name: flavor_name,
                ram_mb,
                extra_specs: properties,
                ..ServerFlavor::default()
            },
            ..Server::default()
        }
    })
}

fn any_volume() -> impl Strategy<Value = Volume> {
    let words = || option::of(select(WORDS).prop_map(str::to_owned));
    (1..9_u128, words(), any::<bool>(), words(), option::of(0..2_u32)).prop_map(
        |(id, device, delete_on_termination, tag, boot_index)| Volume {
            id: Uuid::from_u128(id),
            device,
            delete_on_termination,
            tag,
            attachment_id: boot_index.map(|it| Uuid::from_u128(it.into())),
            boot_index,
        },
    )
}

/// Generates servers with a random value in every field that versions of 2014 can filter by.
fn usual_server() -> impl Strategy<Value = Server> {
    let identity = (select(WORDS), select(PROJECTS), select(WORDS), 0..4_i64, 0..4_i64);
    let states = (
        select(vec![
            VmState::Active,
            VmState::Stopped,
            VmState::Error,
            VmState::SoftDeleted,
            VmState::Deleted,
        ]),
        option::of(select(vec![TaskState::Rebooting, TaskState::Deleting])),
        any_lock(),
        option::weighted(0.2, 5..9_i64),
        any::<bool>(),
    );
    let rest = (
        select(WORDS),
        option::of(1..3_u128),
        option::of(select(HOSTS)),
        btree_map(select(WORDS), select(WORDS), 0..3),
        vec(floating_or_fixed(), 0..2),
        (0..3_u8, btree_set(select(&["a", "b", "c"][..]).prop_map(str::to_owned), 0..3)),
    );
    (identity, states, rest).prop_map(|(identity, states, rest)| {
        let (name, project_id, user_id, created, updated) = identity;
        let (vm_state, task_state, lock, deleted_at, is_busy) = states;
        let (flavor_id, image_id, host, metadata, ips, (progress, tags)) = rest;
        let tags = tags.into_iter().collect();
        let mut it = Server {
            project_id: project_id.to_owned(),
            user_id: user_id.to_owned(),
            created: second(created),
            updated: second(updated),
            vm_state,
            task_state,
            lock,
            flavor: ServerFlavor::unknown(flavor_id),
            image_id: image_id.map(Uuid::from_u128),
            host: host.map(str::to_owned),
            node: host.map(|it| format!("{it}.example.org")),
            key_name: host.map(str::to_owned),
            metadata: metadata.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect(),
            access_ipv4: host.map(|_| [192, 0, 2, 1].into()),
            config_drive: is_busy,
            reservation_id: format!("r-{name}"),
            progress,
            tags,
            ..server(name)
        };
        for (n, ip) in ips.into_iter().enumerate() {
            // Each server has its own network, so that no two have the same address.
            let mut address = address(&network("10.0.0.0/8"), ip);
            address.network_id = Uuid::from_u128(it.id.as_u128().wrapping_add(n as u128));
            it.addresses.push(address);
        }
        deleted_at.map_or(it.clone(), |at| deleted(it, second(at)))
    })
}

/// Generates locks that may lack any value. Usual locks are generated more often than others.
fn any_lock() -> impl Strategy<Value = Lock> {
    let holder = || option::of(select(LockedBy::ALL));
    let text = || option::of(select(WORDS).prop_map(str::to_owned));
    let unusual = (any::<bool>(), holder(), text(), [text(), text(), text()], option::of(0..4_i64))
        .prop_map(|(is_set, holder, reason, [user_id, project_id, request_id], locked_at)| {
            let locked_at = locked_at.map(second);
            Lock { is_set, holder, reason, user_id, project_id, request_id, locked_at }
        });
    prop_oneof![
        5 => Just(Lock::default()),
        2 => select(LockedBy::ALL).prop_map(lock),
        2 => unusual,
    ]
}

/// Makes the change that creates a random server. A server with a configuration drive also gets an
/// operation in progress.
pub(crate) fn change_to(server: Server) -> Change {
    let transition = Transition { work: Work::Stop, step: 0, due: second(9) };
    let transition = server.config_drive.then_some(transition);
    Change { scratch: Scratch { transition, ..Scratch::default() }, ..Change::to(server) }
}

fn floating_or_fixed() -> impl Strategy<Value = &'static str> {
    select(&["10.0.0.2", "10.0.0.3", "fd00::2"][..])
}

/// Generates random queries.
pub(crate) fn any_query() -> impl Strategy<Value = Query> {
    let scope = prop_oneof![
        Just(Scope::All),
        select(PROJECTS).prop_map(|it| Scope::Project(it.to_owned())),
        Just(Scope::Project("nobody".to_owned())),
    ];
    let marker = option::weighted(0.3, Just(Uuid::nil()));
    let deletion = select(vec![
        DeletionFilter::Living,
        DeletionFilter::NotDeleted,
        DeletionFilter::DeletedOrSoftDeleted,
        DeletionFilter::Deleted,
        DeletionFilter::Any,
    ]);
    let limit = prop_oneof![Just(usize::MAX), 0..6_usize];
    let rest = (any_order(), marker, limit);
    (scope, deletion, vec(any_condition(), 0..3), rest).prop_map(
        |(scope, deletion, conditions, (order, marker, limit))| Query {
            deletion,
            conditions,
            order,
            marker,
            limit,
            ..Query::of(scope)
        },
    )
}

/// Generates orders, most of them those that a store is likely to have an index for.
fn any_order() -> impl Strategy<Value = Order> {
    let usual = select(vec![SortKey::Created, SortKey::Updated, SortKey::Name, SortKey::Locked]);
    let direction = || select(SortDirection::ALL);
    prop_oneof![
        4 => Just(Order::newest_first()),
        4 => (usual, direction()).prop_map(|it| Order::by([it])),
        2 => vec((select(SortKey::ALL), direction()), 0..3).prop_map(Order::by),
    ]
}

fn any_condition() -> impl Strategy<Value = Condition> {
    prop_oneof![2 => indexed_condition(), 3 => other_condition()]
}

/// Generates conditions that a store is likely to have an index for.
fn indexed_condition() -> impl Strategy<Value = Condition> {
    let status = select(vec![
        Status::Active,
        Status::Reboot,
        Status::Shutoff,
        Status::Error,
        Status::Deleted,
        Status::SoftDeleted,
    ]);
    prop_oneof![
        1 => Just(Condition::Never),
        4 => pattern().prop_map(Condition::Name),
        4 => vec(status, 0..4).prop_map(Condition::Status),
        2 => any::<bool>().prop_map(Condition::Locked),
        2 => select(LockedBy::ALL).prop_map(Condition::LockedBy),
        2 => select(PROJECTS).prop_map(|it| Condition::Project(it.to_owned())),
        1 => select(PROJECTS).prop_map(|it| Condition::Project(it.to_uppercase())),
        1 => Just(Condition::Id(Uuid::from_u128(1))),
    ]
}

fn other_condition() -> impl Strategy<Value = Condition> {
    let word = || select(WORDS).prop_map(str::to_owned);
    let ip = || floating_or_fixed().prop_map(|it| it.parse().unwrap());
    let vm_state = select(vec![VmState::Active, VmState::Stopped, VmState::Deleted]);
    let values = prop_oneof![
        (1..3_u128).prop_map(|it| Condition::Image(Uuid::from_u128(it))),
        word().prop_map(Condition::Flavor),
        select(HOSTS).prop_map(|it| Condition::Host(it.to_owned())),
        select(HOSTS).prop_map(|it| Condition::Host(it.to_uppercase())),
        word().prop_map(Condition::User),
        vm_state.prop_map(Condition::VmState),
        Just(Condition::TaskState(TaskState::Deleting)),
        (0..5_i64).prop_map(|it| Condition::ChangesSince(second(it))),
        (0..5_i64).prop_map(|it| Condition::ChangesBefore(second(it))),
        tags().prop_map(Condition::Tags),
        tags().prop_map(Condition::TagsAny),
        tags().prop_map(Condition::NotTags),
        tags().prop_map(Condition::NotTagsAny),
        btree_map(word(), word(), 0..3).prop_map(Condition::Metadata),
        ip().prop_map(Condition::FixedIp),
    ];
    let patterns = prop_oneof![
        pattern().prop_map(Condition::Ip),
        pattern().prop_map(Condition::Ip6),
        pattern().prop_map(Condition::ReservationId),
        (select(Column::ALL), pattern()).prop_map(|(it, pattern)| Condition::Column(it, pattern)),
    ];
    prop_oneof![2 => values, 1 => patterns]
}

fn tags() -> impl Strategy<Value = Vec<String>> {
    vec(select(&["a", "A", "b", "c"][..]).prop_map(str::to_owned), 1..3)
}

fn pattern() -> impl Strategy<Value = Pattern> {
    select(&["", "a", "b", "0", "2", ":", "host", "True"][..])
        .prop_map(|part| Pattern::new(part.to_owned(), move |it| it.contains(part)))
}
