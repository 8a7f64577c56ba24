//! The plugin `os-suspend-server`: its rules, and a server without a host.

use serde_json::json;

use crate::support::{
    self, Held::ByNobody, accepted, answer, boot, bring, fault, forbidden, start_with_policy,
};

const NO_HOST: &str = "5e000000-0000-4000-8000-000000000011";

#[test]
fn each_action_has_a_rule() {
    let rules = [
        ("compute_extension:v3:os-suspend-server:suspend", "rule:admin_api"),
        ("compute_extension:v3:os-suspend-server:resume", "!"),
    ];
    let Some(cloud) = start_with_policy(&rules) else { return };
    let id = boot(&cloud, ByNobody);

    let by_owner = cloud.owner().action(&id, &json!({"suspend": null}));
    bring(cloud.admin(), &id, "suspend", "SUSPENDED");
    let back = cloud.admin().action(&id, &json!({"resume": null}));

    assert_eq!(answer(&by_owner), forbidden("compute_extension:v3:os-suspend-server:suspend"));
    assert_eq!(answer(&back), forbidden("compute_extension:v3:os-suspend-server:resume"));
}

#[test]
fn the_rules_of_v2_do_not_guard_it() {
    let rules = [("compute_extension:admin_actions:suspend", "!")];
    let Some(cloud) = start_with_policy(&rules) else { return };
    let id = boot(&cloud, ByNobody);

    let response = cloud.owner().action(&id, &json!({"suspend": null}));

    assert_eq!(answer(&response), accepted());
}

#[test]
fn a_server_without_a_host_is_not_ready() {
    let seed = include_str!("../v2/seeds/at_work.yaml");
    let Some(cloud) = support::start_seeded(seed) else { return };

    let response = cloud.owner().action(NO_HOST, &json!({"suspend": null}));

    let message = format!("Instance {NO_HOST} is not ready");
    assert_eq!(answer(&response), fault(409, "conflictingRequest", &message));
}
