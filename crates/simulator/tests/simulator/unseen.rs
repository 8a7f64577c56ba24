//! Tests work that takes no time, and whose task state is shown once.

use std::time::Duration;

use ferronova_compute::{RebootType, ServerRef, ShownWork, Status};

use crate::cloud::{Cloud, run};

async fn reboot(cloud: &Cloud, id: ServerRef) {
    cloud.compute.reboot(cloud.request(), id, RebootType::Soft).await.unwrap();
}

/// Returns the status in the next view of a server, as if the view were sent to a client.
fn see(cloud: &Cloud, id: ServerRef) -> Status {
    let mut server = cloud.find(id);
    cloud.compute.unseen_work().show(&mut server).into_iter().for_each(ShownWork::seen);
    server.status()
}

#[test]
fn only_the_end_is_stored() {
    run(async {
        let cloud = Cloud::showing_once();
        let id = cloud.create().await;

        reboot(&cloud, id).await;

        assert_eq!(cloud.find(id).status(), Status::Active);
        assert_eq!(see(&cloud, id), Status::Reboot);
        assert_eq!(see(&cloud, id), Status::Active);
    });
}

#[test]
fn two_seconds_that_pass_end_it_whatever_the_clock_shows() {
    run(async {
        let cloud = Cloud::showing_once();
        let id = cloud.create().await;

        reboot(&cloud, id).await;
        cloud.clock.pass(Duration::from_millis(1999));
        cloud.clock.set_by(3_600_000_000);
        assert_eq!(see(&cloud, id), Status::Reboot);

        reboot(&cloud, id).await;
        cloud.clock.pass(Duration::from_secs(2));
        cloud.clock.set_by(-7_200_000_000);
        assert_eq!(see(&cloud, id), Status::Active);
    });
}

#[test]
fn a_view_that_is_not_answered_with_leaves_it_to_the_next() {
    run(async {
        let cloud = Cloud::showing_once();
        let id = cloud.create().await;
        reboot(&cloud, id).await;
        let unseen_work = cloud.compute.unseen_work();

        let given_up = unseen_work.show(&mut cloud.find(id));
        assert_eq!(see(&cloud, id), Status::Active);
        drop(given_up);

        assert_eq!(see(&cloud, id), Status::Reboot);
        let given_up = unseen_work.show(&mut cloud.find(id));
        assert!(given_up.is_none());
    });
}

#[test]
fn a_view_that_is_given_up_too_late_leaves_nothing() {
    run(async {
        let cloud = Cloud::showing_once();
        let id = cloud.create().await;
        reboot(&cloud, id).await;

        let given_up = cloud.compute.unseen_work().show(&mut cloud.find(id));
        cloud.clock.pass(Duration::from_secs(2));
        drop(given_up);

        assert_eq!(see(&cloud, id), Status::Active);
    });
}

#[test]
fn any_change_of_the_server_ends_it() {
    run(async {
        let cloud = Cloud::showing_once();
        let id = cloud.create().await;
        reboot(&cloud, id).await;
        let mut former = cloud.find(id);
        former.version -= 1;

        // A long list may be showing an older state of the server.
        assert!(cloud.compute.unseen_work().show(&mut former).is_none());
        assert_eq!(former.status(), Status::Active);
        cloud.set(id, |it| it.server.version += 1);

        assert_eq!(see(&cloud, id), Status::Active);
        cloud.set(id, |it| it.server.version -= 1);
        assert_eq!(see(&cloud, id), Status::Active);
    });
}

#[test]
fn what_is_cleared_is_shown_no_more() {
    run(async {
        let cloud = Cloud::showing_once();
        let id = cloud.create().await;
        reboot(&cloud, id).await;

        cloud.compute.unseen_work().clear();

        assert_eq!(see(&cloud, id), Status::Active);
    });
}

#[test]
fn a_restart_ends_it() {
    run(async {
        let cloud = Cloud::showing_once();
        let id = cloud.create().await;
        reboot(&cloud, id).await;

        let cloud = cloud.restarted().await;

        assert_eq!(see(&cloud, id), Status::Active);
    });
}

#[test]
fn the_oldest_of_more_than_ten_thousand_is_forgotten() {
    run(async {
        let cloud = Cloud::showing_once();
        let first = cloud.create().await;
        let second = cloud.create().await;
        reboot(&cloud, first).await;
        reboot(&cloud, second).await;

        // Work that was shown counts towards the limit until its time is over.
        let third = cloud.create().await;
        for _ in 0..9_999 {
            reboot(&cloud, third).await;
            assert_eq!(see(&cloud, third), Status::Reboot);
        }

        assert_eq!(see(&cloud, first), Status::Active);
        assert_eq!(see(&cloud, second), Status::Reboot);
    });
}

#[test]
fn an_action_with_a_duration_is_not_shown_as_unseen_work() {
    run(async {
        let cloud = Cloud::taking(9);
        let id = cloud.create_active().await;

        reboot(&cloud, id).await;

        assert!(cloud.compute.unseen_work().show(&mut cloud.find(id)).is_none());
        assert_eq!(cloud.find(id).status(), Status::Reboot);
    });
}
