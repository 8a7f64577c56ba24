//! Lets a rebuild keep the ephemeral disk of a server.

use ferronova_compute::Rebuild;
use ferronova_juno::truth::read_truth;
use ferronova_v2::{Adds, Extension, Fault, Members, Reads};

ferronova_v2::register!(Extension {
    alias: "os-preserve-ephemeral-rebuild",
    name: "PreserveEphemeralOnRebuild",
    namespace: "http://docs.openstack.org/compute/ext/preserve_ephemeral_rebuild/api/v2",
    updated: "2013-12-17T00:00:00Z",
    description: "Allow preservation of the ephemeral partition on rebuild.",
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/preserve-ephemeral.yaml")],
        on_rebuild: Reads::new(&["preserve_ephemeral"], read),
        ..Adds::NOTHING
    },
});

fn read(members: &Members<'_>, rebuild: &mut Rebuild) -> Result<(), Fault> {
    if let Some(value) = members.get("preserve_ephemeral") {
        rebuild.preserves_ephemeral = read_truth(value)?;
    }
    Ok(())
}
