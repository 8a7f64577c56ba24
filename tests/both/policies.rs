//! Policy files: rules that override the defaults.

use std::time::Duration;

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::{Value, json};

use crate::support::{
    self, HIDE_ADDRESSES_RULE, STATES, STATES_ALIAS, STATES_RULE, not_found_text, rule_of,
    start_with_policy,
};

const UNKNOWN: &str = "dead0000-0000-4000-8000-000000000000";

fn start(policy: &'static str) -> Option<Cloud> {
    support::start_with(&Options { policy: Some(policy), ..Options::default() })
}

#[track_caller]
fn assert_refused(response: &Response, rule: &str) {
    let message = format!("Policy doesn't allow {rule} to be performed.");
    response.assert_fault(403, "forbidden", &message);
}

/// Whether the owner's new server shows its states to a caller.
#[track_caller]
fn shows_states(client: &Client, id: &str) -> bool {
    let server = client.show(id).expect(200).at("/server");
    let keys = server.as_object().expect("a server is an object").keys();
    match keys.filter(|it| it.starts_with("OS-EXT-STS:")).count() {
        0 => false,
        n if n == STATES.len() => true,
        n => panic!("{n} of {} keys are shown: {server}", STATES.len()),
    }
}

#[test]
fn keys_are_left_out_without_a_word_for_those_whom_their_rule_refuses() {
    let Some(cloud) = start_with_policy(&[(STATES_RULE, "rule:admin_api")]) else { return };
    let id = cloud.owner().boot("web");

    let seen = [cloud.owner(), cloud.admin()].map(|client| shows_states(client, &id));

    assert_eq!(seen, [false, true]);
}

#[test]
fn keys_are_left_out_of_lists_too() {
    let Some(cloud) = start_with_policy(&[(STATES_RULE, "!")]) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");

    let listed = owner.get("servers/detail").expect(200).at("/servers/0");

    assert_eq!(listed, owner.show(&id).expect(200).at("/server"));
    assert!(!shows_states(owner, &id));
}

#[test]
fn an_extension_is_listed_for_those_who_do_not_see_its_keys() {
    let Some(cloud) = start_with_policy(&[(STATES_RULE, "!")]) else { return };

    let response = cloud.owner().get(&format!("extensions/{STATES_ALIAS}"));

    response.assert_status(200);
}

#[test]
fn an_action_that_its_rule_refuses_is_refused_for_every_server() {
    let Some(cloud) = start_with_policy(&[(rule_of("pause"), "!")]) else { return };
    let id = cloud.owner().boot("web");

    for client in [cloud.owner(), cloud.other(), cloud.admin()] {
        for id in [&*id, UNKNOWN, "web"] {
            let response = client.action(id, &json!({"pause": null}));

            assert_refused(&response, rule_of("pause"));
        }
    }
}

#[test]
fn each_action_has_a_rule_of_its_own() {
    for action in ["unpause", "suspend", "resume", "lock", "unlock"] {
        let Some(cloud) = start_with_policy(&[(rule_of(action), "!")]) else { return };

        let response = cloud.owner().action(UNKNOWN, &json!({ action: null }));
        let other = cloud.owner().action(UNKNOWN, &json!({"pause": null}));

        assert_refused(&response, rule_of(action));
        other.assert_status(404);
    }
}

#[test]
fn an_action_for_administrators_can_be_opened_to_all() {
    let Some(cloud) = start_with_policy(&[(rule_of("os-resetState"), "")]) else { return };
    let id = cloud.owner().boot("web");

    let own = cloud.owner().action(&id, &json!({"os-resetState": {"state": "error"}}));
    let other = cloud.other().action(&id, &json!({"os-resetState": {"state": "error"}}));

    own.assert_status(202);
    let message = format!("Instance {id} could not be found.");
    other.assert_fault(404, "itemNotFound", &message);
}

#[test]
fn a_rule_of_the_compute_layer_is_asked_about_servers_that_are_found() {
    let policy = "
        compute:start: '!'
        compute:stop: '!'
        compute:reboot: '!'
        compute:pause: '!'
        compute:unpause: '!'
        compute:suspend: '!'
        compute:resume: '!'
    ";
    let Some(cloud) = start(policy) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");

    for (action, argument, rule) in [
        ("os-start", json!(null), "compute:start"),
        ("os-stop", json!(null), "compute:stop"),
        ("reboot", json!({"type": "SOFT"}), "compute:reboot"),
        ("pause", json!(null), "compute:pause"),
        ("unpause", json!(null), "compute:unpause"),
        ("suspend", json!(null), "compute:suspend"),
        ("resume", json!(null), "compute:resume"),
    ] {
        let body = json!({ action: argument });
        let found = owner.action(&id, &body);
        let not_found = owner.action(UNKNOWN, &body);
        let of_admin = cloud.admin().action(&id, &body);

        assert_refused(&found, rule);
        assert_refused(&of_admin, rule);
        not_found.assert_status(404);
    }
}

#[test]
fn a_caller_whom_the_policy_refuses_does_not_learn_about_the_lock_or_the_state() {
    let Some(cloud) = start("compute:unpause: rule:admin_api") else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");
    owner.action(&id, &json!({"lock": null})).assert_status(202);

    let response = owner.action(&id, &json!({"unpause": null}));

    assert_refused(&response, "compute:unpause");
}

#[test]
fn the_body_of_a_core_action_is_looked_at_before_the_policy() {
    let Some(cloud) = start("compute:reboot: '!'") else { return };
    let id = cloud.owner().boot("web");

    let response = cloud.owner().action(&id, &json!({"reboot": {}}));

    response.assert_fault(400, "badRequest", "Missing argument 'type' for reboot");
}

#[test]
fn every_call_has_a_rule_of_the_compute_layer() {
    let policy = "
        compute:get: rule:admin_api
        compute:update: rule:admin_api
        compute:delete: rule:admin_api
        compute:get_all: rule:admin_api
        compute:get_all_tenants: '!'
    ";
    let Some(cloud) = start(policy) else { return };
    let owner = cloud.owner();
    let created = owner.post("servers", &owner.new_server("web")).expect(202).at("/server/id");
    let id = created.as_str().expect("a new server has an id");
    let path = format!("servers/{id}");
    let name = json!({"server": {"name": "db"}});

    assert_refused(&owner.show(id), "compute:get");
    assert_refused(&owner.put(&path, &name), "compute:update");
    assert_refused(&owner.delete(&path), "compute:delete");
    assert_refused(&owner.get("servers"), "compute:get_all");
    assert_refused(&owner.get("servers/detail"), "compute:get_all");
    assert_refused(&owner.get("servers?all_tenants=1"), "compute:get_all");
    assert_refused(&cloud.admin().get("servers?all_tenants=1"), "compute:get_all_tenants");
    cloud.admin().show(id).assert_status(200);
    cloud.admin().put(&path, &name).assert_status(200);
    cloud.admin().get("servers").assert_status(200);
    cloud.admin().delete(&path).assert_status(204);
}

#[test]
fn a_server_that_is_not_found_is_not_asked_about() {
    let policy = "
        compute:get: '!'
        compute:update: '!'
        compute:delete: '!'
    ";
    let Some(cloud) = start(policy) else { return };
    let owner = cloud.owner();
    let path = format!("servers/{UNKNOWN}");

    let show = owner.get(&path);
    let update = owner.put(&path, &json!({"server": {}}));
    let delete = owner.delete(&path);

    for (method, response) in [("GET", show), ("PUT", update), ("DELETE", delete)] {
        response.assert_fault(404, "itemNotFound", &not_found_text(method, UNKNOWN));
    }
}

#[test]
fn creating_has_a_rule_and_so_has_naming_networks() {
    let policy = "
        compute:create: role:member
        compute:create:attach_network: rule:admin_api
    ";
    let Some(cloud) = start(policy) else { return };
    let owner = cloud.owner();
    let on = |networks: Value| {
        let mut body = owner.new_server("web");
        body["server"]["networks"] = networks;
        owner.post("servers", &body)
    };

    let unnamed = owner.post("servers", &owner.new_server("web"));
    let empty = on(json!([]));
    let named = on(json!([{"uuid": UNKNOWN}]));
    let by_reader = cloud.log_in("reader", "demo").post("servers", &owner.new_server("web"));

    unnamed.assert_status(202);
    empty.assert_status(202);
    assert_refused(&named, "compute:create:attach_network");
    assert_refused(&by_reader, "compute:create");
}

#[test]
fn who_is_an_administrator_is_a_rule_too() {
    let Some(cloud) = start("context_is_admin: not role:admin") else { return };
    let id = cloud.owner().boot("web");

    let member = cloud.other().show(&id);
    let admin = cloud.admin().show(&id);

    member.assert_status(200);
    admin.assert_fault(404, "itemNotFound", &not_found_text("GET", &id));
}

#[test]
fn a_rule_of_the_api_asks_about_the_own_project_of_the_caller() {
    let rules = [(rule_of("pause"), "project_id:%(project_id)s")];
    let Some(cloud) = start_with_policy(&rules) else { return };
    let id = cloud.owner().boot("web");

    let by_admin = cloud.admin().action(&id, &json!({"pause": null}));

    by_admin.assert_status(202);
}

#[test]
fn roles_are_compared_without_regard_to_case() {
    let rules = [(rule_of("pause"), "role:MeMbEr and not role:ADMIN")];
    let Some(cloud) = start_with_policy(&rules) else { return };
    let id = cloud.owner().boot("web");

    let member = cloud.owner().action(&id, &json!({"pause": null}));
    let admin = cloud.admin().action(&id, &json!({"pause": null}));

    member.assert_status(202);
    assert_refused(&admin, rule_of("pause"));
}

#[test]
fn who_does_not_see_the_addresses_of_a_server_that_is_being_built_is_a_rule() {
    let policy: &'static str = format!("{HIDE_ADDRESSES_RULE}: '!'").leak();
    let options =
        Options { build_time: Duration::from_mins(10), policy: Some(policy), ..Options::default() };
    let Some(cloud) = support::start_with(&options) else { return };
    let owner = cloud.owner();
    let created = owner.post("servers", &owner.new_server("web")).expect(202);
    let id = created.at("/server/id").as_str().expect("it has an id").to_owned();

    let shown = owner.show(&id).expect(200);

    assert_eq!(shown.at("/server/status"), "BUILD");
    assert!(shown.at("/server/addresses/private/0/addr").is_string());
}
