//! Tests the events of works in instance actions.

use ferronova_compute::{ActionEvent, EventResult, RebootType, Request, ServerRef, Work};

use crate::cloud::{Cloud, run};

/// Returns the events of the newest action, and the message of that action.
fn newest(cloud: &Cloud, id: ServerRef) -> (Vec<ActionEvent>, Option<String>) {
    let action = cloud.actions(id).pop().unwrap();
    (action.events, action.message)
}

/// Returns the event that a work must have if it began this many seconds ago and has not ended.
fn begun(cloud: &Cloud, work: Work, seconds_ago: u64) -> ActionEvent {
    ActionEvent {
        event: work.event().to_owned(),
        start_time: cloud.compute.now().earlier_by(std::time::Duration::from_secs(seconds_ago)),
        finish_time: None,
        result: None,
        traceback: None,
        details: None,
    }
}

/// Returns the event that a work must have if it began this many seconds ago and has just ended.
fn over(cloud: &Cloud, work: Work, seconds_ago: u64, result: EventResult) -> ActionEvent {
    let finish_time = Some(cloud.compute.now());
    ActionEvent { finish_time, result: Some(result), ..begun(cloud, work, seconds_ago) }
}

#[test]
fn an_event_begins_and_ends_with_its_work() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create().await;
        assert_eq!(newest(&cloud, id), (vec![begun(&cloud, Work::Build, 0)], None));

        cloud.pass_seconds(3).await;
        assert_eq!(newest(&cloud, id), (vec![begun(&cloud, Work::Build, 3)], None));

        cloud.pass_seconds(1).await;
        let built = over(&cloud, Work::Build, 4, EventResult::Success);
        assert_eq!(newest(&cloud, id), (vec![built.clone()], None));

        cloud.compute.stop(cloud.request(), id).await.unwrap();
        cloud.pass_seconds(4).await;
        let stopped = over(&cloud, Work::Stop, 4, EventResult::Success);
        assert_eq!(newest(&cloud, id), (vec![stopped], None));
        assert_eq!(cloud.actions(id)[0].events, [built]);
    });
}

#[test]
fn the_event_of_a_work_that_takes_no_time_is_over_when_it_is_recorded() {
    run(async {
        let cloud = Cloud::taking(0);
        let compute = &cloud.compute;
        let request = || -> Request<'_> { cloud.request() };

        let id = cloud.create().await;
        compute.pause(request(), id).await.unwrap();
        compute.unpause(request(), id).await.unwrap();
        compute.reboot(request(), id, RebootType::Soft).await.unwrap();
        compute.delete_server(request(), id).await.unwrap();

        let events: Vec<_> = cloud.actions(id).into_iter().map(|it| it.events).collect();
        let works = [Work::Build, Work::Pause, Work::Unpause, Work::SoftReboot, Work::Delete];
        assert_eq!(events, works.map(|it| vec![over(&cloud, it, 0, EventResult::Success)]));
    });
}

#[test]
fn the_event_of_a_build_without_a_host_ends_in_error() {
    run(async {
        for seconds in [0, 4] {
            let cloud = Cloud::taking(seconds);
            cloud.change_infrastructure(|it| it.hypervisors.clear());

            let id = cloud.create().await;
            cloud.pass_seconds(seconds / 4).await;

            let events = newest(&cloud, id).0;
            assert_eq!(events, [over(&cloud, Work::Build, seconds / 4, EventResult::Error)]);
        }
    });
}

#[test]
fn an_action_whose_work_fails_at_once_says_so() {
    run(async {
        let cloud = Cloud::taking(0);

        let id = cloud.create_on(Some("compute-9")).await;

        assert_eq!(newest(&cloud, id).1.as_deref(), Some("Error"));
    });
}

#[test]
fn the_event_of_interrupted_work_never_ends() {
    run(async {
        let cloud = Cloud::taking(3);
        let id = cloud.create_active().await;
        cloud.compute.reboot(cloud.request(), id, RebootType::Soft).await.unwrap();
        cloud.pass_seconds(1).await;

        cloud.compute.reboot(cloud.request(), id, RebootType::Hard).await.unwrap();
        cloud.pass_seconds(3).await;

        let events: Vec<_> = cloud.actions(id).into_iter().map(|it| it.events).skip(1).collect();
        let soft = begun(&cloud, Work::SoftReboot, 4);
        let hard = over(&cloud, Work::HardReboot, 3, EventResult::Success);
        assert_eq!(events, [vec![soft], vec![hard]]);
    });
}

#[test]
fn work_that_goes_on_after_a_restart_ends_its_event() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create_active().await;
        cloud.compute.suspend(cloud.request(), id).await.unwrap();

        let cloud = cloud.restarted().await;
        cloud.pass_seconds(4).await;

        let suspended = over(&cloud, Work::Suspend, 4, EventResult::Success);
        assert_eq!(newest(&cloud, id).0, [suspended]);
    });
}
