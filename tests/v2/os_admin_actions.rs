//! Texts that only `os-admin-actions` has.

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::{Value, json};

use crate::support;

const NO_HOST: &str = "5e000000-0000-4000-8000-000000000011";
const NO_HOST_PAUSED: &str = "5e000000-0000-4000-8000-000000000012";
const NO_HOST_SUSPENDED: &str = "5e000000-0000-4000-8000-000000000013";

const UNKNOWN: &str = "dead0000-0000-4000-8000-000000000000";

fn start_at_work() -> Option<Cloud> {
    let seed = Some(include_str!("seeds/at_work.yaml"));
    Cloud::start_with(&Options { seed, ..Options::default() })
}

fn act(client: &Client, id: &str, action: &str) -> Response {
    client.action(id, &json!({ action: null }))
}

fn reset(client: &Client, id: &str, state: &str) -> Response {
    client.action(id, &json!({"os-resetState": {"state": state}}))
}

#[test]
fn an_action_on_a_server_without_a_host_cannot_be_processed() {
    let Some(cloud) = start_at_work() else { return };

    for (action, id) in [
        ("pause", NO_HOST),
        ("unpause", NO_HOST_PAUSED),
        ("suspend", NO_HOST),
        ("resume", NO_HOST_SUSPENDED),
    ] {
        let response = act(cloud.owner(), id, action);

        let message = "Unable to process the contained instructions";
        response.assert_fault(422, "computeFault", message);
    }
    for action in ["resetNetwork", "injectNetworkInfo"] {
        let response = act(cloud.admin(), NO_HOST, action);

        let message = "Unable to process the contained instructions";
        response.assert_fault(422, "computeFault", message);
    }
}

#[test]
fn a_state_that_is_neither_active_nor_error_is_refused() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");

    for value in [
        json!(null),
        json!("active"),
        json!([]),
        json!({}),
        json!({"state": null}),
        json!({"state": 1}),
        json!({"state": "ACTIVE"}),
        json!({"state": "stopped"}),
        json!({"State": "active"}),
    ] {
        let response = cloud.admin().action(&id, &json!({ "os-resetState": value }));

        let message = "Desired state must be specified.  Valid states are: active, error";
        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn a_user_may_not_set_the_state_of_any_server() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");

    for (id, value) in [
        (&*id, json!({"state": "error"})),
        (UNKNOWN, json!({"state": "error"})),
        (&*id, json!({"state": "nonsense"})),
    ] {
        let response = cloud.owner().action(id, &json!({ "os-resetState": value }));

        let message = "Policy doesn't allow compute_extension:admin_actions:resetState to be \
                       performed.";
        response.assert_fault(403, "forbidden", message);
    }
}

#[test]
fn the_state_of_a_server_that_is_not_there_cannot_be_set() {
    let cloud = Cloud::start();

    let wrong = reset(cloud.admin(), UNKNOWN, "nonsense");
    let right = reset(cloud.admin(), UNKNOWN, "error");

    wrong.assert_status(400);
    let message = format!("Instance {UNKNOWN} could not be found.");
    right.assert_fault(404, "itemNotFound", &message);
}

#[test]
fn a_live_migration_says_how_it_is_done_in_words_for_true_and_false() {
    let cloud = support::start();
    let admin = cloud.admin();
    let id = cloud.owner().boot("web");
    let missing =
        "host, block_migration and disk_over_commit must be specified for live migration.";
    let no_word = |word: &str| {
        format!(
            "Unrecognized value '{word}', acceptable values are: '0', '1', 'f', 'false', 'n', \
             'no', 'off', 'on', 't', 'true', 'y', 'yes'"
        )
    };
    let asked = |block: Value, disk: Value| json!({"host": null, "block_migration": block, "disk_over_commit": disk});

    for (value, message) in [
        (json!(null), missing.to_owned()),
        (json!({"host": null}), missing.to_owned()),
        (json!({"host": 5, "block_migration": true, "disk_over_commit": true}), missing.to_owned()),
        (asked(json!("x"), json!(false)), no_word("x")),
        (asked(json!(false), json!(null)), no_word("None")),
        (asked(json!([]), json!(false)), no_word("[]")),
    ] {
        let response = admin.action(&id, &json!({"os-migrateLive": value}));

        response.assert_fault(400, "badRequest", &message);
    }
    for (block, disk) in [(json!(1), json!("no")), (json!(true), json!(" F "))] {
        admin.action(&id, &json!({"os-migrateLive": asked(block, disk)})).assert_status(202);
        cloud.owner().wait_for(&id, "ACTIVE");
    }
}
