//! Shows the volumes that are attached to a server.

use ferronova_compute::Server;
use ferronova_v2::{Adds, Extension, Fields, Key, Keys, Related};

const VOLUMES_ATTACHED: Key = Key::new("os-extended-volumes:volumes_attached");
const ID: Key = Key::new("id");

ferronova_v2::register!(Extension {
    alias: "os-extended-volumes",
    name: "ExtendedVolumes",
    namespace: "http://docs.openstack.org/compute/ext/extended_volumes/api/v1.1",
    updated: "2013-06-07T00:00:00Z",
    description: "Extended Volumes support.",
    rule: Some("compute_extension:extended_volumes"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/server-volumes.yaml")],
        server: Keys::new(&[VOLUMES_ATTACHED], write),
        ..Adds::NOTHING
    },
});

fn write(server: &Server, _: &Related, out: &mut Fields<'_>) {
    out.list(VOLUMES_ATTACHED, &server.volumes, |volume, out| {
        out.field(ID, &volume.id.to_string());
    });
}
