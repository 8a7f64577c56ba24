//! `os-floating-ips` and `os-floating-ip-pools`: `/os-floating-ips`, `/os-floating-ip-pools`, and
//! the actions `addFloatingIp` and `removeFloatingIp`.

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::{Value, json};

use crate::{
    both::calls::send,
    cloud_of_extensions::{is_listed, start_without},
    support::{
        Crew,
        Held::{ByAdmin, ByOwner},
        Who::{Admin, AdminInside, Colleague, Owner, Reader},
        accepted, answer, assert_unrouted, boot, fault, forbidden, held, ids_by_name, not_found,
        start_in_every_state, start_seeded, start_with_policy,
    },
};

/// A small pool and a larger one, and a server that has an address of the small one.
const SEED: &str = r#"
floating_pools:
  - {name: small, cidr: 192.0.2.0/29}
  - {name: large, cidr: 198.51.100.0/24}
servers:
  - id: 5e000000-0000-4000-8000-000000000001
    name: web
    project: demo
    addresses:
      - {network: private, ip: 10.0.0.11, mac: "fa:16:3e:00:00:01"}
      - {network: private, ip: 192.0.2.4, type: floating}
      - {network: private, ip: 203.0.113.4, type: floating}
      - {network: private, ip: 10.0.0.12, mac: "fa:16:3e:00:00:02"}
  - {id: 5e000000-0000-4000-8000-000000000002, name: db, project: demo, networks: [private]}
  - {id: 5e000000-0000-4000-8000-000000000003, name: bare, project: demo}
"#;

const WEB: &str = "5e000000-0000-4000-8000-000000000001";
const DB: &str = "5e000000-0000-4000-8000-000000000002";
const BARE: &str = "5e000000-0000-4000-8000-000000000003";
const UNKNOWN: &str = "c0ffee00-0000-4000-8000-000000000000";

fn add(address: &str) -> Value {
    json!({"addFloatingIp": {"address": address}})
}

fn remove(address: &str) -> Value {
    json!({"removeFloatingIp": {"address": address}})
}

/// Allocates an address of the default pool for the project of a client.
#[track_caller]
fn allocate(client: &Client) -> Value {
    client.post("os-floating-ips", &json!({"pool": null})).expect(200).at("/floating_ip")
}

#[track_caller]
fn ip_of(floating_ip: &Value) -> String {
    floating_ip["ip"].as_str().expect("an address is a text").to_owned()
}

#[track_caller]
fn path_of(floating_ip: &Value) -> String {
    format!("os-floating-ips/{}", floating_ip["id"].as_str().expect("an id is a text"))
}

fn find(client: &Client, floating_ip: &Value) -> Response {
    client.get(&path_of(floating_ip))
}

/// The floating addresses that a server shows.
#[track_caller]
fn shown(client: &Client, id: &str) -> Vec<String> {
    let networks = client.show(id).expect(200).at("/server/addresses");
    let networks = networks.as_object().expect("addresses are an object");
    let all = networks.values().flat_map(|it| it.as_array().expect("a list"));
    let floating = all.filter(|it| it["OS-EXT-IPS:type"] == "floating");
    floating.map(|it| it["addr"].as_str().expect("an address is a text").to_owned()).collect()
}

fn not_associated(address: &str, id: &str) -> (u16, Value) {
    let message = format!("Floating ip {address} is not associated with instance {id}.");
    fault(422, "computeFault", &message)
}

#[test]
fn a_project_is_given_addresses_of_the_pool_it_names_or_else_of_the_first() {
    let Some(cloud) = start_seeded(SEED) else { return };
    let owner = cloud.owner();

    let first = owner.call("POST", "os-floating-ips").send().expect(200);
    let second = owner.post("os-floating-ips", &json!({"pool": ""})).expect(200);
    let large = owner.post("os-floating-ips", &json!({"pool": "large"})).expect(200);

    for (number, given, ip, pool) in [
        (1, first, "192.0.2.2", "small"),
        (2, second, "192.0.2.3", "small"),
        (6, large, "198.51.100.2", "large"),
    ] {
        let id = given.at("/floating_ip/id");
        let free = json!({"fixed_ip": null, "id": id, "instance_id": null, "ip": ip, "pool": pool});
        assert_eq!(given.json(), json!({ "floating_ip": free }));
        assert_eq!(find(owner, &free).json(), given.json());
        // The number that earlier versions answered finds it as well.
        assert_eq!(owner.get(&format!("os-floating-ips/{number}")).json(), given.json());
    }
}

#[test]
fn the_addresses_of_a_seed_belong_to_the_projects_of_its_servers() {
    let Some(cloud) = start_seeded(SEED) else { return };

    let own = cloud.owner().get("os-floating-ips").expect(200);
    let foreign = cloud.other().get("os-floating-ips").expect(200);

    let seeded = json!({
        "fixed_ip": "10.0.0.11",
        "id": own.at("/floating_ips/0/id"),
        "instance_id": WEB,
        "ip": "192.0.2.4",
        "pool": "small",
    });
    assert_eq!(own.json(), json!({ "floating_ips": [seeded] }));
    assert_eq!(foreign.json(), json!({ "floating_ips": [] }));
    assert_eq!(shown(cloud.owner(), WEB), ["192.0.2.4", "203.0.113.4"]);
}

#[test]
fn a_pool_that_is_not_there_or_has_none_left_gives_none() {
    let Some(cloud) = start_seeded(SEED) else { return };
    for _ in 0..4 {
        let _ = allocate(cloud.owner());
    }

    let exhausted = cloud.other().post("os-floating-ips", &json!({"pool": "small"}));
    let first = cloud.other().post("os-floating-ips", &json!({}));
    let unknown = cloud.owner().post("os-floating-ips", &json!({"pool": "none"}));

    exhausted.assert_fault(404, "itemNotFound", "No more floating ips in pool small.");
    first.assert_fault(404, "itemNotFound", "No more floating ips available.");
    unknown.assert_fault(404, "itemNotFound", "No more floating ips in pool none.");
}

#[test]
fn the_pools_are_listed_by_name() {
    let cloud = Cloud::start();
    let Some(seeded) = start_seeded(SEED) else { return };

    let built_in = cloud.owner().get("os-floating-ip-pools").expect(200);
    let own = seeded.owner().get("os-floating-ip-pools").expect(200);

    assert_eq!(built_in.json(), json!({"floating_ip_pools": [{"name": "public"}]}));
    let names = json!({"floating_ip_pools": [{"name": "small"}, {"name": "large"}]});
    assert_eq!(own.json(), names);
}

#[test]
fn an_address_leads_to_the_first_fixed_address_of_the_server() {
    let Some(cloud) = start_seeded(SEED) else { return };
    let given = allocate(cloud.owner());

    let response = cloud.owner().action(DB, &add(&ip_of(&given)));

    assert_eq!(answer(&response), accepted());
    let found = find(cloud.owner(), &given).expect(200).at("/floating_ip");
    assert_eq!((&found["instance_id"], &found["fixed_ip"]), (&json!(DB), &json!("10.0.0.2")));
    let server = cloud.owner().show(DB).expect(200).at("/server/addresses/private");
    let [fixed, floating] = [&server[0], &server[1]];
    assert_eq!(floating["addr"], given["ip"]);
    assert_eq!(floating["OS-EXT-IPS-MAC:mac_addr"], fixed["OS-EXT-IPS-MAC:mac_addr"]);
}

#[test]
fn an_address_leads_to_a_fixed_address_of_ipv4() {
    const SEED: &str = r"
networks:
  - {name: new, cidr: fd00::/64}
  - {name: private, cidr: 10.0.0.0/24}
floating_pools: [{name: public, cidr: 192.0.2.0/29}]
servers:
  - id: 5e000000-0000-4000-8000-000000000001
    name: web
    project: demo
    networks: [new, private]
  - {id: 5e000000-0000-4000-8000-000000000002, name: db, project: demo, networks: [new]}
";
    let Some(cloud) = start_seeded(SEED) else { return };
    let given = allocate(cloud.owner());
    let ip = ip_of(&given);

    let response = cloud.owner().action(WEB, &add(&ip));
    let refused = cloud.owner().action(DB, &add(&ip));

    assert_eq!(answer(&response), accepted());
    let found = find(cloud.owner(), &given).expect(200).at("/floating_ip");
    assert_eq!((&found["instance_id"], &found["fixed_ip"]), (&json!(WEB), &json!("10.0.0.2")));
    let message = format!(
        "Unable to associate floating IP {ip} to any fixed IPs for instance {DB}. Instance has no \
         fixed IPv4 addresses to associate."
    );
    assert_eq!(answer(&refused), fault(400, "badRequest", &message));
}

#[test]
fn an_address_can_lead_to_a_certain_fixed_address() {
    let Some(cloud) = start_seeded(SEED) else { return };
    let given = allocate(cloud.owner());
    let to =
        |fixed: &str| json!({"addFloatingIp": {"address": given["ip"], "fixed_address": fixed}});
    cloud.owner().action(WEB, &add(&ip_of(&given))).assert_status(202);

    let response = cloud.owner().action(WEB, &to("10.0.0.12"));

    assert_eq!(answer(&response), accepted());
    let found = find(cloud.owner(), &given).expect(200).at("/floating_ip");
    assert_eq!(found["fixed_ip"], "10.0.0.12");
    let wrong = cloud.owner().action(WEB, &to("10.0.0.2"));
    wrong.assert_fault(400, "badRequest", "Specified fixed address not assigned to instance");
}

#[test]
fn without_its_extension_the_fixed_address_is_not_read() {
    let options = Options {
        seed: Some(SEED),
        disabled: vec!["os-extended-floating-ips"],
        ..Options::default()
    };
    let Some(cloud) = Cloud::start_with(&options) else { return };
    let given = allocate(cloud.owner());
    let body = json!({"addFloatingIp": {"address": given["ip"], "fixed_address": "10.9.9.9"}});

    let response = cloud.owner().action(DB, &body);

    assert_eq!(answer(&response), accepted());
    assert!(!is_listed(&cloud, "os-extended-floating-ips"));
}

#[test]
fn an_address_that_another_server_has_leaves_it() {
    let Some(cloud) = start_seeded(SEED) else { return };

    let response = cloud.owner().action(DB, &add("192.0.2.4"));

    assert_eq!(answer(&response), accepted());
    assert_eq!(shown(cloud.owner(), DB), ["192.0.2.4"]);
    assert_eq!(shown(cloud.owner(), WEB), ["203.0.113.4"]);
    // Repeating it changes nothing.
    assert_eq!(answer(&cloud.owner().action(DB, &add("192.0.2.4"))), accepted());
    assert_eq!(shown(cloud.owner(), DB), ["192.0.2.4"]);
}

#[test]
fn an_address_that_is_taken_from_a_server_stays_with_the_project() {
    let Some(cloud) = start_seeded(SEED) else { return };

    let response = cloud.owner().action(WEB, &remove("192.0.2.4"));

    assert_eq!(answer(&response), accepted());
    assert_eq!(shown(cloud.owner(), WEB), ["203.0.113.4"]);
    let listed = cloud.owner().get("os-floating-ips").expect(200);
    assert_eq!(listed.at("/floating_ips/0/instance_id"), json!(null));
    assert_eq!(listed.at("/floating_ips/0/ip"), "192.0.2.4");
    let again = cloud.owner().action(WEB, &remove("192.0.2.4"));
    assert_eq!(answer(&again), not_associated("192.0.2.4", WEB));
}

#[test]
fn a_deleted_server_gives_back_its_addresses_and_the_project_keeps_the_floating_ones() {
    let Some(cloud) = start_seeded(SEED) else { return };
    cloud.owner().delete(&format!("servers/{WEB}")).assert_status(204);
    cloud.owner().wait_until_gone(WEB);

    let listed = cloud.owner().get("os-floating-ips").expect(200);

    assert_eq!(listed.at("/floating_ips/0/instance_id"), json!(null));
    assert_eq!(answer(&cloud.owner().action(DB, &add("192.0.2.4"))), accepted());
}

#[test]
fn what_a_project_gives_back_leaves_its_server_and_can_be_given_again() {
    let Some(cloud) = start_seeded(SEED) else { return };

    let response = cloud.owner().delete("os-floating-ips/3");

    assert_eq!(answer(&response), accepted());
    assert_eq!(shown(cloud.owner(), WEB), ["203.0.113.4"]);
    let gone = cloud.owner().get("os-floating-ips/3");
    gone.assert_fault(404, "itemNotFound", "Floating ip not found for id 3");
    let ips: Vec<String> = (0..3).map(|_| ip_of(&allocate(cloud.other()))).collect();
    assert_eq!(ips, ["192.0.2.2", "192.0.2.3", "192.0.2.4"]);
}

#[test]
fn an_address_of_another_project_is_not_in_reach() {
    let Some(cloud) = start_seeded(SEED) else { return };
    let foreign = allocate(cloud.other());
    let path = path_of(&foreign);
    let id = path.trim_start_matches("os-floating-ips/");
    let missing = format!("Floating ip not found for id {id}");
    let unauthorized = fault(403, "forbidden", "Not authorized.");

    cloud.owner().get(&path).assert_fault(404, "itemNotFound", &missing);
    cloud.owner().delete(&path).assert_fault(404, "itemNotFound", &missing);
    let added = cloud.owner().action(DB, &add(&ip_of(&foreign)));
    assert_eq!(answer(&added), unauthorized);
    let removed = cloud.owner().action(DB, &remove(&ip_of(&foreign)));
    assert_eq!(answer(&removed), unauthorized);
    assert_eq!(shown(cloud.owner(), DB), [] as [&str; 0]);
    // An administrator may.
    assert_eq!(cloud.admin().get(&path).expect(200).at("/floating_ip"), foreign);
    assert_eq!(answer(&cloud.admin().action(DB, &add(&ip_of(&foreign)))), accepted());
}

#[test]
fn an_address_that_is_not_there_is_not_found() {
    let Some(cloud) = start_seeded(SEED) else { return };

    for id in ["99", "0", "x", "-1", UNKNOWN] {
        for method in ["GET", "DELETE"] {
            let response = cloud.owner().call(method, &format!("os-floating-ips/{id}")).send();

            let message = format!("Floating ip not found for id {id}");
            response.assert_fault(404, "itemNotFound", &message);
        }
    }
    // A free address, one of no pool, one that only the seed calls floating, and no address.
    for address in ["192.0.2.6", "203.0.113.9", "203.0.113.4", "10.0.0.11", "x", ""] {
        for body in [add(address), remove(address)] {
            let response = cloud.owner().action(WEB, &body);

            response.assert_fault(404, "itemNotFound", "floating ip not found");
        }
    }
}

#[test]
fn a_server_without_a_fixed_address_gets_none() {
    let Some(cloud) = start_seeded(SEED) else { return };
    let given = allocate(cloud.owner());

    let response = cloud.owner().action(BARE, &add(&ip_of(&given)));

    response.assert_fault(400, "badRequest", "No nw_info cache associated with instance");
}

#[test]
fn the_server_is_looked_for_before_the_address_that_it_is_to_get_and_after_that_it_is_to_lose() {
    let Some(cloud) = start_seeded(SEED) else { return };
    let given = ip_of(&allocate(cloud.other()));

    assert_eq!(answer(&cloud.owner().action(UNKNOWN, &add("x"))), not_found(UNKNOWN));
    assert_eq!(answer(&cloud.other().action(WEB, &add(&given))), not_found(WEB));
    let unknown = cloud.other().action(UNKNOWN, &remove(&given));
    assert_eq!(answer(&unknown), not_associated(&given, UNKNOWN));
    let elsewhere = cloud.owner().action(DB, &remove("192.0.2.4"));
    assert_eq!(answer(&elsewhere), not_associated("192.0.2.4", DB));
}

#[test]
fn what_says_no_address_is_refused() {
    let cloud = Cloud::start();
    for action in ["addFloatingIp", "removeFloatingIp"] {
        for value in [json!(null), json!("192.0.2.4"), json!([]), json!(1)] {
            let response = cloud.owner().action(UNKNOWN, &json!({ action: value }));

            response.assert_fault(400, "badRequest", "Missing parameter dict");
        }
        let response = cloud.owner().action(UNKNOWN, &json!({ action: {} }));

        response.assert_fault(400, "badRequest", "Address not specified");
    }
}

#[test]
fn the_state_of_the_server_does_not_matter() {
    let Some(cloud) = start_in_every_state() else { return };
    let owner = cloud.owner();
    let given = ip_of(&allocate(owner));
    for (name, id) in ids_by_name(&cloud) {
        if name.starts_with("no host") || name.contains("shelved_offloaded") {
            continue;
        }
        send(owner, &id, "addFixedIp").assert_status(202);

        let added = owner.action(&id, &add(&given));
        let removed = owner.action(&id, &remove(&given));

        assert_eq!(answer(&added), accepted(), "{name}");
        assert_eq!(answer(&removed), accepted(), "{name}");
    }
}

#[test]
fn a_lock_never_refuses_it() {
    let crew = Crew::start();
    for holder in [ByOwner, ByAdmin] {
        let id = boot(&crew.cloud, holder);
        let given = ip_of(&allocate(crew.cloud.owner()));
        for who in [Owner, Colleague, Reader, Admin, AdminInside] {
            let Some(caller) = crew.client(who) else { continue };

            let added = caller.action(&id, &add(&given));
            let removed = caller.action(&id, &remove(&given));

            assert_eq!(answer(&added), accepted(), "{holder:?} {who:?}");
            assert_eq!(answer(&removed), accepted(), "{holder:?} {who:?}");
        }
        assert_eq!(held(&crew.cloud, &id), holder);
    }
}

#[test]
fn limits_tell_how_many_the_project_has() {
    let Some(cloud) = start_seeded(SEED) else { return };
    let used =
        || cloud.owner().get("limits").expect(200).at("/limits/absolute/totalFloatingIpsUsed");
    assert_eq!(used(), 1);

    let given = allocate(cloud.owner());

    assert_eq!(used(), 2);
    let path = path_of(&given);
    cloud.owner().delete(&path).assert_status(202);
    assert_eq!(used(), 1);
}

#[test]
fn a_policy_can_refuse_it() {
    const RULE: &str = "compute_extension:floating_ips";
    const POOLS: &str = "compute_extension:floating_ip_pools";
    let Some(cloud) = start_with_policy(&[(RULE, "!"), (POOLS, "!")]) else { return };

    for (method, path) in
        [("GET", "os-floating-ips"), ("POST", "os-floating-ips"), ("DELETE", "os-floating-ips/1")]
    {
        let response = cloud.owner().call(method, path).send();

        assert_eq!(answer(&response), forbidden(RULE), "{method} {path}");
    }
    let action = cloud.owner().action(UNKNOWN, &add("192.0.2.4"));
    assert_eq!(answer(&action), forbidden(RULE));
    assert_eq!(answer(&cloud.owner().get("os-floating-ip-pools")), forbidden(POOLS));
}

#[test]
fn switched_off_there_is_nothing_of_it() {
    let Some(cloud) = start_without("os-floating-ips") else { return };

    assert_unrouted(&cloud.owner().get("os-floating-ips"));
    let response = cloud.owner().action(UNKNOWN, &add("192.0.2.4"));
    response.assert_fault(400, "badRequest", "There is no such action: addFloatingIp");
    assert!(!is_listed(&cloud, "os-floating-ips"));
}
