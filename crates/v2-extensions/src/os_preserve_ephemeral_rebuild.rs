//! Lets a rebuild keep the second disk of a server.

use ferronova_compute::Rebuild;
use ferronova_juno::truth::read_truth;
use ferronova_v2::{Extension, Fault, Members};

struct PreserveEphemeralOnRebuild;

impl Extension for PreserveEphemeralOnRebuild {
    const ALIAS: &str = "os-preserve-ephemeral-rebuild";
    const NAME: &str = "PreserveEphemeralOnRebuild";
    const NAMESPACE: &str =
        "http://docs.openstack.org/compute/ext/preserve_ephemeral_rebuild/api/v2";
    const UPDATED: &str = "2013-12-17T00:00:00Z";
    const DESCRIPTION: &str = "Allow preservation of the ephemeral partition on rebuild.";
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/preserve-ephemeral.yaml")];

    const REBUILD_MEMBERS: &[&str] = &["preserve_ephemeral"];

    fn on_rebuild(members: &Members<'_>, rebuild: &mut Rebuild) -> Result<(), Fault> {
        if let Some(value) = members.get("preserve_ephemeral") {
            rebuild.preserves_ephemeral = read_truth(value)?;
        }
        Ok(())
    }
}

ferronova_v2::register!(PreserveEphemeralOnRebuild);
