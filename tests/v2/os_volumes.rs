//! `/servers/{id}/os-volume_attachments` and `/os-volumes`.

use ferronova_testkit::Cloud;
use serde_json::{Value, json};

use crate::support::{self, Answer, answer, attachment, fault};

const ID: &str = "5e000000-0000-4000-8000-000000000001";
const FIRST: &str = "a0000000-0000-4000-8000-000000000001";
const SECOND: &str = "a0000000-0000-4000-8000-000000000002";
const UNKNOWN: &str = "c0ffee00-0000-4000-8000-000000000000";

fn start() -> Option<Cloud> {
    support::start_seeded(include_str!("seeds/volumes.yaml"))
}

fn no_volume(id: &str) -> Answer {
    fault(404, "itemNotFound", &format!("Volume {id} could not be found."))
}

#[test]
fn the_volumes_of_a_server_are_listed_and_shown() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    let view = |volume: &str| json!({"id": volume, "volumeId": volume, "serverId": ID});

    let listed = owner.get(&format!("servers/{ID}/os-volume_attachments")).expect(200);
    let shown = owner.get(&format!("servers/{ID}/os-volume_attachments/{FIRST}")).expect(200);
    let unknown = owner.get(&format!("servers/{ID}/os-volume_attachments/{UNKNOWN}"));

    assert_eq!(listed.json(), json!({"volumeAttachments": [view(FIRST), view(SECOND)]}));
    assert_eq!(shown.json(), json!({"volumeAttachment": view(FIRST)}));
    unknown.assert_fault(404, "itemNotFound", "The resource could not be found.");
}

#[test]
fn a_cloud_without_a_volume_service_has_no_volumes() {
    let cloud = support::start();
    for path in ["os-volumes", "os-volumes/detail"] {
        assert_eq!(cloud.owner().get(path).expect(200).json(), json!({"volumes": []}));
    }
    assert_eq!(answer(&cloud.owner().get(&format!("os-volumes/{UNKNOWN}"))), no_volume(UNKNOWN));
}

#[test]
fn what_names_no_volume_is_refused() {
    let Some(cloud) = start() else { return };
    let post =
        |body: &Value| cloud.owner().post(&format!("servers/{ID}/os-volume_attachments"), body);

    let put = |body: &Value| {
        cloud.owner().put(&format!("servers/{ID}/os-volume_attachments/{FIRST}"), body)
    };
    let message = "volumeAttachment not specified";
    post(&json!({})).assert_fault(400, "badRequest", message);
    put(&json!({})).assert_fault(400, "badRequest", message);
    let message = "volumeId must be specified.";
    post(&json!({"volumeAttachment": {}})).assert_fault(400, "badRequest", message);
    let message = "Bad volumeId format: volumeId is not in proper format (a)";
    post(&attachment("a")).assert_fault(400, "badRequest", message);
}
