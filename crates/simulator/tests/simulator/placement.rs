//! The host of a new server.

use std::collections::BTreeSet;

use ferronova_compute::{Change, HypervisorDriver, NetworkRequest, Server, VmState, Work};
use uuid::Uuid;

use crate::cloud::{Cloud, run};

/// The host that a server of this id and zone gets.
fn host_of(cloud: &Cloud, template: &Server, id: u128, zone: Option<&str>) -> Option<String> {
    let server = Server {
        id: Uuid::from_u128(id),
        host: None,
        vm_state: VmState::Building,
        availability_zone: zone.map(str::to_owned),
        ..template.clone()
    };
    let mut change = Change::to(server);
    let infrastructure = cloud.compute.infrastructure();
    cloud.simulator.begin(Work::Build, &mut change, &infrastructure, cloud.compute.now());
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
        assert_eq!((server.task_state, server.transition, server.host), (None, None, None));
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

        let infrastructure = cloud.compute.infrastructure();
        cloud.simulator.begin(Work::Build, &mut change, &infrastructure, cloud.compute.now());

        assert_eq!(change.server.vm_state, VmState::Error);
        assert!(change.allocate.is_empty());
    });
}
