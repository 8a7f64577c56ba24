//! The plugin `os-lock-server`: its own rules decide.

use ferronova_testkit::Options;
use serde_json::json;

use crate::support::{
    self,
    Held::{ByNobody, ByOwner},
    accepted, answer, boot, forbidden, held, start_with_policy,
};

#[test]
fn lock_and_unlock_have_a_rule_each() {
    for (rule, refused, allowed) in [
        ("compute_extension:v3:os-lock-server:lock", "lock", "unlock"),
        ("compute_extension:v3:os-lock-server:unlock", "unlock", "lock"),
    ] {
        let Some(cloud) = start_with_policy(&[(rule, "rule:admin_api")]) else { return };
        let id = boot(&cloud, ByNobody);

        let by_owner = cloud.owner().action(&id, &json!({ refused: null }));
        let by_admin = cloud.admin().action(&id, &json!({ refused: null }));
        let other = cloud.owner().action(&id, &json!({"os-stop": null}));

        assert_eq!(answer(&by_owner), forbidden(rule), "{refused}");
        assert_eq!(answer(&by_admin), accepted(), "{refused}");
        assert_ne!(other.status(), 403, "{allowed}");
    }
}

#[test]
fn the_rules_of_v2_do_not_guard_it() {
    let rules = [
        ("compute_extension:admin_actions:lock", "!"),
        ("compute_extension:admin_actions:unlock", "!"),
    ];
    let Some(cloud) = start_with_policy(&rules) else { return };
    let id = boot(&cloud, ByNobody);

    let lock = cloud.owner().action(&id, &json!({"lock": null}));
    assert_eq!(answer(&lock), accepted());
    assert_eq!(held(&cloud, &id), ByOwner);

    let unlock = cloud.owner().action(&id, &json!({"unlock": null}));
    assert_eq!(answer(&unlock), accepted());
    assert_eq!(held(&cloud, &id), ByNobody);
}

#[test]
fn the_rules_of_v3_do_not_guard_v2() {
    let Some(cloud) = start_with_policy(&[("compute_extension:v3:os-lock-server:lock", "!")])
    else {
        return;
    };
    let id = boot(&cloud, ByNobody);
    let v2 = cloud.owner().speaking(ferronova_testkit::Version::V2);

    let lock = v2.action(&id, &json!({"lock": null}));

    assert_eq!(answer(&lock), accepted());
}

#[test]
fn switched_off_the_plugin_leaves_the_state_of_the_lock_to_be_seen() {
    let options = Options { disabled: vec!["os-lock-server"], ..Options::default() };
    let Some(cloud) = support::start_with(&options) else { return };
    let id = cloud.owner().boot("web");
    let v2 = cloud.owner().speaking(ferronova_testkit::Version::V2);
    v2.action(&id, &json!({"lock": null})).assert_status(202);

    assert_eq!(held(&cloud, &id), ByOwner);
}
