//! Locks whose flag and holder disagree, as only a seed or another program can leave them: views
//! and the override of `unlock` go by the holder, refusals and the filter `locked` by the flag.

use ferronova_testkit::{Cloud, Options};
use serde_json::{Value, json};

use crate::{
    both::instance_actions,
    support::{
        self,
        Held::{self, ByAdmin, ByNobody, ByOwner},
        Who, accepted, answer, forbidden, held, ids_by_name, locked, names, policy,
    },
};

const OVERRIDE: &str = "compute:unlock_override";

/// A cloud with a server for each kind of such a lock. Nobody may release the lock of another.
fn start() -> Option<Cloud> {
    let policy = Some(policy(&[(OVERRIDE, "!")]));
    let seed = Some(include_str!("../v2/seeds/unusual_locks.yaml"));
    support::start_with(&Options { seed, policy, ..Options::default() })
}

/// Whether the owner's calls are refused because of the lock.
#[track_caller]
fn refuses(cloud: &Cloud, id: &str) -> bool {
    let response = cloud.owner().action(id, &json!({"os-stop": null}));
    if response.status() == 202 {
        return false;
    }
    assert_eq!(answer(&response), locked(id));
    true
}

#[test]
fn a_server_shows_the_holder_of_its_lock_whatever_the_flag() {
    let Some(cloud) = start() else { return };
    let ids = ids_by_name(&cloud);

    for (name, holder) in
        [("flag", ByNobody), ("owners", ByOwner), ("admins", ByAdmin), ("unlocked", ByNobody)]
    {
        assert_eq!(held(&cloud, &ids[name]), holder, "{name}");
    }
}

#[test]
fn one_filter_goes_by_the_flag_and_the_other_by_the_holder() {
    let Some(cloud) = start() else { return };
    for (query, expected) in [
        ("locked=true", &["flag"] as &[&str]),
        ("locked=false", &["unlocked", "admins", "owners"]),
        ("locked_by=owner", &["owners"]),
        ("locked_by=admin", &["admins"]),
        ("locked=true&locked_by=owner", &[]),
        ("locked=false&locked_by=admin", &["admins"]),
    ] {
        for path in ["servers", "servers/detail"] {
            let listed = cloud.owner().get(&format!("{path}?{query}"));

            assert_eq!(names(&listed), expected, "{path}?{query}");
        }
    }
}

#[test]
fn the_flag_alone_refuses_calls() {
    let Some(cloud) = start() else { return };
    let ids = ids_by_name(&cloud);

    for (name, is_refused) in [("flag", true), ("owners", false), ("admins", false)] {
        assert_eq!(refuses(&cloud, &ids[name]), is_refused, "{name}");
    }

    let delete = format!("servers/{}", ids["flag"]);
    assert_eq!(answer(&cloud.owner().delete(&delete)), locked(&ids["flag"]));
    cloud.admin().delete(&delete).assert_status(204);
}

/// What an action on such a lock leads to: who is shown as its holder, and whether it refuses
/// calls of the owner.
struct Case(&'static str, &'static str, Who, Held, bool);

#[test]
fn a_lock_goes_by_the_flag_and_mends_what_disagrees() {
    for Case(name, action, who, holder, is_refused) in [
        Case("flag", "lock", Who::Owner, ByNobody, true),
        Case("flag", "lock", Who::Admin, ByAdmin, true),
        Case("flag", "unlock", Who::Owner, ByNobody, false),
        Case("flag", "unlock", Who::Admin, ByNobody, false),
        Case("owners", "lock", Who::Owner, ByOwner, true),
        Case("owners", "lock", Who::Admin, ByAdmin, true),
        Case("owners", "unlock", Who::Owner, ByNobody, false),
        Case("admins", "lock", Who::Owner, ByOwner, true),
        Case("admins", "lock", Who::Admin, ByAdmin, true),
        Case("admins", "unlock", Who::Admin, ByNobody, false),
    ] {
        let Some(cloud) = start() else { return };
        let id = &ids_by_name(&cloud)[name];
        let caller = if who == Who::Admin { cloud.admin() } else { cloud.owner() };

        let response = caller.action(id, &json!({ action: null }));

        assert_eq!(answer(&response), accepted(), "{name}: {action} by {who:?}");
        assert_eq!(held(&cloud, id), holder, "{name}: {action} by {who:?}");
        assert_eq!(refuses(&cloud, id), is_refused, "{name}: {action} by {who:?}");
    }
}

#[test]
fn an_unlock_asks_for_the_override_by_the_holder() {
    let Some(cloud) = start() else { return };
    let ids = ids_by_name(&cloud);

    for (name, caller, holder) in
        [("owners", cloud.admin(), ByOwner), ("admins", cloud.owner(), ByAdmin)]
    {
        let response = caller.action(&ids[name], &json!({"unlock": null}));

        assert_eq!(answer(&response), forbidden(OVERRIDE), "{name}");
        assert_eq!(held(&cloud, &ids[name]), holder, "{name}");
    }
}

#[test]
fn a_lock_by_the_owner_of_a_server_whose_flag_is_set_leaves_no_trace() {
    let Some(cloud) = start() else { return };
    let id = &ids_by_name(&cloud)["flag"];
    let before = cloud.owner().show(id).json();

    cloud.owner().action(id, &json!({"lock": null})).assert_status(202);

    assert_eq!(cloud.owner().show(id).json(), before);
    let actions = instance_actions::list(cloud.owner(), id).expect(200).at("/instanceActions");
    assert_eq!(actions.as_array().map(Vec::len), Some(1), "{actions}");
}

#[test]
fn a_list_follows_such_a_lock_as_it_is_mended() {
    let Some(cloud) = start() else { return };
    let ids = ids_by_name(&cloud);
    let listed = |query: &str| names(&cloud.owner().get(&format!("servers?{query}")));

    cloud.owner().action(&ids["owners"], &json!({"lock": null})).assert_status(202);
    cloud.owner().action(&ids["flag"], &json!({"unlock": null})).assert_status(202);

    assert_eq!(listed("locked=true"), ["owners"]);
    assert_eq!(listed("locked_by=owner"), ["owners"]);
    assert_eq!(listed("locked=false"), ["unlocked", "admins", "flag"]);
    let shown = cloud.owner().show(&ids["owners"]).expect(200).at("/server/updated");
    assert_ne!(shown, Value::from("2014-10-16T12:00:00Z"));
}
