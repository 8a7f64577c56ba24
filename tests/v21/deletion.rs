//! `DELETE /servers/{id}`

use ferronova_testkit::{Cloud, Version};

use crate::version_support::{NO_SERVER, at, boot};

#[test]
fn a_server_is_deleted_at_every_microversion() {
    let cloud = Cloud::start();

    for minor in [1, 104] {
        let id = boot(&cloud, "web");
        let owner = at(cloud.owner(), minor);

        owner.delete(&format!("servers/{id}")).assert_status(204);

        owner.wait_until_gone(&id);
    }
}

#[test]
fn a_lock_refuses_the_deletion_to_its_owner_and_not_to_an_administrator() {
    let cloud = Cloud::start();
    let id = boot(&cloud, "web");
    let (owner, admin) = (at(cloud.owner(), 104), at(cloud.admin(), 104));
    owner.action(&id, &serde_json::json!({"lock": null})).assert_status(202);

    let refused = owner.delete(&format!("servers/{id}"));
    let done = admin.delete(&format!("servers/{id}"));

    refused.assert_fault(409, "conflictingRequest", &format!("Instance {id} is locked"));
    done.assert_status(204);
    owner.wait_until_gone(&id);
}

#[test]
fn who_may_not_delete_is_told_so_and_a_stranger_nothing() {
    let cloud = Cloud::start();
    let id = boot(&cloud, "web");
    let other = at(cloud.other(), 104);

    for unknown in [id.as_str(), NO_SERVER] {
        let message = format!("Instance {unknown} could not be found.");
        let refused = other.delete(&format!("servers/{unknown}"));
        refused.assert_fault(404, "itemNotFound", &message);
    }
    if !cloud.is_elsewhere() {
        let reader = cloud.log_in("reader", "demo").speaking(Version::V21(104));
        let message = "Policy doesn't allow os_compute_api:servers:delete to be performed.";
        reader.delete(&format!("servers/{id}")).assert_fault(403, "forbidden", message);
    }
}
