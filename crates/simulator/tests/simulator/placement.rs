//! Tests which host a new server gets.

use std::collections::BTreeSet;

use ferronova_compute::{Change, HypervisorDriver, NetworkRequest, Scratch, Server, VmState, Work};
use uuid::Uuid;

use crate::cloud::{Cloud, run};

/// Returns the host that a new server with this id and zone gets.
fn host_of(cloud: &Cloud, template: &Server, id: u128, zone: Option<&str>) -> Option<String> {
    let server = Server {
        id: Uuid::from_u128(id),
        host: None,
        vm_state: VmState::Building,
        availability_zone: zone.map(str::to_owned),
        ..template.clone()
    };
    let mut change = Change::to(server);
    let infrastructure = cloud.store.infrastructure.lock().unwrap().clone();
    cloud.simulator.begin(Work::Build, &mut change, &infrastructure, cloud.compute.now()).unwrap();
    assert_eq!(change.server.availability_zone.as_deref(), zone);
    change.server.host
}

#[test]
fn servers_are_spread_over_the_hosts_by_their_ids_alone() {
    run(async {
        let cloud = Cloud::taking(0);
        let template = cloud.find(cloud.create().await);
        let hosts = |id| host_of(&cloud, &template, id, None);

        let used: BTreeSet<Option<String>> = (0..20).map(hosts).collect();

        assert_eq!(used.len(), 2);
        assert!((0..20).all(|id| hosts(id) == hosts(id)));
    });
}

#[test]
fn a_host_that_is_down_or_disabled_or_in_another_zone_gets_no_server() {
    run(async {
        let cloud = Cloud::taking(0);
        let template = cloud.find(cloud.create().await);
        let all_get = |zone, host: Option<&str>| {
            (0..20).all(|id| host_of(&cloud, &template, id, zone).as_deref() == host)
        };
        assert!(all_get(Some("south"), Some("compute-2")));
        assert!(all_get(Some("east"), None));

        cloud.change_infrastructure(|it| it.hypervisors[0].is_up = false);
        assert!(all_get(None, Some("compute-2")));

        cloud.change_infrastructure(|it| {
            it.hypervisors[1].disabled_reason = Some("maintenance".to_owned());
        });
        assert!(all_get(None, None));
    });
}

#[test]
fn a_server_without_a_host_for_it_ends_in_error_with_the_schedulers_words() {
    run(async {
        let cloud = Cloud::taking(4);
        cloud.change_infrastructure(|it| it.hypervisors.clear());
        let id = cloud.create().await;

        cloud.pass_seconds(1).await;

        let server = cloud.find(id);
        assert_eq!(server.vm_state, VmState::Error);
        assert_eq!((server.task_state, server.host), (None, None));
        assert_eq!(cloud.scratch(id), Scratch::default());
        assert_eq!(server.launched_at, None);
        let fault = server.fault.unwrap();
        assert_eq!((fault.code, fault.message.as_str()), (500, "No valid host was found. "));
        assert_eq!(fault.created, cloud.compute.now().whole_second());
        assert_eq!(fault.details.as_deref(), Some("No host is up and enabled."));
    });
}

#[test]
fn a_server_that_gets_no_host_gets_no_address() {
    run(async {
        let cloud = Cloud::taking(0);
        let server = cloud.find(cloud.create().await);
        cloud.change_infrastructure(|it| it.hypervisors.clear());
        let mut change = Change::to(server);
        change.allocate = vec![NetworkRequest { network_id: Uuid::nil(), fixed_ip: None }];

        let infrastructure = cloud.store.infrastructure.lock().unwrap().clone();
        cloud
            .simulator
            .begin(Work::Build, &mut change, &infrastructure, cloud.compute.now())
            .unwrap();

        assert_eq!(change.server.vm_state, VmState::Error);
        assert!(change.allocate.is_empty());
    });
}

#[test]
fn a_forced_host_gets_its_server_even_if_it_is_disabled() {
    run(async {
        for seconds in [0, 4] {
            let cloud = Cloud::taking(seconds);
            let closed = Some("maintenance".to_owned());
            cloud.change_infrastructure(|it| it.hypervisors[1].disabled_reason.clone_from(&closed));

            for _ in 0..10 {
                let id = cloud.create_on(Some("compute-2")).await;
                cloud.pass_seconds(seconds).await;

                let server = cloud.find(id);
                assert_eq!(server.vm_state, VmState::Active);
                assert_eq!(server.host.as_deref(), Some("compute-2"));
                assert_eq!(server.node.as_deref(), Some("node-2"));
            }
        }
    });
}

#[test]
fn a_server_whose_forced_host_is_unknown_or_down_has_none_and_its_fault_names_it() {
    run(async {
        for seconds in [0, 4] {
            let cloud = Cloud::taking(seconds);
            cloud.change_infrastructure(|it| it.hypervisors[1].is_up = false);

            for (host, details) in [
                ("compute-2", "Host compute-2 is down."),
                ("compute-9", "There is no host compute-9."),
            ] {
                let id = cloud.create_on(Some(host)).await;
                cloud.pass_seconds(seconds).await;

                let server = cloud.find(id);
                assert_eq!(server.vm_state, VmState::Error);
                assert_eq!(cloud.scratch(id), Scratch::default());
                assert_eq!((server.host, server.node), (None, None));
                assert!(server.addresses.is_empty());
                let fault = server.fault.unwrap();
                assert_eq!(fault.message, "No valid host was found. ");
                assert_eq!(fault.details.as_deref(), Some(details));
            }
        }
    });
}
