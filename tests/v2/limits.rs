//! `/limits`.

use ferronova_testkit::{Cloud, Options};
use serde_json::json;

#[test]
fn there_are_no_quotas_and_no_rates() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let owner = cloud.owner();

    let response = owner.get("limits").expect(200);

    assert_eq!(response.header("content-type"), Some("application/json"));
    response.assert_golden(owner, "v2/limits/show");
}

#[test]
fn limits_are_numbers_and_rates_a_list() {
    let cloud = Cloud::start();

    let limits = cloud.owner().get("limits").expect(200).at("/limits");

    assert!(limits["rate"].is_array(), "{limits}");
    for name in [
        "maxTotalRAMSize",
        "maxTotalInstances",
        "maxTotalCores",
        "maxTotalKeypairs",
        "maxTotalFloatingIps",
        "maxServerMeta",
        "maxImageMeta",
        "maxPersonality",
        "maxPersonalitySize",
        "maxSecurityGroups",
        "maxSecurityGroupRules",
        "maxServerGroups",
        "maxServerGroupMembers",
    ] {
        assert!(limits["absolute"][name].is_i64(), "{name}: {limits}");
    }
    assert_eq!(limits["absolute"]["maxServerMeta"], json!(128));
}
