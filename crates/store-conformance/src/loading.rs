//! Rules for loading content, such as a seed, which replaces what is in the store.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicU32, Ordering},
};

use ferronova_compute::{
    AddressError, Change, Content, ContentError, Decision, Documents, Flavor, Hypervisor, Image,
    ImageStatus, Infrastructure, InstanceAction, Note, Scope, Scratch, Server, ServerGroup,
    ServerGroupPolicy, Store, Visibility,
};
use uuid::Uuid;

use crate::{
    building::{
        PROJECT, action, address, create, create_on, deleted, everything, find, names, network,
        pool, second, server, this_address,
    },
    images::images,
    wait,
};

/// Documents stay, since they belong to other drivers, which replace them themselves.
pub fn content_replaces_everything_but_documents<S: Store + Documents>(store: &S) {
    let private = network("10.0.0.0/29");
    load(store, with_network(vec![server("a")])).unwrap();
    let old = create_on(store, server("b"), &[this_address(&private, "10.0.0.3")]).unwrap();
    let document = vec![("users/1".to_owned(), b"content".to_vec())];
    wait(Documents::write(store, document.clone(), Vec::new())).unwrap();

    load(store, with_network(vec![server("new")])).unwrap();

    assert_eq!(names(store, &everything()), ["new"]);
    assert_eq!(find(store, old.id), None);
    create_on(store, server("c"), &[this_address(&private, "10.0.0.3")]).unwrap();
    assert_eq!(store.list("").unwrap(), document);
}

/// Content has the actions of a server oldest first; the store returns them newest first.
pub fn loaded_servers_come_back_with_their_actions(store: &dyn Store) {
    let web = Server { number: 7, ..server("web") };
    let actions: Vec<InstanceAction> = ["create", "stop", "start"].map(action).to_vec();
    let servers = vec![(web.clone(), actions), (server("db"), Vec::new())];

    load(store, Content { servers, ..Content::default() }).unwrap();

    let found = find(store, web.id).unwrap();
    assert_eq!(Server { version: 0, ..found.clone() }, web);
    assert!(found.version > 0);
    let actions = wait(store.actions(web.id)).unwrap();
    assert_eq!(actions, ["start", "stop", "create"].map(action));
}

/// Every change of a loaded server is given the scratch that the content has for that server.
pub fn a_loaded_server_has_its_scratch(store: &dyn Store) {
    let web = server("web");
    let notes = BTreeMap::from([(Note::OldFlavor, "2".to_owned())]);
    let scratch = Scratch { transition: None, notes };
    let scratches = BTreeMap::from([(web.id, scratch.clone())]);
    let servers = vec![(web.clone(), Vec::new()), (server("db"), Vec::new())];

    load(store, Content { servers, scratches, ..Content::default() }).unwrap();

    let keep = |_: &Server, _: &Scratch| Ok(Decision::Keep);
    let found = wait(store.change(web.id, &Scope::All, &keep)).unwrap();
    assert_eq!(found.scratch, scratch);
}

/// Servers without a number are numbered in the order of the content.
pub fn a_server_without_a_number_gets_a_free_one(store: &dyn Store) {
    let numbered = |number| Server { number, ..server("numbered") };
    let wanting = [server("a"), server("b"), server("c")];
    let [a, b, c] = wanting.clone();

    load(store, plain(vec![a, numbered(1), b, numbered(2), c])).unwrap();

    let numbers = wanting.map(|it| find(store, it.id).unwrap().number);
    assert!(numbers[0] < numbers[1] && numbers[1] < numbers[2], "{numbers:?}");
    assert!(numbers.iter().all(|it| *it > 2), "{numbers:?}");
}

pub fn numbering_continues_after_the_highest_number(store: &dyn Store) {
    load(store, plain(vec![Server { number: 40, ..server("a") }, server("b")])).unwrap();
    assert_eq!(create(store, server("c")).number, 42);

    load(store, plain(vec![Server { number: 7, ..server("a") }])).unwrap();
    assert_eq!(create(store, server("b")).number, 8);

    load(store, plain(Vec::new())).unwrap();
    assert_eq!(create(store, server("a")).number, 1);
}

pub fn content_with_a_duplicate_id_is_refused_and_changes_nothing(store: &dyn Store) {
    load(store, with_network(vec![server("old")])).unwrap();
    let one = server("one");
    let two = Server { name: "two".to_owned(), ..one.clone() };

    let result = load(store, plain(vec![one.clone(), two]));

    assert!(matches!(result, Err(ContentError::DuplicateId(id)) if id == one.id), "{result:?}");
    assert_eq!(names(store, &everything()), ["old"]);
    assert_eq!(store.infrastructure().networks.len(), 1);
}

pub fn content_with_a_duplicate_number_is_refused(store: &dyn Store) {
    let numbered = |name| Server { number: 7, ..server(name) };

    let result = load(store, plain(vec![numbered("one"), numbered("two")]));

    assert!(matches!(result, Err(ContentError::DuplicateNumber(7))), "{result:?}");
}

pub fn content_in_which_two_servers_have_one_address_is_refused(store: &dyn Store) {
    let private = network("10.0.0.0/29");
    let on = |name| Server { addresses: vec![address(&private, "10.0.0.3")], ..server(name) };
    let (one, two) = (on("one"), on("two"));

    let result = load(store, with_network(vec![one, two.clone()]));

    let request = this_address(&private, "10.0.0.3");
    assert_refused(&result, two.id, &AddressError::InUse(request));
}

pub fn content_with_an_address_outside_of_its_network_is_refused(store: &dyn Store) {
    let private = network("10.0.0.0/29");
    let it = Server { addresses: vec![address(&private, "10.0.0.8")], ..server("web") };

    let result = load(store, with_network(vec![it.clone()]));

    let request = this_address(&private, "10.0.0.8");
    assert_refused(&result, it.id, &AddressError::NotInNetwork(request));
}

/// A deleted server has released its addresses, so another server can have them.
pub fn a_deleted_server_of_the_content_has_no_claim_to_its_address(store: &dyn Store) {
    let private = network("10.0.0.0/29");
    let on = |server| Server { addresses: vec![address(&private, "10.0.0.3")], ..server };
    let gone = on(deleted(server("gone"), second(1)));

    load(store, with_network(vec![gone, on(server("web"))])).unwrap();

    assert_eq!(names(store, &everything()), ["web", "gone"]);
}

/// No field of flavors, networks and hypervisors is lost.
pub fn the_infrastructure_is_that_of_the_content(store: &dyn Store) {
    let (infrastructure, image) = (full_infrastructure(), full_image());
    let content = Content {
        infrastructure: infrastructure.clone(),
        images: vec![image.clone()],
        ..Content::default()
    };

    load(store, content).unwrap();
    assert_eq!(*store.infrastructure(), infrastructure);
    assert_eq!(images(store), [image]);

    load(store, Content::default()).unwrap();
    assert_eq!(*store.infrastructure(), Infrastructure::default());
    assert_eq!(images(store), []);
}

/// A decision is only valid for the server that it was made on, not for another one with the same
/// number.
pub fn a_decision_on_replaced_content_is_made_again(store: &dyn Store) {
    let old = server("old");
    let new = Server { name: "new".to_owned(), ..old.clone() };
    load(store, plain(vec![old.clone()])).unwrap();
    let runs = AtomicU32::new(0);
    let decide = |it: &Server, _: &Scratch| {
        if runs.fetch_add(1, Ordering::Relaxed) == 0 {
            load(store, plain(vec![new.clone()])).unwrap();
        }
        let changed = Server { host: Some("somewhere".to_owned()), ..it.clone() };
        Ok(Decision::Write(Box::new(Change::to(changed))))
    };

    let changed = wait(store.change(old.id, &Scope::All, &decide)).unwrap().server;

    assert_eq!(changed.name, "new");
    assert_eq!(runs.load(Ordering::Relaxed), 2);
}

/// A store without content is healthy.
pub fn an_empty_store_is_healthy_and_has_no_infrastructure(store: &dyn Store) {
    assert!(store.health().is_ok());
    assert_eq!(*store.infrastructure(), Infrastructure::default());
    assert_eq!(names(store, &everything()), Vec::<String>::new());
}

fn load(store: &dyn Store, content: Content) -> Result<(), ContentError> {
    wait(store.load(content))
}

fn plain(servers: Vec<Server>) -> Content {
    let servers = servers.into_iter().map(|it| (it, Vec::new())).collect();
    Content { servers, ..Content::default() }
}

fn with_network(servers: Vec<Server>) -> Content {
    let networks = vec![network("10.0.0.0/29")];
    Content {
        infrastructure: Infrastructure { networks, ..Infrastructure::default() },
        ..plain(servers)
    }
}

fn assert_refused(result: &Result<(), ContentError>, id: Uuid, expected: &AddressError) {
    match result {
        Err(ContentError::Address(found, error)) => {
            assert_eq!((*found, error), (id, expected));
        }
        other => panic!("expected {expected:?}, got {other:?}"),
    }
}

/// An image with every field set.
fn full_image() -> Image {
    Image {
        id: Uuid::from_u128(1),
        name: "cirros".to_owned(),
        status: ImageStatus::PendingDelete,
        project_id: Some(PROJECT.to_owned()),
        visibility: Visibility::Community,
        is_protected: true,
        is_hidden: true,
        size: u64::MAX,
        min_ram_mb: 1,
        min_disk_gb: 2,
        disk_format: "qcow2".to_owned(),
        container_format: "bare".to_owned(),
        checksum: Some("ee1eca47dc88f4879d8a229cc70a07c6".to_owned()),
        created: second(1),
        updated: second(2),
        metadata: BTreeMap::from([("hw:cpu".to_owned(), "dedicated".to_owned())]),
        tags: BTreeSet::from(["gold".to_owned(), "lts".to_owned()]),
        server_id: Some(Uuid::from_u128(3)),
    }
}

/// An infrastructure with one item of each kind, and every field set.
pub(crate) fn full_infrastructure() -> Infrastructure {
    let texts = BTreeMap::from([("hw:cpu".to_owned(), "dedicated".to_owned())]);
    let flavor = Flavor {
        id: "m1.tiny".to_owned(),
        name: "tiny".to_owned(),
        ram_mb: 512,
        disk_gb: 1,
        vcpus: 2,
        ephemeral_gb: 3,
        swap_mb: 4,
        rxtx_factor: 1.1,
        is_public: false,
        is_disabled: true,
        extra_specs: texts,
        access: vec![PROJECT.to_owned()],
    };
    let hypervisor = Hypervisor {
        id: 1,
        hostname: "compute-1.example.org".to_owned(),
        host: "compute-1".to_owned(),
        zone: "nova".to_owned(),
        host_ip: "192.0.2.7".parse().unwrap(),
        hypervisor_type: "QEMU".to_owned(),
        hypervisor_version: 2_001_000,
        vcpus: 8,
        memory_mb: 32_768,
        local_gb: 500,
        cpu_info: "{}".to_owned(),
        is_up: false,
        disabled_reason: Some("maintenance".to_owned()),
        is_forced_down: true,
    };
    let server_group = ServerGroup {
        id: Uuid::from_u128(4),
        name: "apart".to_owned(),
        project_id: PROJECT.to_owned(),
        user_id: "someone".to_owned(),
        policy: ServerGroupPolicy::AntiAffinity,
        max_server_per_host: Some(2),
    };
    Infrastructure {
        flavors: vec![flavor],
        networks: vec![network("10.0.0.0/8"), network("fd00::/64")],
        hypervisors: vec![hypervisor],
        floating_pools: vec![pool("172.24.4.0/24")],
        server_groups: vec![server_group],
    }
}
