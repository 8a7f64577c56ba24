//! Lets a rebuild keep the second disk of a server.

use ferronova_compute::Rebuild;
use ferronova_v2::{Extension, FALSE_AND_TRUE, Fault, Members, parse_truth};
use serde_json::Value;

struct PreserveEphemeralOnRebuild;

impl Extension for PreserveEphemeralOnRebuild {
    const ALIAS: &str = "os-preserve-ephemeral-rebuild";
    const NAME: &str = "PreserveEphemeralOnRebuild";
    const NAMESPACE: &str =
        "http://docs.openstack.org/compute/ext/preserve_ephemeral_rebuild/api/v2";
    const UPDATED: &str = "2013-12-17T00:00:00Z";
    const DESCRIPTION: &str = "Allow preservation of the ephemeral partition on rebuild.";
    const RULE: &str = "";
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/preserve-ephemeral.yaml")];

    const REBUILD_MEMBERS: &[&str] = &["preserve_ephemeral"];

    fn on_rebuild(members: &Members<'_>, rebuild: &mut Rebuild) -> Result<(), Fault> {
        if let Some(value) = members.get("preserve_ephemeral") {
            rebuild.preserves_ephemeral = read(value)?;
        }
        Ok(())
    }
}

ferronova_v2::register!(PreserveEphemeralOnRebuild);

fn read(value: &Value) -> Result<bool, Fault> {
    let text = match value {
        Value::Bool(it) => return Ok(*it),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    parse_truth(&text).ok_or_else(|| {
        Fault::bad_request(format!(
            "Unrecognized value '{text}', acceptable values are: {FALSE_AND_TRUE}"
        ))
    })
}
