//! Shows the volumes attached to a server.

use ferronova_compute::Server;
use ferronova_v3::{Fields, Key, Plugin, Related};

const VOLUMES_ATTACHED: Key = Key::new("os-extended-volumes:volumes_attached");
const ID: Key = Key::plain("id");

struct ExtendedVolumes;

impl Plugin for ExtendedVolumes {
    const ALIAS: &str = "os-extended-volumes";
    const NAME: &str = "ExtendedVolumes";
    const DESCRIPTION: &str = "Extended Volumes support.";
    const VERSION: u32 = 1;
    const RULE: &str = "compute_extension:v3:os-extended-volumes";
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/server-volumes.yaml")];
    const SERVER_KEYS: &[Key] = &[VOLUMES_ATTACHED];

    fn extend_server(server: &Server, _: &Related<'_>, out: &mut Fields<'_>) {
        out.list(VOLUMES_ATTACHED, &server.volumes, |volume, out| {
            out.field(ID, &volume.to_string());
        });
    }
}

ferronova_v3::register!(ExtendedVolumes);
