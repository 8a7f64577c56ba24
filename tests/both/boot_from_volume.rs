//! Servers that boot from a volume: what depends on where the disk is.

use ferronova_testkit::{Cloud, OffloadTime, Options};
use serde_json::{Value, json};

use crate::{
    both::calls::send,
    support::{self, accepted, answer, cannot, done_image, fault},
};

const WEB: &str = "5e000000-0000-4000-8000-000000000001";
const PAUSED: &str = "5e000000-0000-4000-8000-000000000002";
const NOWHERE: &str = "5e000000-0000-4000-8000-000000000003";

const SEED: &str = r"
servers:
  - {id: 5e000000-0000-4000-8000-000000000001, name: web, project: demo, image: null}
  - id: 5e000000-0000-4000-8000-000000000002
    name: paused
    project: demo
    image: null
    vm_state: paused
  - {id: 5e000000-0000-4000-8000-000000000003, name: lost, project: demo, image: null, host: null}
";

fn start() -> Option<Cloud> {
    support::start_seeded(SEED)
}

fn images_of(cloud: &Cloud, id: &str) -> Value {
    cloud.owner().get(&format!("images/detail?server={id}")).expect(200).at("/images")
}

#[test]
fn it_is_not_rescued() {
    let Some(cloud) = start() else { return };
    let before = cloud.owner().show(WEB).json();

    let response = send(cloud.owner(), WEB, "rescue");

    let message =
        format!("Instance {WEB} cannot be rescued: Cannot rescue a volume-backed instance");
    assert_eq!(answer(&response), fault(400, "badRequest", &message));
    assert_eq!(cloud.owner().show(WEB).json(), before);
}

#[test]
fn it_is_not_rebuilt_from_another_image() {
    let Some(cloud) = start() else { return };
    let before = cloud.owner().show(WEB).json();

    let response = send(cloud.owner(), WEB, "rebuild");

    let message = format!(
        "Image {} is unacceptable: Unable to rebuild with a different image for a volume-backed \
         server.",
        cloud.owner().image_id()
    );
    assert_eq!(answer(&response), fault(400, "badRequest", &message));
    assert_eq!(cloud.owner().show(WEB).json(), before);
}

#[test]
fn a_state_is_told_of_before_where_the_disk_lies() {
    let Some(cloud) = start() else { return };
    for call in ["rescue", "rebuild"] {
        let response = send(cloud.owner(), PAUSED, call);

        assert_eq!(answer(&response), cannot(call, "vm_state paused"));
    }
}

#[test]
fn it_is_not_backed_up() {
    let Some(cloud) = start() else { return };

    let response = send(cloud.owner(), WEB, "createBackup");

    response.assert_fault(400, "badRequest", "The request is invalid.");
}

#[test]
fn an_image_of_it_is_there_at_once_and_empty_and_needs_no_host() {
    let Some(cloud) = start() else { return };
    for id in [WEB, NOWHERE] {
        let before = cloud.owner().show(id).json();

        let response = send(cloud.owner(), id, "createImage");

        let image_id = done_image(&response);
        let image = &images_of(&cloud, id)[0];
        assert_eq!(image["id"], json!(image_id));
        assert_eq!(image["status"], "ACTIVE");
        assert_eq!(image["metadata"]["bdm_v2"], "True");
        assert_eq!(image.get("OS-EXT-IMG-SIZE:size").unwrap_or(&json!(0)), &json!(0));
        assert_eq!(cloud.owner().show(id).json(), before);
    }
}

#[test]
fn no_image_is_made_of_it_while_it_is_paused() {
    let Some(cloud) = start() else { return };

    let response = send(cloud.owner(), PAUSED, "createImage");

    assert_eq!(answer(&response), cannot("createImage", "vm_state paused"));
    assert_eq!(images_of(&cloud, PAUSED), json!([]));
}

#[test]
fn it_leaves_its_host_when_it_is_shelved_however_long_others_stay_there() {
    let options = Options {
        seed: Some(SEED),
        shelved_offload_time: OffloadTime::Never,
        ..Options::default()
    };
    let Some(cloud) = support::start_with(&options) else { return };

    let response = send(cloud.owner(), WEB, "shelve");

    assert_eq!(answer(&response), accepted());
    cloud.owner().wait_for(WEB, "SHELVED_OFFLOADED");
    assert_eq!(images_of(&cloud, WEB), json!([]));
    support::bring(cloud.owner(), WEB, "unshelve", "ACTIVE");
}

#[test]
fn it_is_resized_and_moved_like_any_other() {
    let Some(cloud) = start() else { return };

    support::bring(cloud.owner(), WEB, "resize", "VERIFY_RESIZE");
    support::bring(cloud.owner(), WEB, "confirmResize", "ACTIVE");
    support::bring(cloud.admin(), WEB, "os-migrateLive", "ACTIVE");

    assert_eq!(cloud.owner().show(WEB).at("/server/image"), "");
}
