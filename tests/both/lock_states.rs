//! Locking and unlocking servers in any state.

use std::time::Duration;

use ferronova_testkit::{Client, Options};
use serde_json::{Value, json};

use crate::support::{
    self,
    Held::{ByAdmin, ByNobody, ByOwner},
    accepted, answer, boot, bring, held, locked,
};

const STATES: &str = include_str!("../v2/seeds/states.yaml");

/// Long enough for a state to last as long as the test.
const AN_HOUR: Duration = Duration::from_hours(1);

/// Status, vm state and task state of a server.
fn state(caller: &Client, id: &str) -> [Value; 3] {
    let shown = caller.show(id).expect(200);
    let members = ["status", "OS-EXT-STS:vm_state", "OS-EXT-STS:task_state"];
    members.map(|it| shown.at(&format!("/server/{it}")))
}

#[test]
fn a_server_is_locked_and_unlocked_in_any_state_and_stays_in_it() {
    let Some(cloud) = support::start_seeded(STATES) else { return };
    // Unlike other lists this one holds soft-deleted servers, too.
    let listed = cloud.owner().get("servers?changes-since=2014-01-01T00:00:00Z").at("/servers");
    let listed = listed.as_array().expect("a list has servers");
    assert_eq!(listed.len(), 16);
    for server in listed {
        let name = &server["name"];
        let id = server["id"].as_str().expect("a server has an id");
        let before = state(cloud.owner(), id);

        let lock = cloud.owner().action(id, &json!({"lock": null}));
        assert_eq!(answer(&lock), accepted(), "{name}");
        assert_eq!(held(&cloud, id), ByOwner, "{name}");
        assert_eq!(state(cloud.owner(), id), before, "{name}");

        let take_over = cloud.admin().action(id, &json!({"lock": null}));
        assert_eq!(answer(&take_over), accepted(), "{name}");
        assert_eq!(held(&cloud, id), ByAdmin, "{name}");

        let delete = cloud.owner().delete(&format!("servers/{id}"));
        assert_eq!(answer(&delete), locked(id), "{name}");

        let unlock = cloud.admin().action(id, &json!({"unlock": null}));
        assert_eq!(answer(&unlock), accepted(), "{name}");
        assert_eq!(held(&cloud, id), ByNobody, "{name}");
        assert_eq!(state(cloud.owner(), id), before, "{name}");
    }
}

#[test]
fn a_server_can_be_locked_while_it_is_built() {
    let Some(cloud) = support::start_with(&Options { build_time: AN_HOUR, ..Options::default() })
    else {
        return;
    };
    let created = cloud.owner().post("servers", &cloud.owner().new_server("web")).expect(202);
    let id = created.at("/server/id");
    let id = id.as_str().expect("a new server has an id");

    let response = cloud.owner().action(id, &json!({"lock": null}));

    assert_eq!(answer(&response), accepted());
    assert_eq!(held(&cloud, id), ByOwner);
    assert_eq!(state(cloud.owner(), id)[0], "BUILD");
    assert_eq!(answer(&cloud.owner().delete(&format!("servers/{id}"))), locked(id));
}

#[test]
fn a_server_that_was_locked_while_it_was_built_is_locked_when_it_runs() {
    let build_time = Duration::from_millis(100);
    let Some(cloud) = support::start_with(&Options { build_time, ..Options::default() }) else {
        return;
    };
    let created = cloud.owner().post("servers", &cloud.owner().new_server("web")).expect(202);
    let id = created.at("/server/id");
    let id = id.as_str().expect("a new server has an id");
    cloud.owner().action(id, &json!({"lock": null})).assert_status(202);

    cloud.owner().wait_for(id, "ACTIVE");

    assert_eq!(held(&cloud, id), ByOwner);
}

#[test]
fn a_server_can_be_locked_while_it_is_deleted_and_is_then_refused_a_second_time() {
    let Some(cloud) =
        support::start_with(&Options { action_time: Some(AN_HOUR), ..Options::default() })
    else {
        return;
    };
    let id = boot(&cloud, ByNobody);
    let path = format!("servers/{id}");
    cloud.owner().delete(&path).assert_status(204);

    let response = cloud.owner().action(&id, &json!({"lock": null}));

    assert_eq!(answer(&response), accepted());
    assert_eq!(held(&cloud, &id), ByOwner);
    let deleting = [json!("ACTIVE"), json!("active"), json!("deleting")];
    assert_eq!(state(cloud.owner(), &id), deleting);
    assert_eq!(answer(&cloud.owner().delete(&path)), locked(&id));
}

#[test]
fn a_lock_does_not_stop_a_deletion_that_has_begun() {
    let action_time = Duration::from_millis(100);
    let Some(cloud) =
        support::start_with(&Options { action_time: Some(action_time), ..Options::default() })
    else {
        return;
    };
    let id = boot(&cloud, ByNobody);
    cloud.owner().delete(&format!("servers/{id}")).assert_status(204);

    let _ = cloud.owner().action(&id, &json!({"lock": null}));

    cloud.owner().wait_until_gone(&id);
}

#[test]
fn a_server_in_error_can_be_locked_and_then_refuses_to_be_stopped() {
    let cloud = support::start();
    let id = boot(&cloud, ByNobody);
    cloud.admin().action(&id, &json!({"os-resetState": {"state": "error"}})).assert_status(202);

    let response = cloud.owner().action(&id, &json!({"lock": null}));

    assert_eq!(answer(&response), accepted());
    assert_eq!(held(&cloud, &id), ByOwner);
    assert_eq!(answer(&cloud.owner().action(&id, &json!({"os-stop": null}))), locked(&id));
    assert_eq!(state(cloud.owner(), &id)[0], "ERROR");
}

#[test]
fn a_stopped_server_can_be_locked_and_then_refuses_to_be_started() {
    let cloud = support::start();
    let id = boot(&cloud, ByNobody);
    bring(cloud.owner(), &id, "os-stop", "SHUTOFF");

    let response = cloud.owner().action(&id, &json!({"lock": null}));

    assert_eq!(answer(&response), accepted());
    assert_eq!(held(&cloud, &id), ByOwner);
    assert_eq!(answer(&cloud.owner().action(&id, &json!({"os-start": null}))), locked(&id));
    assert_eq!(state(cloud.owner(), &id)[0], "SHUTOFF");
}
