//! Tests what happens to work in progress when the clock is set.

use std::time::Duration;

use ferronova_compute::{PowerState, TaskState, VmState};

use crate::cloud::{Cloud, run};

const HOUR: i64 = 3_600_000_000;

#[test]
fn a_clock_that_is_set_back_does_not_delay_a_build() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create().await;
        cloud.pass_seconds(1).await;
        cloud.clock.set_by(-HOUR);

        for state in [TaskState::Networking, TaskState::BlockDeviceMapping, TaskState::Spawning] {
            assert_eq!(cloud.states(id).1, Some(state));
            cloud.pass_seconds(1).await;
        }

        assert_eq!(cloud.states(id), (VmState::Active, None, PowerState::Running));
    });
}

#[test]
fn a_clock_that_is_set_ahead_does_not_speed_up_a_build() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create().await;
        cloud.clock.set_by(365 * 24 * HOUR);

        cloud.pass_seconds(1).await;
        assert_eq!(cloud.states(id).1, Some(TaskState::Networking));
        cloud.simulator.resume().await.unwrap();
        cloud.clock.set_by(-365 * 24 * HOUR);
        cloud.pass_seconds(2).await;
        assert_eq!(cloud.states(id).1, Some(TaskState::Spawning));

        cloud.pass_seconds(1).await;
        assert_eq!(cloud.states(id).0, VmState::Active);
    });
}

#[test]
fn after_a_start_with_a_clock_set_back_a_step_takes_no_longer_than_it_may() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create().await;
        cloud.clock.set_by(-HOUR);

        let cloud = cloud.restarted().await;
        for _ in 0..4 {
            assert_eq!(cloud.states(id).0, VmState::Building);
            cloud.pass_seconds(1).await;
        }

        assert_eq!(cloud.states(id).0, VmState::Active);
    });
}

#[test]
fn a_deleted_server_is_kept_for_its_time_whatever_the_clock_shows() {
    run(async {
        let cloud = Cloud::taking(4).keeping(Duration::from_secs(1));
        let id = cloud.create_active().await;
        cloud.compute.delete_server(cloud.request(), id).await.unwrap();
        cloud.pass_seconds(4).await;
        assert_eq!(cloud.states(id).0, VmState::SoftDeleted);

        cloud.clock.set_by(365 * 24 * HOUR);
        cloud.pass_seconds(60).await;
        assert_eq!(cloud.states(id).0, VmState::SoftDeleted);
        cloud.clock.set_by(-366 * 24 * HOUR);
        cloud.pass(Duration::from_mins(58)).await;
        assert_eq!(cloud.states(id).0, VmState::SoftDeleted);
        cloud.pass(Duration::from_mins(2)).await;
        cloud.pass_seconds(4).await;

        assert_eq!(cloud.states(id).0, VmState::Deleted);
    });
}
