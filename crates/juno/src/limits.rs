//! `/limits`: the limits of a project. There are no quotas on servers and no rate limits.

use ferronova_compute::{
    MAX_IMAGE_METADATA, MAX_KEY_PAIRS, MAX_METADATA, MAX_SECURITY_GROUP_RULES, MAX_SECURITY_GROUPS,
};
use ferronova_extend::{Call, Fields, Key, object};
use ferronova_http::{Failure, Fault, Reply, StatusCode};

const LIMITS: Key = Key::new("limits");
const RATE: Key = Key::new("rate");
const ABSOLUTE: Key = Key::new("absolute");

/// Maximum number of files in a request for a new server.
pub const MAX_PERSONALITY: usize = 5;

/// Maximum size of a file in a request for a new server, in bytes.
pub const MAX_PERSONALITY_SIZE: usize = 10_240;

/// The absolute limits that are shown without any extension, but not enforced; -1 means no limit.
const NOT_ENFORCED: &[(Key, i32)] = &[
    (Key::new("maxTotalRAMSize"), -1),
    (Key::new("maxTotalInstances"), -1),
    (Key::new("maxTotalCores"), -1),
    (Key::new("maxTotalFloatingIps"), -1),
    (Key::new("maxServerGroups"), 10),
    (Key::new("maxServerGroupMembers"), 10),
];

/// The absolute limits that are enforced.
const ENFORCED: &[(Key, &usize)] = &[
    (Key::new("maxServerMeta"), &MAX_METADATA),
    (Key::new("maxTotalKeypairs"), &MAX_KEY_PAIRS),
    (Key::new("maxImageMeta"), &MAX_IMAGE_METADATA),
    (Key::new("maxPersonality"), &MAX_PERSONALITY),
    (Key::new("maxPersonalitySize"), &MAX_PERSONALITY_SIZE),
    (Key::new("maxSecurityGroups"), &MAX_SECURITY_GROUPS),
    (Key::new("maxSecurityGroupRules"), &MAX_SECURITY_GROUP_RULES),
];

/// `GET /limits`: the limits of the caller's project, or of the project in the query's `tenant_id`
/// if the caller passes `other_project_rule`. If this rule is `None`, nobody can ask for another
/// project.
pub async fn show(
    call: Call<'_>,
    other_project_rule: Option<&'static str>,
) -> Result<Reply, Failure> {
    let query = call.query();
    let own = &*call.caller().project_id;
    let mut project_id = own;
    if let Some((rule, asked)) = other_project_rule.zip(query.last("tenant_id")) {
        if asked != own && !call.passes(rule) {
            return Err(Fault::new(StatusCode::FORBIDDEN, "Not authorized.").into());
        }
        project_id = asked;
    }
    let visible = call.visible();
    let usage = if visible.extends(|it| &it.limits) {
        Some(call.compute().project_usage(project_id).await?)
    } else {
        None
    };
    Ok(Reply::ok(object(|out| {
        out.object(LIMITS, |out| {
            out.raw(RATE, |buffer| buffer.extend_from_slice(b"[]"));
            out.object(ABSOLUTE, |out| {
                write(out);
                if let Some(usage) = usage {
                    visible.extend(|it| &it.limits, &usage, out);
                }
            });
        });
    })))
}

fn write(out: &mut Fields<'_>) {
    for (key, value) in ENFORCED {
        out.field(*key, *value);
    }
    for (key, value) in NOT_ENFORCED {
        out.field(*key, value);
    }
}
