//! Policy files on v2: rules that others refer to, and the default.

use ferronova_testkit::{Cloud, Options, Response};
use serde_json::json;

fn start(policy: &'static str) -> Option<Cloud> {
    Cloud::start_with(&Options { policy: Some(policy), ..Options::default() })
}

#[track_caller]
fn assert_refused(response: &Response, rule: &str) {
    let message = format!("Policy doesn't allow {rule} to be performed.");
    response.assert_fault(403, "forbidden", &message);
}

#[test]
fn rules_that_others_refer_to_can_be_changed() {
    let Some(cloud) = start("admin_or_owner: is_admin:True") else { return };
    let owner = cloud.owner();
    let id = {
        let created = owner.post("servers", &owner.new_server("web")).expect(202).at("/server/id");
        created.as_str().expect("a new server has an id").to_owned()
    };

    let by_owner = owner.action(&id, &json!({"os-stop": null}));
    let by_admin = cloud.admin().action(&id, &json!({"os-stop": null}));

    assert_refused(&by_owner, "compute:stop");
    by_admin.assert_status(202);
}

#[test]
fn the_default_decides_where_neither_file_nor_program_has_a_rule() {
    let Some(cloud) = start("default: '!'") else { return };
    let owner = cloud.owner();
    let created = owner.post("servers", &owner.new_server("web")).expect(202).at("/server/id");
    let id = created.as_str().expect("a new server has an id");

    let show = owner.show(id);
    let reboot = owner.action(id, &json!({"reboot": {"type": "SOFT"}}));
    let stop = owner.action(id, &json!({"os-stop": null}));

    assert_refused(&show, "compute:get");
    assert_refused(&reboot, "compute:reboot");
    stop.assert_status(202);
}
