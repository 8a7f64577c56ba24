//! Shows the volumes that are attached to a server.

use ferronova_compute::Server;
use ferronova_v2::{Extension, Fields, Key, Related};

const VOLUMES_ATTACHED: Key = Key::new("os-extended-volumes:volumes_attached");
const ID: Key = Key::new("id");

struct ExtendedVolumes;

impl Extension for ExtendedVolumes {
    const ALIAS: &str = "os-extended-volumes";
    const NAME: &str = "ExtendedVolumes";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/extended_volumes/api/v1.1";
    const UPDATED: &str = "2013-06-07T00:00:00Z";
    const DESCRIPTION: &str = "Extended Volumes support.";
    const RULE: Option<&str> = Some("compute_extension:extended_volumes");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/server-volumes.yaml")];

    const SERVER_KEYS: &[Key] = &[VOLUMES_ATTACHED];

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        out.list(VOLUMES_ATTACHED, &server.volumes, |id, out| {
            out.field(ID, &id.to_string());
        });
    }
}

ferronova_v2::register!(ExtendedVolumes);
