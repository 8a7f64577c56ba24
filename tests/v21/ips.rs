//! `/servers/{id}/ips`

use serde_json::json;

use crate::support::{
    Crew, MEMBERS, RICH, UNKNOWN,
    Who::{Admin, AdminInside, Colleague, Guest, Owner, Reader, Stranger},
    answer, at, boot, fault, forbidden, not_found, start,
};

#[test]
fn addresses_are_listed_by_network_and_shown_by_its_label() {
    let Some(crew) = Crew::start_seeded(MEMBERS) else { return };
    let private = json!([
        {"version": 4, "addr": "10.0.0.9"},
        {"version": 4, "addr": "203.0.113.7"},
    ]);
    let second = json!([{"version": 6, "addr": "fd00::9"}]);
    for minor in [1, 75, 104] {
        for who in [Owner, Colleague, Reader, AdminInside, Admin] {
            let caller = crew.client(who, minor).expect("everybody is there");
            let get = |path: &str| answer(&caller.get(&format!("servers/{RICH}/ips{path}")));

            let addresses = json!({"addresses": {"private": private, "second": second}});
            assert_eq!(get(""), (200, addresses), "{who:?} 2.{minor}");
            assert_eq!(get("/private"), (200, json!({"private": private})));
            assert_eq!(get("/second"), (200, json!({"second": second})));
            let text = "Instance is not a member of specified network";
            assert_eq!(get("/none"), fault(404, "itemNotFound", text));
        }
        let guest = crew.client(Guest, minor).expect("everybody is there");
        let refused = guest.get(&format!("servers/{RICH}/ips"));
        assert_eq!(answer(&refused), forbidden("os_compute_api:ips:index"));
        let refused = guest.get(&format!("servers/{RICH}/ips/private"));
        assert_eq!(answer(&refused), forbidden("os_compute_api:ips:show"));
        let stranger = crew.client(Stranger, minor).expect("everybody is there");
        let refused = stranger.get(&format!("servers/{RICH}/ips"));
        assert_eq!(answer(&refused), not_found(RICH));
    }
}

#[test]
fn addresses_are_those_of_show() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    for minor in [1, 104] {
        let owner = at(cloud.owner(), minor);

        let listed = owner.get(&format!("servers/{id}/ips")).expect(200).at("/addresses");

        let shown = owner.get(&format!("servers/{id}")).expect(200).at("/server/addresses");
        for (label, addresses) in shown.as_object().expect("they are by network") {
            let addresses = addresses.as_array().expect("a network has addresses").iter();
            let plain = addresses.map(|it| json!({"version": it["version"], "addr": it["addr"]}));
            assert_eq!(listed[label], plain.collect::<serde_json::Value>());
        }
        let missing = owner.get(&format!("servers/{UNKNOWN}/ips"));
        assert_eq!(answer(&missing), not_found(UNKNOWN));
    }
}
