//! `/limits`: there are no quotas and no rate limits; what bodies may hold is limited.

use ferronova_http::Reply;
use serde_json::json;

use crate::metadata::MAX_ITEMS;

/// `GET /limits`; -1 means without a limit.
pub(crate) fn show() -> Reply {
    let absolute = json!({
        "maxTotalRAMSize": -1,
        "maxTotalInstances": -1,
        "maxTotalCores": -1,
        "maxTotalKeypairs": 100,
        "maxTotalFloatingIps": 10,
        "maxServerMeta": MAX_ITEMS,
        "maxImageMeta": 128,
        "maxPersonality": 5,
        "maxPersonalitySize": 10240,
        "maxSecurityGroups": 10,
        "maxSecurityGroupRules": 20,
        "maxServerGroups": 10,
        "maxServerGroupMembers": 10,
    });
    let body = json!({"limits": {"rate": [], "absolute": absolute}});
    Reply::ok(body.to_string().into_bytes())
}
