//! Tests work that is interrupted, delayed or replaced.

use std::{sync::atomic::Ordering, time::Duration};

use ferronova_compute::{PowerState, RebootType, ResetTo, TaskState, VmState};

use crate::cloud::{Cloud, run};

#[test]
fn a_restart_in_the_middle_of_work_loses_nothing() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create().await;
        cloud.pass_seconds(2).await;

        let cloud = cloud.restarted().await;
        cloud.pass_seconds(1).await;
        assert_eq!(cloud.states(id).1, Some(TaskState::Spawning));
        cloud.pass_seconds(1).await;

        assert_eq!(cloud.states(id), (VmState::Active, None, PowerState::Running));
    });
}

#[test]
fn work_that_was_due_while_nothing_ran_is_done_at_once_and_in_one_change() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create().await;
        cloud.clock.pass(Duration::from_hours(1));

        let cloud = cloud.restarted().await;
        cloud.simulator.run_due().await;

        let server = cloud.find(id);
        assert_eq!(server.vm_state, VmState::Active);
        assert_eq!(server.launched_at, Some(server.updated));
        assert_eq!(server.version, 1);
    });
}

#[test]
fn a_late_step_does_not_delay_the_ones_after_it() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create().await;

        cloud.pass(Duration::from_millis(1900)).await;
        assert_eq!(cloud.states(id).1, Some(TaskState::Networking));
        cloud.pass(Duration::from_millis(100)).await;

        assert_eq!(cloud.states(id).1, Some(TaskState::BlockDeviceMapping));
    });
}

#[test]
fn a_server_deleted_before_it_has_a_host_is_gone_at_once() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create().await;

        cloud.compute.delete_server(cloud.request(), id).await.unwrap();
        let deleted = cloud.find(id);
        cloud.pass_seconds(10).await;

        assert!(deleted.is_deleted());
        assert_eq!(cloud.find(id), deleted);
    });
}

#[test]
fn a_server_deleted_while_it_is_built_is_deleted_and_not_built() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create().await;
        cloud.pass_seconds(3).await;

        cloud.compute.delete_server(cloud.request(), id).await.unwrap();
        assert_eq!(cloud.states(id).1, Some(TaskState::Deleting));
        cloud.pass_seconds(3).await;
        assert_eq!(cloud.states(id).1, Some(TaskState::Deleting));
        cloud.pass_seconds(1).await;

        assert!(cloud.find(id).is_deleted());
        assert_eq!(cloud.find(id).launched_at, None);
    });
}

#[test]
fn a_state_set_by_hand_ends_the_work() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create_active().await;
        cloud.compute.stop(cloud.request(), id).await.unwrap();

        cloud.compute.reset_state(cloud.request(), id, ResetTo::Error).await.unwrap();
        let reset = cloud.find(id);
        cloud.pass_seconds(10).await;

        assert_eq!(cloud.states(id), (VmState::Error, None, PowerState::Running));
        assert_eq!(cloud.find(id), reset);
    });
}

#[test]
fn a_hard_reboot_takes_the_place_of_the_work_it_interrupts() {
    run(async {
        let cloud = Cloud::taking(3);
        let id = cloud.create_active().await;
        cloud.compute.pause(cloud.request(), id).await.unwrap();
        cloud.pass_seconds(1).await;

        cloud.compute.reboot(cloud.request(), id, RebootType::Hard).await.unwrap();
        cloud.pass_seconds(2).await;
        assert_eq!(cloud.states(id).1, Some(TaskState::RebootStartedHard));
        cloud.pass_seconds(1).await;

        assert_eq!(cloud.states(id), (VmState::Active, None, PowerState::Running));
    });
}

#[test]
fn a_purged_server_is_forgotten() {
    run(async {
        let cloud = Cloud::taking(4);
        cloud.create().await;
        cloud.store.instances.lock().unwrap().clear();

        cloud.pass_seconds(1).await;
        cloud.pass_seconds(100).await;

        assert_eq!(cloud.store.n_changes.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn a_step_that_can_t_be_stored_is_tried_again_less_and_less_often_until_it_is() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create().await;
        let n_changes = || cloud.store.n_changes.load(Ordering::Relaxed);
        cloud.store.is_failing.store(true, Ordering::Relaxed);

        cloud.pass_seconds(1).await;
        assert_eq!(n_changes(), 1);
        cloud.pass_seconds(9).await;
        assert_eq!(n_changes(), 1);
        cloud.pass_seconds(1).await;
        assert_eq!(n_changes(), 2);
        cloud.pass_seconds(19).await;
        assert_eq!(n_changes(), 2);
        assert_eq!(cloud.states(id).1, Some(TaskState::Scheduling));

        cloud.store.is_failing.store(false, Ordering::Relaxed);
        cloud.pass_seconds(1).await;
        assert_eq!(cloud.states(id).0, VmState::Active);
    });
}

#[test]
fn work_that_the_simulator_was_not_told_of_is_found_in_the_store() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create_active().await;
        cloud.compute.stop(cloud.request(), id).await.unwrap();
        let stopping = cloud.scratch(id);
        let other = cloud.create_active().await;
        cloud.set(other, |it| it.scratch.transition = stopping.transition);

        cloud.simulator.resume().await.unwrap();
        cloud.simulator.run_due().await;

        assert_eq!(cloud.states(other).0, VmState::Stopped);
    });
}

#[test]
fn a_step_that_is_known_too_late_is_not_lost() {
    run(async {
        let cloud = Cloud::taking(3);
        let id = cloud.create_active().await;
        cloud.compute.pause(cloud.request(), id).await.unwrap();
        let pausing = cloud.instance(id);
        cloud.pass_seconds(1).await;
        cloud.compute.reboot(cloud.request(), id, RebootType::Hard).await.unwrap();

        // The two changes are reported in the wrong order.
        ferronova_compute::HypervisorDriver::begun(&cloud.simulator, &pausing);
        cloud.pass_seconds(3).await;

        assert_eq!(cloud.states(id), (VmState::Active, None, PowerState::Running));
    });
}

#[test]
fn many_servers_change_side_by_side() {
    run(async {
        let cloud = Cloud::taking(4);
        for _ in 0..200 {
            cloud.create().await;
        }

        cloud.pass_seconds(4).await;

        let instances = cloud.store.instances.lock().unwrap();
        assert!(instances.iter().all(|it| it.server.vm_state == VmState::Active));
    });
}
