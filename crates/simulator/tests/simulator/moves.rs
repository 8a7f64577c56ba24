//! Tests moves of servers to other hosts and flavors.

use ferronova_compute::{Error, HostError, Note, Resize, Scratch, ServerRef, VmState};

use crate::cloud::{Cloud, run};

fn to_flavor_2() -> Resize {
    Resize { flavor_id: "2".to_owned(), disk_config: None }
}

fn seen(cloud: &Cloud, id: ServerRef) -> (VmState, String, Option<String>, Option<String>) {
    let server = cloud.find(id);
    (server.vm_state, server.flavor.id, server.host, server.node)
}

fn on(
    host: u8,
    vm_state: VmState,
    flavor: &str,
) -> (VmState, String, Option<String>, Option<String>) {
    (vm_state, flavor.to_owned(), Some(format!("compute-{host}")), Some(format!("node-{host}")))
}

#[test]
fn a_resize_moves_a_server_and_is_confirmed() {
    run(async {
        let cloud = Cloud::taking(0);
        let id = cloud.create_on(Some("compute-1")).await;

        cloud.compute.resize(cloud.request(), id, to_flavor_2()).await.unwrap();
        assert_eq!(seen(&cloud, id), on(2, VmState::Resized, "2"));
        cloud.compute.confirm_resize(cloud.request(), id).await.unwrap();

        assert_eq!(seen(&cloud, id), on(2, VmState::Active, "2"));
        let again = cloud.compute.confirm_resize(cloud.request(), id).await;
        assert!(matches!(again, Err(Error::InvalidState { .. })));
        assert_eq!(cloud.scratch(id), Scratch::default());
    });
}

#[test]
fn a_resize_is_reverted_to_the_flavor_and_the_host_before() {
    run(async {
        let cloud = Cloud::taking(0);
        let id = cloud.create_on(Some("compute-1")).await;
        cloud.compute.stop(cloud.request(), id).await.unwrap();

        cloud.compute.resize(cloud.request(), id, to_flavor_2()).await.unwrap();
        cloud.compute.revert_resize(cloud.request(), id).await.unwrap();

        assert_eq!(seen(&cloud, id), on(1, VmState::Stopped, "1"));
        assert_eq!(cloud.scratch(id), Scratch::default());
    });
}

#[test]
fn the_flavor_and_the_host_change_on_the_way() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create_on(Some("compute-1")).await;
        cloud.pass_seconds(4).await;

        cloud.compute.resize(cloud.request(), id, to_flavor_2()).await.unwrap();
        let mut states = Vec::new();
        for _ in 0..5 {
            states.push(seen(&cloud, id));
            cloud.pass_seconds(1).await;
        }

        let expected = [
            on(1, VmState::Active, "1"),
            on(1, VmState::Active, "1"),
            on(2, VmState::Active, "1"),
            on(2, VmState::Active, "2"),
            on(2, VmState::Resized, "2"),
        ];
        assert_eq!(states, expected);
    });
}

#[test]
fn a_confirmation_takes_its_time_and_is_not_asked_for_twice() {
    run(async {
        let cloud = Cloud::taking(4);
        let id = cloud.create_on(Some("compute-1")).await;
        cloud.pass_seconds(4).await;
        cloud.compute.migrate(cloud.request(), id).await.unwrap();
        cloud.pass_seconds(4).await;

        cloud.compute.confirm_resize(cloud.request(), id).await.unwrap();

        assert_eq!(seen(&cloud, id), on(2, VmState::Resized, "1"));
        for again in [
            cloud.compute.confirm_resize(cloud.request(), id).await,
            cloud.compute.revert_resize(cloud.request(), id).await,
        ] {
            assert!(matches!(again, Err(Error::NotResized)), "{again:?}");
        }
        cloud.pass_seconds(4).await;
        assert_eq!(seen(&cloud, id), on(2, VmState::Active, "1"));
    });
}

#[test]
fn a_server_in_a_cloud_of_one_host_is_resized_there_and_moved_nowhere() {
    run(async {
        let cloud = Cloud::taking(0);
        let id = cloud.create_on(Some("compute-1")).await;
        cloud.change_infrastructure(|it| it.hypervisors.truncate(1));

        let migrated = cloud.compute.migrate(cloud.request(), id).await;
        assert!(matches!(migrated, Err(Error::Host(HostError::NoneValid(_)))));
        let before = cloud.scratch(id);
        cloud.compute.resize(cloud.request(), id, to_flavor_2()).await.unwrap();

        assert_eq!(before.note(Note::NewHost), None);
        assert_eq!(seen(&cloud, id), on(1, VmState::Resized, "2"));
    });
}
