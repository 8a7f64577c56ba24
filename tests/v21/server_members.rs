//! What show, detail and the answer of PUT have of a server at each microversion.

use std::collections::BTreeSet;

use ferronova_testkit::{Client, Response};
use serde_json::{Value, json};

use crate::support::{
    Crew, LATEST, MEMBERS, RICH,
    Who::{self, Admin, AdminInside, Colleague, Guest, Owner, Reader, Stranger},
    answer, at, boot, forbidden, keys, not_found, start,
};

/// A view of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Show,
    Detail,
    Put,
}
use View::{Detail, Put, Show};

const EVERYWHERE: &[View] = &[Show, Detail, Put];
const READ: &[View] = &[Show, Detail];

/// Who sees a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SeenBy {
    All,
    Admins,
}
use SeenBy::{Admins, All};

/// From this microversion on, these views have these members for these callers. The value of a
/// later row replaces that of an earlier one. From 2.75 on, PUT has the members of show.
type Row = (u16, &'static [View], SeenBy, Value);

const WHOLE_PUT: u16 = 75;

/// The members of [`RICH`].
fn rows(base_url: &str) -> [Row; 19] {
    let group = json!(["b33ebe95-be2d-4534-b828-5520dda4b092"]);
    let hints = json!({"query": ["[1]"], "several": ["a", "b"]});
    let mut image = image(base_url);
    image["properties"] = json!({"hw_disk_bus": "virtio", "os_distro": "cirros"});
    [
        (1, EVERYWHERE, All, of_core(base_url)),
        (1, READ, All, of_reads()),
        (1, READ, Admins, attributes()),
        (3, READ, Admins, more_attributes()),
        (3, READ, All, volumes(&json!({"id": VOLUME, "delete_on_termination": false}))),
        (9, EVERYWHERE, All, json!({"locked": true})),
        (16, READ, Admins, json!({"host_status": "UP"})),
        (19, EVERYWHERE, All, json!({"description": "a server with everything"})),
        (26, EVERYWHERE, All, json!({"tags": ["blue", "prod"]})),
        (47, EVERYWHERE, All, json!({"flavor": embedded_flavor()})),
        (63, EVERYWHERE, All, json!({"trusted_image_certificates": ["cert-1", "cert-2"]})),
        (71, &[Show, Put], All, json!({"server_groups": group})),
        (73, EVERYWHERE, All, json!({"locked_reason": "do not touch"})),
        (WHOLE_PUT, &[], All, json!({})),
        (90, EVERYWHERE, All, json!({"OS-EXT-SRV-ATTR:hostname": "rich.example.org"})),
        (94, &[], All, json!({})),
        (96, EVERYWHERE, All, json!({"pinned_availability_zone": "nova"})),
        (98, EVERYWHERE, All, json!({"image": image})),
        (100, EVERYWHERE, All, json!({"scheduler_hints": hints})),
    ]
}

const VOLUME: &str = "e7d27294-f282-4245-902b-35f6a5630d2a";

fn of_core(base_url: &str) -> Value {
    json!({
        "id": RICH,
        "name": "rich",
        "status": "ACTIVE",
        "tenant_id": "de000000000000000000000000000001",
        "user_id": "demo",
        "metadata": {"role": "web"},
        // SHA-224 of the ids of the project and the host.
        "hostId": "ecaaa56979e322da67553cabd0c084c01659b19e68c1499c3c666405",
        "image": image(base_url),
        "flavor": {
            "id": "swap",
            "links": [{"rel": "bookmark", "href": format!("{base_url}/flavors/swap")}],
        },
        "created": "2026-01-01T00:00:01Z",
        "updated": "2026-01-01T00:00:21Z",
        "addresses": {
            "private": [
                {"version": 4, "addr": "10.0.0.9"},
                {"version": 4, "addr": "203.0.113.7"},
            ],
            "second": [{"version": 6, "addr": "fd00::9"}],
        },
        "accessIPv4": "192.0.2.77",
        "accessIPv6": "2001:db8::77",
        "links": [
            {"rel": "self", "href": format!("{base_url}/v2.1/servers/{RICH}")},
            {"rel": "bookmark", "href": format!("{base_url}/servers/{RICH}")},
        ],
        "OS-DCF:diskConfig": "AUTO",
        "progress": 0,
    })
}

fn image(base_url: &str) -> Value {
    let id = "1a9e0000-0000-4000-8000-000000000001";
    let href = format!("{base_url}/images/{id}");
    json!({"id": id, "links": [{"rel": "bookmark", "href": href}]})
}

fn of_reads() -> Value {
    let address = |version: u8, address: &str, kind: &str, mac: &str| {
        json!({
            "version": version,
            "addr": address,
            "OS-EXT-IPS:type": kind,
            "OS-EXT-IPS-MAC:mac_addr": mac,
        })
    };
    let mut members = json!({
        "addresses": {
            "private": [
                address(4, "10.0.0.9", "fixed", "fa:16:3e:00:00:07"),
                address(4, "203.0.113.7", "floating", "fa:16:3e:00:00:07"),
            ],
            "second": [address(6, "fd00::9", "fixed", "fa:16:3e:00:00:08")],
        },
        "OS-EXT-AZ:availability_zone": "nova",
        "config_drive": "True",
        "key_name": "key",
        "OS-SRV-USG:launched_at": "2026-01-01T00:00:11.000000",
        "OS-SRV-USG:terminated_at": null,
        "security_groups": [{"name": "default"}],
        "OS-EXT-STS:task_state": null,
        "OS-EXT-STS:vm_state": "active",
        "OS-EXT-STS:power_state": 1,
    });
    put_all(&mut members, volumes(&json!({"id": VOLUME})));
    members
}

fn volumes(volume: &Value) -> Value {
    json!({"os-extended-volumes:volumes_attached": [volume]})
}

fn attributes() -> Value {
    json!({
        "OS-EXT-SRV-ATTR:host": "compute-1",
        "OS-EXT-SRV-ATTR:instance_name": "instance-00001267",
        "OS-EXT-SRV-ATTR:hypervisor_hostname": "compute-1.example",
    })
}

fn more_attributes() -> Value {
    json!({
        "OS-EXT-SRV-ATTR:hostname": "rich.example.org",
        "OS-EXT-SRV-ATTR:kernel_id": "",
        "OS-EXT-SRV-ATTR:launch_index": 0,
        "OS-EXT-SRV-ATTR:ramdisk_id": "",
        "OS-EXT-SRV-ATTR:reservation_id": "r-000003eb",
        "OS-EXT-SRV-ATTR:root_device_name": "/dev/vda",
        "OS-EXT-SRV-ATTR:user_data": "ZWNobyBoaQ==",
    })
}

fn embedded_flavor() -> Value {
    json!({
        "vcpus": 2,
        "ram": 1024,
        "disk": 10,
        "ephemeral": 5,
        "swap": 512,
        "original_name": "m1.swap",
        "extra_specs": {"hw:cpu_policy": "shared"},
    })
}

fn put_all(members: &mut Value, more: Value) {
    let Value::Object(more) = more else { panic!("{more} is no object") };
    members.as_object_mut().expect("members are an object").extend(more);
}

/// What a view has of [`RICH`] for a caller at 2.`minor`.
fn expected(base_url: &str, view: View, who: Who, minor: u16) -> Value {
    let view = if view == Put && minor >= WHOLE_PUT { Show } else { view };
    let mut members = json!({});
    for (since, views, seen_by, more) in rows(base_url) {
        let is_seen = seen_by == All || who.is_admin();
        if since <= minor && views.contains(&view) && is_seen {
            put_all(&mut members, more);
        }
    }
    members
}

/// A server as a view has it.
#[track_caller]
fn seen(caller: &Client, view: View, id: &str) -> Value {
    match view {
        Show => caller.get(&format!("servers/{id}")).expect(200).at("/server"),
        Detail => {
            let listed = caller.get("servers/detail").expect(200).at("/servers");
            let mut servers = listed.as_array().into_iter().flatten();
            servers.find(|it| it["id"] == id).expect("the list has the server").clone()
        }
        Put => rename(caller, id).expect(200).at("/server"),
    }
}

fn rename(caller: &Client, id: &str) -> Response {
    caller.put(&format!("servers/{id}"), &json!({"server": {}}))
}

/// The microversions of the rows, and those just below.
fn around_rows() -> BTreeSet<u16> {
    let since = rows("").map(|(since, ..)| since);
    let around = since.iter().flat_map(|it| [it.saturating_sub(1).max(1), *it]);
    around.chain([LATEST]).collect()
}

#[test]
fn show_follows_the_rows() {
    let Some(crew) = Crew::start_seeded(MEMBERS) else { return };
    follows_the_rows(&crew, Show, &[Owner, Colleague, Reader, Admin, AdminInside]);
}

#[test]
fn put_follows_the_rows() {
    let Some(crew) = Crew::start_seeded(MEMBERS) else { return };
    follows_the_rows(&crew, Put, &[Owner, Colleague, Admin, AdminInside]);
}

#[test]
fn detail_follows_the_rows() {
    let Some(crew) = Crew::start_seeded(MEMBERS) else { return };
    follows_the_rows(&crew, Detail, &[Owner, Colleague, Reader, AdminInside]);
}

#[test]
fn detail_of_all_projects_follows_the_rows() {
    let Some(crew) = Crew::start_seeded(MEMBERS) else { return };
    let base_url = crew.cloud.owner().base_url();
    for minor in around_rows() {
        let admin = at(crew.cloud.admin(), minor);

        let listed = admin.get("servers/detail?all_tenants=1").expect(200).at("/servers");

        let mut servers = listed.as_array().into_iter().flatten();
        let server = servers.find(|it| it["id"] == RICH).expect("the list has the server");
        assert_eq!(*server, expected(base_url, Detail, Admin, minor), "2.{minor}");
    }
}

fn follows_the_rows(crew: &Crew, view: View, callers: &[Who]) {
    let base_url = crew.cloud.owner().base_url();
    for minor in around_rows() {
        for who in callers {
            let caller = crew.client(*who, minor).expect("everybody is there");

            let mut server = seen(&caller, view, RICH);

            let expected = expected(base_url, view, *who, minor);
            if view == Put {
                server["updated"] = expected["updated"].clone();
            }
            assert_eq!(server, expected, "{who:?} 2.{minor}");
        }
    }
}

#[test]
fn a_stranger_and_a_caller_without_a_role_see_nothing() {
    let Some(crew) = Crew::start_seeded(MEMBERS) else { return };
    for minor in around_rows() {
        let stranger = crew.client(Stranger, minor).expect("everybody is there");
        let guest = crew.client(Guest, minor).expect("everybody is there");
        let reader = crew.client(Reader, minor).expect("everybody is there");
        let path = format!("servers/{RICH}");

        assert_eq!(answer(&stranger.get(&path)), not_found(RICH), "2.{minor}");
        assert_eq!(answer(&rename(&stranger, RICH)), not_found(RICH), "2.{minor}");
        assert_eq!(stranger.get("servers/detail").expect(200).at("/servers"), json!([]));
        let rule = "os_compute_api:servers:show";
        assert_eq!(answer(&guest.get(&path)), forbidden(rule), "2.{minor}");
        let rule = "os_compute_api:servers:detail";
        assert_eq!(answer(&guest.get("servers/detail")), forbidden(rule), "2.{minor}");
        let rule = "os_compute_api:servers:index";
        assert_eq!(answer(&guest.get("servers")), forbidden(rule), "2.{minor}");
        let rule = "os_compute_api:servers:update";
        for caller in [guest, reader] {
            assert_eq!(answer(&rename(&caller, RICH)), forbidden(rule), "2.{minor}");
        }
    }
}

#[test]
fn a_list_has_id_name_and_links_at_every_microversion() {
    let Some(crew) = Crew::start_seeded(MEMBERS) else { return };
    for minor in around_rows() {
        for who in [Owner, Reader, AdminInside] {
            let caller = crew.client(who, minor).expect("everybody is there");

            let listed = caller.get("servers?name=rich").expect(200);

            let core = of_core(caller.base_url());
            let brief = json!({"id": RICH, "name": "rich", "links": core["links"]});
            assert_eq!(listed.json(), json!({"servers": [brief]}), "{who:?} 2.{minor}");
        }
    }
}

#[test]
fn links_have_the_project_if_it_is_in_the_path() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    let (base_url, project) = (cloud.owner().base_url(), cloud.owner().project_id());
    for minor in [1, 18, LATEST] {
        let owner = at(cloud.owner(), minor);
        for (path, part) in [
            (format!("servers/{id}"), String::new()),
            (format!("{project}/servers/{id}"), format!("/{project}")),
        ] {
            let links = owner.get(&path).expect(200).at("/server/links");

            let expected = json!([
                {"rel": "self", "href": format!("{base_url}/v2.1{part}/servers/{id}")},
                {"rel": "bookmark", "href": format!("{base_url}{part}/servers/{id}")},
            ]);
            assert_eq!(links, expected, "2.{minor} {path}");
        }
    }
}

/// The keys that views gain at a microversion, and for whom; no key is lost.
const GAINED: &[(u16, &[View], SeenBy, &[&str])] = &[
    (
        3,
        READ,
        Admins,
        &[
            "OS-EXT-SRV-ATTR:hostname",
            "OS-EXT-SRV-ATTR:kernel_id",
            "OS-EXT-SRV-ATTR:launch_index",
            "OS-EXT-SRV-ATTR:ramdisk_id",
            "OS-EXT-SRV-ATTR:reservation_id",
            "OS-EXT-SRV-ATTR:root_device_name",
            "OS-EXT-SRV-ATTR:user_data",
        ],
    ),
    (9, EVERYWHERE, All, &["locked"]),
    (16, READ, Admins, &["host_status"]),
    (19, EVERYWHERE, All, &["description"]),
    (26, EVERYWHERE, All, &["tags"]),
    (63, EVERYWHERE, All, &["trusted_image_certificates"]),
    (71, &[Show, Put], All, &["server_groups"]),
    (73, EVERYWHERE, All, &["locked_reason"]),
    (96, EVERYWHERE, All, &["pinned_availability_zone"]),
    (100, EVERYWHERE, All, &["scheduler_hints"]),
];

/// The microversions that change the value of a key, of a server without volumes.
const CHANGED: &[(u16, &str)] = &[(47, "flavor"), (98, "image")];

#[test]
fn views_change_at_these_microversions_and_at_no_others() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    for (client, who) in [(cloud.owner(), Owner), (cloud.admin(), Admin)] {
        for view in [Show, Put] {
            let mut before = seen(&at(client, 1), view, &id);
            for minor in 2..=LATEST {
                let now = seen(&at(client, minor), view, &id);
                if !(view == Put && minor == WHOLE_PUT) {
                    let gained = gained(view, who, minor);
                    assert_eq!(new_keys(&before, &now), gained, "{view:?} {who:?} 2.{minor}");
                    let changed = CHANGED.iter().filter(|(since, _)| *since == minor);
                    let changed: Vec<&str> = changed.map(|(_, key)| *key).collect();
                    assert_eq!(changed_keys(&before, &now), changed, "{view:?} {who:?} 2.{minor}");
                }
                before = now;
            }
        }
    }
}

/// The keys that a view gains at 2.`minor`.
fn gained(view: View, who: Who, minor: u16) -> BTreeSet<&'static str> {
    if minor == 90 && who == Owner {
        return BTreeSet::from(["OS-EXT-SRV-ATTR:hostname"]);
    }
    let is_it = |(since, views, seen_by, _): &&(u16, &[View], SeenBy, &[&str])| {
        *since == minor && views.contains(&view) && (*seen_by == All || who.is_admin())
    };
    GAINED.iter().filter(is_it).flat_map(|(.., keys)| keys.iter().copied()).collect()
}

/// The keys of one object that the other lacks. All others are in both.
#[track_caller]
fn new_keys<'a>(before: &'a Value, now: &'a Value) -> BTreeSet<&'a str> {
    let [before, now] = [before, now].map(|it| BTreeSet::from_iter(keys(it)));
    assert!(before.is_subset(&now), "{before:?} {now:?}");
    now.difference(&before).copied().collect()
}

/// The keys of both objects whose values differ, but for the time of the last change.
fn changed_keys<'a>(before: &'a Value, now: &Value) -> Vec<&'a str> {
    let differ = |key: &&str| *key != "updated" && before[*key] != now[*key];
    keys(before).into_iter().filter(differ).collect()
}

#[test]
fn put_has_every_key_of_show_from_2_75_on() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    for client in [cloud.owner(), cloud.admin()] {
        for (minor, is_whole) in [(74, false), (75, true), (LATEST, true)] {
            let client = at(client, minor);

            let updated = seen(&client, Put, &id);

            let shown = seen(&client, Show, &id);
            assert_eq!(updated == shown, is_whole, "2.{minor}: {updated} {shown}");
        }
    }
}
