//! `os-start` and `os-stop`: on v3 they have rules of their own, asked about the server.

use serde_json::json;

use crate::support::{
    Held::{ByNobody, ByOwner},
    accepted, answer, boot, bring, created_id, forbidden, not_found, start_with_policy,
};

const UNKNOWN: &str = "dead0000-0000-4000-8000-000000000000";

#[test]
fn each_has_a_rule_that_is_asked_after_the_server_was_looked_up() {
    for (action, rule) in
        [("os-start", "compute:v3:servers:start"), ("os-stop", "compute:v3:servers:stop")]
    {
        let Some(cloud) = start_with_policy(&[(rule, "!")]) else { return };
        let id = boot(&cloud, ByNobody);

        for client in [cloud.owner(), cloud.admin()] {
            let found = client.action(&id, &json!({ action: null }));
            let unknown = client.action(UNKNOWN, &json!({ action: null }));

            assert_eq!(answer(&found), forbidden(rule));
            assert_eq!(answer(&unknown), not_found(UNKNOWN));
        }
    }
}

#[test]
fn the_rule_comes_before_the_lock_and_before_that_of_the_compute_layer() {
    let rules = [("compute:v3:servers:stop", "rule:admin_api"), ("compute:stop", "!")];
    let Some(cloud) = start_with_policy(&rules) else { return };
    let id = boot(&cloud, ByOwner);

    let by_owner = cloud.owner().action(&id, &json!({"os-stop": null}));
    let by_admin = cloud.admin().action(&id, &json!({"os-stop": null}));

    assert_eq!(answer(&by_owner), forbidden("compute:v3:servers:stop"));
    assert_eq!(answer(&by_admin), forbidden("compute:stop"));
}

#[test]
fn the_rule_is_asked_about_the_project_of_the_server() {
    let rules = [("compute:v3:servers:stop", "project_id:%(project_id)s")];
    let Some(cloud) = start_with_policy(&rules) else { return };
    let id = boot(&cloud, ByNobody);

    let by_admin = cloud.admin().action(&id, &json!({"os-stop": null}));
    let by_owner = cloud.owner().action(&id, &json!({"os-stop": null}));

    assert_eq!(answer(&by_admin), forbidden("compute:v3:servers:stop"));
    assert_eq!(answer(&by_owner), accepted());
}

#[test]
fn each_rule_guards_its_own_action_alone() {
    let Some(cloud) = start_with_policy(&[("compute:v3:servers:start", "!")]) else { return };
    let id = boot(&cloud, ByNobody);

    bring(cloud.owner(), &id, "os-stop", "SHUTOFF");
    let start = cloud.owner().action(&id, &json!({"os-start": null}));

    assert_eq!(answer(&start), forbidden("compute:v3:servers:start"));
}

#[test]
fn whoever_may_not_see_a_server_may_start_and_stop_it() {
    let Some(cloud) = start_with_policy(&[("compute:get", "rule:admin_api")]) else {
        return;
    };
    let owner = cloud.owner();
    let id = created_id(&owner.post("servers", &owner.new_server("web")).expect(202));
    cloud.admin().wait_for(&id, "ACTIVE");

    let stop = owner.action(&id, &json!({"os-stop": null}));

    assert_eq!(answer(&stop), accepted());
}
