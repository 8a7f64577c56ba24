//! Tests the states that each work goes through, in order.

use std::{pin::Pin, time::Duration};

use ferronova_compute::{
    Address, AddressKind, Clock, Compute, Error, Evacuation, LiveMigration, Note, PowerState,
    RebootType, Rebuild, Request, Resize, ServerFault, ServerRef, TaskState, VmState, Work,
};
use uuid::Uuid;

use crate::cloud::{Cloud, States, backup, image, run};

use PowerState::{NoState, Paused, Running, Shutdown};

/// A work that a client can request, with the states that the server must go through.
struct ExpectedWork {
    work: Work,
    from: VmState,
    /// The task states in order, each shown for a second.
    task_states: &'static [TaskState],
    to: (VmState, PowerState),
}

const EXPECTED_WORKS: &[ExpectedWork] = &[
    ExpectedWork {
        work: Work::Start,
        from: VmState::Stopped,
        task_states: &[TaskState::PoweringOn],
        to: (VmState::Active, Running),
    },
    ExpectedWork {
        work: Work::Stop,
        from: VmState::Active,
        task_states: &[TaskState::PoweringOff],
        to: (VmState::Stopped, Shutdown),
    },
    ExpectedWork {
        work: Work::Stop,
        from: VmState::Error,
        task_states: &[TaskState::PoweringOff],
        to: (VmState::Stopped, Shutdown),
    },
    ExpectedWork {
        work: Work::SoftReboot,
        from: VmState::Active,
        task_states: &[TaskState::Rebooting, TaskState::RebootPending, TaskState::RebootStarted],
        to: (VmState::Active, Running),
    },
    ExpectedWork {
        work: Work::HardReboot,
        from: VmState::Stopped,
        task_states: &[
            TaskState::RebootingHard,
            TaskState::RebootPendingHard,
            TaskState::RebootStartedHard,
        ],
        to: (VmState::Active, Running),
    },
    ExpectedWork {
        work: Work::Pause,
        from: VmState::Active,
        task_states: &[TaskState::Pausing],
        to: (VmState::Paused, Paused),
    },
    ExpectedWork {
        work: Work::Unpause,
        from: VmState::Paused,
        task_states: &[TaskState::Unpausing],
        to: (VmState::Active, Running),
    },
    ExpectedWork {
        work: Work::Suspend,
        from: VmState::Active,
        task_states: &[TaskState::Suspending],
        to: (VmState::Suspended, Shutdown),
    },
    ExpectedWork {
        work: Work::Resume,
        from: VmState::Suspended,
        task_states: &[TaskState::Resuming],
        to: (VmState::Active, Running),
    },
    ExpectedWork {
        work: Work::Delete,
        from: VmState::Active,
        task_states: &[TaskState::Deleting],
        to: (VmState::Deleted, NoState),
    },
    ExpectedWork {
        work: Work::Resize,
        from: VmState::Active,
        task_states: &[
            TaskState::ResizePrep,
            TaskState::ResizeMigrating,
            TaskState::ResizeMigrated,
            TaskState::ResizeFinish,
        ],
        to: (VmState::Resized, Running),
    },
    ExpectedWork {
        work: Work::Resize,
        from: VmState::Stopped,
        task_states: &[
            TaskState::ResizePrep,
            TaskState::ResizeMigrating,
            TaskState::ResizeMigrated,
            TaskState::ResizeFinish,
        ],
        to: (VmState::Resized, Shutdown),
    },
    ExpectedWork {
        work: Work::RevertResize,
        from: VmState::Resized,
        task_states: &[TaskState::ResizeReverting],
        to: (VmState::Active, Running),
    },
    ExpectedWork {
        work: Work::LiveMigrate,
        from: VmState::Active,
        task_states: &[TaskState::Migrating],
        to: (VmState::Active, Running),
    },
    ExpectedWork {
        work: Work::Rebuild,
        from: VmState::Active,
        task_states: &[
            TaskState::Rebuilding,
            TaskState::RebuildBlockDeviceMapping,
            TaskState::RebuildSpawning,
        ],
        to: (VmState::Active, Running),
    },
    ExpectedWork {
        work: Work::Rebuild,
        from: VmState::Stopped,
        task_states: &[
            TaskState::Rebuilding,
            TaskState::RebuildBlockDeviceMapping,
            TaskState::RebuildSpawning,
        ],
        to: (VmState::Stopped, Shutdown),
    },
    ExpectedWork {
        work: Work::Rebuild,
        from: VmState::Error,
        task_states: &[
            TaskState::Rebuilding,
            TaskState::RebuildBlockDeviceMapping,
            TaskState::RebuildSpawning,
        ],
        to: (VmState::Active, Running),
    },
    ExpectedWork {
        work: Work::Evacuate,
        from: VmState::Active,
        task_states: &[
            TaskState::Rebuilding,
            TaskState::RebuildBlockDeviceMapping,
            TaskState::RebuildSpawning,
        ],
        to: (VmState::Active, Running),
    },
    ExpectedWork {
        work: Work::ChangePassword,
        from: VmState::Active,
        task_states: &[TaskState::UpdatingPassword],
        to: (VmState::Active, Running),
    },
    ExpectedWork {
        work: Work::Rescue,
        from: VmState::Stopped,
        task_states: &[TaskState::Rescuing],
        to: (VmState::Rescued, Running),
    },
    ExpectedWork {
        work: Work::Unrescue,
        from: VmState::Rescued,
        task_states: &[TaskState::Unrescuing],
        to: (VmState::Active, Running),
    },
    ExpectedWork {
        work: Work::Snapshot,
        from: VmState::Active,
        task_states: &[
            TaskState::ImageSnapshotPending,
            TaskState::ImageSnapshot,
            TaskState::ImagePendingUpload,
            TaskState::ImageUploading,
        ],
        to: (VmState::Active, Running),
    },
    ExpectedWork {
        work: Work::Backup,
        from: VmState::Active,
        task_states: &[
            TaskState::ImageBackup,
            TaskState::ImagePendingUpload,
            TaskState::ImageUploading,
        ],
        to: (VmState::Active, Running),
    },
    ExpectedWork {
        work: Work::Shelve,
        from: VmState::Active,
        task_states: &[
            TaskState::Shelving,
            TaskState::ShelvingImagePendingUpload,
            TaskState::ShelvingImageUploading,
        ],
        to: (VmState::Shelved, Shutdown),
    },
    ExpectedWork {
        work: Work::ShelveOffload,
        from: VmState::Shelved,
        task_states: &[TaskState::ShelvingOffloading],
        to: (VmState::ShelvedOffloaded, NoState),
    },
    ExpectedWork {
        work: Work::Unshelve,
        from: VmState::Shelved,
        task_states: &[TaskState::Unshelving, TaskState::Spawning],
        to: (VmState::Active, Running),
    },
    ExpectedWork {
        work: Work::Restore,
        from: VmState::SoftDeleted,
        task_states: &[TaskState::Restoring],
        to: (VmState::Active, Running),
    },
];

/// Works that have tests of their own, since they are not requested, have no task state, or follow
/// another work.
const ELSEWHERE: &[Work] =
    &[Work::Build, Work::ConfirmResize, Work::AwaitOffload, Work::SoftDelete, Work::AwaitReclaim];

/// Requests a work in the way a client does.
fn ask<'a>(
    compute: &'a Compute,
    request: Request<'a>,
    work: Work,
    id: ServerRef,
) -> Pin<Box<dyn Future<Output = Result<(), Error>> + 'a>> {
    match work {
        Work::Build
        | Work::ConfirmResize
        | Work::AwaitOffload
        | Work::SoftDelete
        | Work::AwaitReclaim => unreachable!("it is tried by itself"),
        Work::Resize => Box::pin(compute.resize(
            request,
            id,
            Resize { flavor_id: "2".to_owned(), disk_config: None },
        )),
        Work::RevertResize => Box::pin(compute.revert_resize(request, id)),
        Work::LiveMigrate => Box::pin(compute.live_migrate(request, id, LiveMigration::default())),
        Work::Rebuild => {
            let rebuilt = compute.rebuild(request, id, Rebuild::from(Uuid::nil()));
            Box::pin(async { rebuilt.await.map(drop) })
        }
        Work::Evacuate => Box::pin(compute.evacuate(request, id, Evacuation::default())),
        Work::ChangePassword => Box::pin(compute.change_password(request, id)),
        Work::Rescue => Box::pin(compute.rescue(request, id, None)),
        Work::Unrescue => Box::pin(compute.unrescue(request, id)),
        Work::Snapshot => {
            let made = compute.create_image(request, id, image("snapshot"));
            Box::pin(async { made.await.map(drop) })
        }
        Work::Backup => {
            let made = compute.create_backup(request, id, backup(1));
            Box::pin(async { made.await.map(drop) })
        }
        Work::Shelve => Box::pin(compute.shelve(request, id)),
        Work::ShelveOffload => Box::pin(compute.shelve_offload(request, id)),
        Work::Unshelve => Box::pin(compute.unshelve(request, id)),
        Work::Restore => Box::pin(compute.restore(request, id)),
        Work::Start => Box::pin(compute.start(request, id)),
        Work::Stop => Box::pin(compute.stop(request, id)),
        Work::SoftReboot => Box::pin(compute.reboot(request, id, RebootType::Soft)),
        Work::HardReboot => Box::pin(compute.reboot(request, id, RebootType::Hard)),
        Work::Pause => Box::pin(compute.pause(request, id)),
        Work::Unpause => Box::pin(compute.unpause(request, id)),
        Work::Suspend => Box::pin(compute.suspend(request, id)),
        Work::Resume => Box::pin(compute.resume(request, id)),
        Work::Delete => Box::pin(compute.delete_server(request, id)),
    }
}

/// Creates a server in this state. Also returns its power state.
async fn server_in(cloud: &Cloud, vm_state: VmState) -> (ServerRef, PowerState) {
    let id = cloud.create_active().await;
    cloud.set(id, |it| {
        it.server.vm_state = vm_state;
        if vm_state == VmState::Resized {
            it.scratch.set_note(Note::OldFlavor, "1");
        }
    });
    (id, cloud.find(id).power_state)
}

fn address() -> Address {
    Address {
        network_id: Uuid::nil(),
        label: "private".to_owned(),
        ip: "10.0.0.2".parse().unwrap(),
        kind: AddressKind::Fixed,
        mac: "fa:16:3e:00:00:01".to_owned(),
    }
}

#[test]
fn every_work_is_tried() {
    let tried = |it: &&Work| EXPECTED_WORKS.iter().any(|expected_work| expected_work.work == **it);

    let not_tried: Vec<&Work> = Work::ALL.iter().filter(|it| !tried(it)).collect();

    let elsewhere: Vec<&Work> = ELSEWHERE.iter().collect();
    assert_eq!(not_tried, elsewhere);
}

#[test]
fn a_work_goes_through_its_task_states_and_ends() {
    run(async {
        for expected_work in EXPECTED_WORKS {
            let n_steps = expected_work.task_states.len() as u64;
            // In this cloud a build takes this many seconds, too.
            let cloud = Cloud::taking(n_steps);
            let (id, power_state) = server_in(&cloud, expected_work.from).await;
            if expected_work.work == Work::Evacuate {
                cloud.break_hosts_of(id);
            }

            ask(&cloud.compute, cloud.request(), expected_work.work, id).await.unwrap();
            let mut seen: Vec<States> = Vec::new();
            for _ in expected_work.task_states {
                seen.push(cloud.states(id));
                cloud.pass_seconds(1).await;
            }

            let expected: Vec<States> = expected_work
                .task_states
                .iter()
                .map(|it| (expected_work.from, Some(*it), power_state))
                .collect();
            assert_eq!(seen, expected, "{}", expected_work.work);
            assert_eq!(
                cloud.states(id),
                (expected_work.to.0, None, expected_work.to.1),
                "{}",
                expected_work.work
            );
            assert_eq!(cloud.scratch(id).transition, None, "{}", expected_work.work);
            assert_eq!(cloud.find(id).updated, cloud.clock.now().whole_second());
        }
    });
}

#[test]
fn work_that_takes_no_time_is_done_within_the_change_that_asks_for_it() {
    run(async {
        for expected_work in EXPECTED_WORKS {
            let cloud = Cloud::taking(0);
            let (id, _) = server_in(&cloud, expected_work.from).await;
            if expected_work.work == Work::Evacuate {
                cloud.break_hosts_of(id);
            }

            ask(&cloud.compute, cloud.request(), expected_work.work, id).await.unwrap();

            assert_eq!(
                cloud.states(id),
                (expected_work.to.0, None, expected_work.to.1),
                "{}",
                expected_work.work
            );
            assert_eq!(cloud.scratch(id).transition, None);
        }
    });
}

#[test]
fn a_build_goes_through_its_task_states_and_ends_active() {
    run(async {
        let cloud = Cloud::taking(4);
        let created = cloud.clock.now().whole_second();

        let id = cloud.create().await;
        let mut seen = Vec::new();
        for _ in 0..5 {
            let server = cloud.find(id);
            seen.push((server.vm_state, server.task_state, server.power_state, server.host));
            cloud.pass_seconds(1).await;
        }

        let host = cloud.find(id).host;
        assert!(host.is_some());
        let building = VmState::Building;
        assert_eq!(
            seen,
            [
                (building, Some(TaskState::Scheduling), NoState, None),
                (building, Some(TaskState::Networking), NoState, host.clone()),
                (building, Some(TaskState::BlockDeviceMapping), NoState, host.clone()),
                (building, Some(TaskState::Spawning), NoState, host.clone()),
                (VmState::Active, None, Running, host),
            ]
        );
        let server = cloud.find(id);
        assert_eq!(server.created, created);
        assert_eq!(server.launched_at, Some(created + Duration::from_secs(4)));
        assert_eq!(server.updated, created + Duration::from_secs(4));
        assert_eq!(server.progress, 0);
    });
}

#[test]
fn a_build_that_takes_no_time_is_there_when_it_is_created() {
    run(async {
        let cloud = Cloud::taking(0);

        let id = cloud.create().await;

        let server = cloud.find(id);
        assert_eq!(cloud.states(id), (VmState::Active, None, Running));
        assert_eq!(server.launched_at, Some(cloud.clock.now().whole_second()));
        assert!(server.host.is_some() && server.node.is_some());
        assert_eq!(server.version, 0);
    });
}

#[test]
fn a_server_keeps_the_time_of_its_first_launch() {
    run(async {
        let cloud = Cloud::taking(0);
        let id = cloud.create().await;
        let launched_at = cloud.find(id).launched_at;

        cloud.pass_seconds(60).await;
        cloud.compute.stop(cloud.request(), id).await.unwrap();
        cloud.compute.start(cloud.request(), id).await.unwrap();

        assert_eq!(cloud.find(id).launched_at, launched_at);
    });
}

#[test]
fn a_deleted_server_has_ended_and_gives_its_addresses_back() {
    run(async {
        let cloud = Cloud::taking(2);
        let id = cloud.create_active().await;
        cloud.set(id, |it| it.server.addresses = vec![address()]);

        cloud.compute.delete_server(cloud.request(), id).await.unwrap();
        cloud.pass_seconds(2).await;

        let server = cloud.find(id);
        assert_eq!(server.deleted_at, Some(cloud.clock.now()));
        assert_eq!(server.terminated_at, Some(cloud.clock.now().whole_second()));
        assert!(server.addresses.is_empty());
    });
}

#[test]
fn a_fault_stays_as_it_is_shown_only_while_it_matters() {
    run(async {
        let cloud = Cloud::taking(0);
        let id = cloud.create().await;
        let fault = ServerFault {
            code: 500,
            created: cloud.clock.now(),
            message: "it broke".to_owned(),
            details: None,
        };
        cloud.set(id, |it| {
            it.server.vm_state = VmState::Error;
            it.server.fault = Some(fault.clone());
        });

        cloud.compute.reboot(cloud.request(), id, RebootType::Hard).await.unwrap();

        assert_eq!(cloud.states(id).0, VmState::Active);
        assert_eq!(cloud.find(id).fault, Some(fault));
    });
}
