//! Tests servers that are shelved or soft-deleted, and what happens to them over time.

use std::time::Duration;

use ferronova_compute::{ImageStatus, Note, PowerState, Rebuild, Scratch, VmState};

use crate::cloud::{Cloud, run};

#[test]
fn a_shelved_server_leaves_its_host_at_once_where_it_may_not_stay() {
    run(async {
        let cloud = Cloud::taking(0).keeping(Duration::ZERO);
        let id = cloud.create().await;

        cloud.compute.shelve(cloud.request(), id).await.unwrap();

        let server = cloud.find(id);
        let state = (server.vm_state, server.task_state, server.power_state, server.host);
        assert_eq!(state, (VmState::ShelvedOffloaded, None, PowerState::NoState, None));
        assert_eq!(cloud.scratch(id).transition, None);
        assert_eq!(cloud.images(), [("web-shelved".to_owned(), ImageStatus::Active)]);
    });
}

#[test]
fn a_shelved_server_leaves_its_host_in_time_and_gets_another_one_later() {
    run(async {
        let cloud = Cloud::taking(0).keeping(Duration::from_mins(1));
        let id = cloud.create().await;

        cloud.compute.shelve(cloud.request(), id).await.unwrap();
        cloud.pass_seconds(59).await;
        assert_eq!(cloud.states(id), (VmState::Shelved, None, PowerState::Shutdown));
        let cloud = cloud.restarted().await;
        cloud.pass_seconds(1).await;
        assert_eq!(cloud.states(id), (VmState::ShelvedOffloaded, None, PowerState::NoState));
        cloud.compute.unshelve(cloud.request(), id).await.unwrap();

        assert_eq!(cloud.states(id), (VmState::Active, None, PowerState::Running));
        assert!(cloud.find(id).host.is_some());
        assert_eq!(cloud.images(), []);
    });
}

#[test]
fn a_server_stays_offloaded_while_no_host_can_take_it() {
    run(async {
        let cloud = Cloud::taking(0).keeping(Duration::ZERO);
        let id = cloud.create().await;
        cloud.compute.shelve(cloud.request(), id).await.unwrap();
        cloud.change_infrastructure(|it| it.hypervisors.clear());

        cloud.compute.unshelve(cloud.request(), id).await.unwrap();

        assert_eq!(cloud.states(id), (VmState::ShelvedOffloaded, None, PowerState::NoState));
        assert_eq!(cloud.images().len(), 1);
        let actions = cloud.actions(id);
        assert_eq!(actions.last().unwrap().message.as_deref(), Some("Error"));
    });
}

#[test]
fn a_server_whose_image_is_gone_ends_in_error() {
    run(async {
        let cloud = Cloud::taking(0).keeping(Duration::ZERO);
        let id = cloud.create().await;
        cloud.compute.shelve(cloud.request(), id).await.unwrap();
        let image = cloud.scratch(id).note(Note::ShelvedImage).unwrap().to_owned();
        cloud.remove_images();

        cloud.compute.unshelve(cloud.request(), id).await.unwrap();

        assert_eq!(cloud.states(id).0, VmState::Error);
        let fault = cloud.find(id).fault.unwrap();
        let expected = format!("Unshelve attempted but the image {image} cannot be found.");
        assert_eq!((fault.code, fault.message), (404, expected));
    });
}

#[test]
fn the_image_of_a_shelved_server_goes_with_it() {
    run(async {
        let cloud = Cloud::taking(0);
        let id = cloud.create().await;
        cloud.compute.shelve(cloud.request(), id).await.unwrap();

        cloud.compute.delete_server(cloud.request(), id).await.unwrap();

        assert_eq!(cloud.states(id).0, VmState::Deleted);
        assert_eq!(cloud.images(), []);
    });
}

#[test]
fn a_soft_deleted_server_is_deleted_when_its_time_is_over_and_not_before() {
    run(async {
        let cloud = Cloud::taking(0).keeping(Duration::ZERO);
        let id = cloud.create().await;

        cloud.compute.delete_server(cloud.request(), id).await.unwrap();
        assert_eq!(cloud.states(id), (VmState::SoftDeleted, None, PowerState::Shutdown));
        cloud.pass_seconds(1800).await;
        // Deleting the server again does not restart the time.
        cloud.compute.delete_server(cloud.request(), id).await.unwrap();
        cloud.pass_seconds(1799).await;
        let cloud = cloud.restarted().await;
        assert_eq!(cloud.states(id).0, VmState::SoftDeleted);
        cloud.pass_seconds(1).await;

        assert_eq!(cloud.states(id).0, VmState::Deleted);
        assert!(cloud.find(id).is_deleted());
    });
}

#[test]
fn a_restored_server_is_not_deleted_later() {
    run(async {
        let cloud = Cloud::taking(0).keeping(Duration::ZERO);
        let id = cloud.create().await;
        cloud.compute.delete_server(cloud.request(), id).await.unwrap();

        cloud.compute.restore(cloud.request(), id).await.unwrap();
        cloud.pass_seconds(7200).await;

        assert_eq!(cloud.states(id), (VmState::Active, None, PowerState::Running));
    });
}

#[test]
fn what_never_ran_is_deleted_for_good() {
    run(async {
        let cloud = Cloud::taking(4).keeping(Duration::ZERO);
        let id = cloud.create().await;

        cloud.compute.delete_server(cloud.request(), id).await.unwrap();

        assert!(cloud.find(id).is_deleted());
    });
}

#[test]
fn the_image_of_a_shelved_server_goes_when_its_time_is_over() {
    run(async {
        let cloud = Cloud::taking(0).keeping(Duration::ZERO);
        let id = cloud.create().await;
        cloud.compute.shelve(cloud.request(), id).await.unwrap();

        cloud.compute.delete_server(cloud.request(), id).await.unwrap();
        assert_eq!(cloud.images().len(), 1);
        cloud.pass_seconds(3600).await;

        assert!(cloud.find(id).is_deleted());
        assert_eq!(cloud.images(), []);
    });
}

#[test]
fn a_shelved_server_without_a_host_is_restored_as_what_it_was() {
    run(async {
        let cloud = Cloud::taking(0).keeping(Duration::ZERO);
        let id = cloud.create().await;
        cloud.compute.shelve(cloud.request(), id).await.unwrap();
        cloud.compute.delete_server(cloud.request(), id).await.unwrap();

        cloud.compute.restore(cloud.request(), id).await.unwrap();
        assert_eq!(cloud.states(id), (VmState::ShelvedOffloaded, None, PowerState::NoState));
        cloud.compute.unshelve(cloud.request(), id).await.unwrap();

        assert_eq!(cloud.states(id), (VmState::Active, None, PowerState::Running));
        assert_eq!(cloud.images(), []);
    });
}

#[test]
fn a_shelved_server_on_a_host_is_restored_as_one_that_runs() {
    run(async {
        let cloud = Cloud::taking(0).keeping(Duration::from_mins(1));
        let id = cloud.create().await;
        cloud.compute.shelve(cloud.request(), id).await.unwrap();
        cloud.compute.delete_server(cloud.request(), id).await.unwrap();

        cloud.compute.restore(cloud.request(), id).await.unwrap();

        assert_eq!(cloud.states(id), (VmState::Active, None, PowerState::Running));
        assert_eq!(cloud.images(), []);
        assert_eq!(cloud.scratch(id), Scratch::default());
    });
}

#[test]
fn a_deletion_is_not_replaced_by_a_soft_delete() {
    run(async {
        let cloud = Cloud::taking(4).keeping(Duration::ZERO);
        let id = cloud.create_active().await;
        cloud.compute.force_delete(cloud.request(), id).await.unwrap();

        cloud.compute.delete_server(cloud.request(), id).await.unwrap();
        cloud.pass_seconds(4).await;

        assert!(cloud.find(id).is_deleted());
    });
}

#[test]
fn deleting_again_during_a_soft_delete_does_not_restart_it() {
    run(async {
        let cloud = Cloud::taking(4).keeping(Duration::ZERO);
        let id = cloud.create_active().await;

        for _ in 0..4 {
            cloud.compute.delete_server(cloud.request(), id).await.unwrap();
            cloud.pass_seconds(1).await;
        }

        assert_eq!(cloud.states(id).0, VmState::SoftDeleted);
        let n_deletions = cloud.actions(id).iter().filter(|it| it.action == "delete").count();
        assert_eq!(n_deletions, 1);
    });
}

#[test]
fn a_server_without_a_host_gets_one_when_it_is_rebuilt() {
    run(async {
        let cloud = Cloud::taking(0).keeping(Duration::ZERO);
        let id = cloud.create().await;
        cloud.compute.shelve(cloud.request(), id).await.unwrap();
        cloud.remove_images();
        cloud.compute.unshelve(cloud.request(), id).await.unwrap();
        assert_eq!((cloud.states(id).0, cloud.find(id).host), (VmState::Error, None));
        let image_id = cloud.find(id).image_id.unwrap();

        cloud.compute.rebuild(cloud.request(), id, Rebuild::from(image_id)).await.unwrap();

        assert_eq!(cloud.states(id), (VmState::Active, None, PowerState::Running));
        assert!(cloud.find(id).host.is_some());
        assert_eq!(cloud.scratch(id), Scratch::default());
    });
}

#[test]
fn a_server_that_no_host_can_take_is_not_rebuilt() {
    run(async {
        let cloud = Cloud::taking(0);
        let id = cloud.create().await;
        let image_id = cloud.find(id).image_id.unwrap();
        cloud.set(id, |it| {
            let server = &mut it.server;
            (server.vm_state, server.host, server.node) = (VmState::Error, None, None);
        });
        cloud.change_infrastructure(|it| it.hypervisors.clear());

        cloud.compute.rebuild(cloud.request(), id, Rebuild::from(image_id)).await.unwrap();

        assert_eq!(cloud.states(id).0, VmState::Error);
        assert!(cloud.find(id).fault.unwrap().message.starts_with("No valid host was found."));
    });
}
