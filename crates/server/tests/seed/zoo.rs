//! A cloud with a server of every kind can be said in a seed.

use ferronova_compute::{
    HostStatus, Hypervisor, Lifecycle, LockedBy, Scope, Server, Servers, parse_id,
};
use ferronova_server::Seed;
use ferronova_store_redb::RedbStore;

use crate::{seed, servers};

const ZOO: &str = include_str!("zoo.yaml");

fn find(seed: &Seed, name: &str) -> Server {
    (*servers(seed).iter().find(|it| it.name == name).expect("it is in the seed")).clone()
}

#[test]
fn every_kind_of_server_can_be_said() {
    let zoo = seed(ZOO);

    let rich = find(&zoo, "zoo-rich");
    let group = &zoo.content.infrastructure.server_groups[0];
    assert_eq!(rich.server_group, Some(group.id));
    assert_eq!(group.max_server_per_host, Some(2));
    assert_eq!(rich.tags, ["blue", "prod"]);
    assert_eq!(rich.flavor.extra_specs["hw:cpu_policy"], "shared");
    let expected = format!(r#"{{"group":"{}","query":"[\"=\",\"$a\",\"b\"]"}}"#, group.id);
    assert_eq!(rich.scheduler_hints, Some(expected));
    let (_, actions) = zoo.content.servers.iter().find(|(it, _)| it.id == rich.id).unwrap();
    let names: Vec<&str> = actions.iter().map(|it| it.action.as_str()).collect();
    assert_eq!(names, ["reboot", "stop", "create"]);
    assert_eq!(actions[1].events[0].details.as_deref(), Some("RuntimeError"));
    assert_eq!(rich.addresses.iter().filter(|it| it.label == "private").count(), 3);
    assert!(find(&zoo, "zoo-plain").image_properties.is_empty());
    assert_eq!(find(&zoo, "zoo-no-description").description, None);
    let without_spec = find(&zoo, "zoo-no-spec");
    assert_eq!((without_spec.scheduler_hints, without_spec.pinned_zone), (None, None));
    let not_pinned = find(&zoo, "zoo-not-pinned");
    assert_eq!(not_pinned.availability_zone.as_deref(), Some("nova"));
    assert_eq!(not_pinned.pinned_zone, None);
    let from_volume = find(&zoo, "zoo-volume-booted");
    assert_eq!(from_volume.image_id, None);
    assert!(from_volume.volumes[0].delete_on_termination);
    assert_eq!(find(&zoo, "Zoo-Case").hostname.as_deref(), Some("zoo-case"));
    let lock = |name: &str| find(&zoo, name).lock;
    let by_nobody = lock("zoo-locked-by-nobody");
    assert_eq!((by_nobody.is_set, by_nobody.holder), (true, None));
    let by_owner = lock("zoo-unlocked-by-owner");
    assert_eq!((by_owner.is_set, by_owner.holder), (false, Some(LockedBy::Owner)));
    let new = find(&zoo, "new");
    assert_eq!((new.host, new.availability_zone, new.pinned_zone), (None, None, None));
}

#[test]
fn hosts_are_up_down_or_in_maintenance() {
    let zoo = seed(ZOO);

    let hypervisors = &zoo.content.infrastructure.hypervisors;
    let statuses: Vec<HostStatus> = hypervisors.iter().map(Hypervisor::host_status).collect();
    let up = HostStatus::Up;
    assert_eq!(statuses, [up, HostStatus::Down, HostStatus::Maintenance, up]);
}

#[actix_web::test]
async fn a_database_keeps_all_of_it() {
    let zoo = seed(ZOO);
    let store = RedbStore::in_memory().unwrap();
    let infrastructure = zoo.content.infrastructure.clone();

    store.load(zoo.content).await.unwrap();

    assert_eq!(*store.infrastructure(), infrastructure);
    let id = parse_id("a2100000-0000-4000-8000-000000000002").unwrap();
    let rich = store.find(id, &Scope::All).await.unwrap().unwrap();
    let said = find(&seed(ZOO), "zoo-rich");
    assert_eq!(rich, Server { number: rich.number, version: rich.version, ..said });
}
