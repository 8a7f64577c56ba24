//! `GET /servers` and `GET /servers/detail`: how they look on v2.

use ferronova_testkit::{Cloud, Options};

use crate::support::Fleet;

#[test]
fn the_brief_list_has_id_name_and_links_of_each_server() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let _ = [cloud.owner().boot("first"), cloud.owner().boot("second")];

    let listed = cloud.owner().get("servers");

    listed.assert_status(200);
    listed.assert_golden(cloud.owner(), "v2/servers/list");
}

#[test]
fn the_detailed_list_has_every_key_of_each_server() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let _ = [cloud.owner().boot("first"), cloud.owner().boot("second")];

    let listed = cloud.owner().get("servers/detail");

    listed.assert_status(200);
    listed.assert_golden(cloud.owner(), "v2/servers/detail");
}

#[test]
fn without_all_tenants_an_administrators_list_is_that_of_the_own_project_whatever_it_asks_for() {
    let cloud = Cloud::start();
    let fleet = Fleet::boot(cloud.owner(), &["web"]);
    let own = Fleet::boot(cloud.admin(), &["own"]);
    let project = cloud.owner().project_id();
    for key in ["tenant_id", "project_id"] {
        let listed = cloud.admin().get(&format!("servers?{key}={project}"));

        assert_eq!(fleet.found_in(&listed), [""; 0], "{key}");
        assert_eq!(own.found_in(&listed), ["own"], "{key}");
    }
}
