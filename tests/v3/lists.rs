//! `GET /servers` and `GET /servers/detail`: how they look on v3, and an administrator's
//! `tenant_id`.

use ferronova_testkit::{Client, Options};

use crate::support::{self, Fleet, answer, follow, forbidden, next_link, start_with_policy};

#[test]
fn the_brief_list_has_id_name_and_links_of_each_server() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let _ = [cloud.owner().boot("first"), cloud.owner().boot("second")];

    let listed = cloud.owner().get("servers");

    listed.assert_status(200);
    listed.assert_golden(cloud.owner(), "v3/servers/list");
}

#[test]
fn the_detailed_list_has_every_key_of_each_server() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let _ = [cloud.owner().boot("first"), cloud.owner().boot("second")];

    let listed = cloud.owner().get("servers/detail");

    listed.assert_status(200);
    listed.assert_golden(cloud.owner(), "v3/servers/detail");
}

#[test]
fn a_full_page_has_a_link_to_the_next_one() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let _ = [cloud.owner().boot("first"), cloud.owner().boot("second")];

    let listed = cloud.owner().get("servers?limit=1&status=ACTIVE");

    listed.assert_status(200);
    listed.assert_golden(cloud.owner(), "v3/servers/page");
}

#[test]
fn an_administrator_who_names_another_project_lists_its_servers() {
    let cloud = support::start();
    let own = Fleet::boot(cloud.admin(), &["own"]);
    let theirs = Fleet::boot(cloud.owner(), &["theirs"]);
    let others = Fleet::boot(cloud.other(), &["others"]);
    let project = cloud.owner().project_id();

    for path in ["servers", "servers/detail"] {
        let listed = cloud.admin().get(&format!("{path}?tenant_id={project}"));

        assert_eq!(theirs.found_in(&listed), ["theirs"], "{path}");
        assert_eq!(own.found_in(&listed), [""; 0], "{path}");
        assert_eq!(others.found_in(&listed), [""; 0], "{path}");
    }
}

#[test]
fn an_administrator_who_names_the_own_project_lists_that() {
    let cloud = support::start();
    let own = Fleet::boot(cloud.admin(), &["own"]);
    let theirs = Fleet::boot(cloud.owner(), &["theirs"]);

    let path = format!("servers?tenant_id={}", cloud.admin().project_id());
    let listed = cloud.admin().get(&path);

    assert_eq!(own.found_in(&listed), ["own"]);
    assert_eq!(theirs.found_in(&listed), [""; 0]);
}

#[test]
fn project_id_alone_does_not_widen_a_list() {
    let cloud = support::start();
    let own = Fleet::boot(cloud.admin(), &["own"]);
    let theirs = Fleet::boot(cloud.owner(), &["theirs"]);

    let path = format!("servers?project_id={}", cloud.owner().project_id());
    let listed = cloud.admin().get(&path);

    assert_eq!(own.found_in(&listed), ["own"]);
    assert_eq!(theirs.found_in(&listed), [""; 0]);
}

#[test]
fn a_list_that_all_tenants_keeps_narrow_is_not_widened() {
    let cloud = support::start();
    let theirs = Fleet::boot(cloud.owner(), &["theirs"]);

    let path = format!("servers?all_tenants=0&tenant_id={}", cloud.owner().project_id());
    let listed = cloud.admin().get(&path);

    assert_eq!(theirs.found_in(&listed), [""; 0]);
}

#[test]
fn a_list_that_tenant_id_widened_needs_the_rule_for_all_projects() {
    let Some(cloud) = start_with_policy(&[("compute:get_all_tenants", "!")]) else { return };
    let [own, others] = [cloud.admin(), cloud.owner()].map(Client::project_id);

    let widened = cloud.admin().get(&format!("servers?tenant_id={others}"));
    let narrow = cloud.admin().get(&format!("servers?tenant_id={own}"));

    assert_eq!(answer(&widened), forbidden("compute:get_all_tenants"));
    narrow.assert_status(200);
}

#[test]
fn tenant_id_does_nothing_to_the_list_of_anybody_else() {
    let cloud = support::start();
    let own = Fleet::boot(cloud.owner(), &["own"]);
    let others = Fleet::boot(cloud.other(), &["others"]);

    let path = format!("servers?tenant_id={}", cloud.other().project_id());
    let listed = cloud.owner().get(&path);

    assert_eq!(own.found_in(&listed), ["own"]);
    assert_eq!(others.found_in(&listed), [""; 0]);
}

#[test]
fn the_pages_of_a_widened_list_lead_from_one_to_the_next() {
    let cloud = support::start();
    let theirs = Fleet::boot(cloud.owner(), &["first", "second"]);
    let (project, mark) = (cloud.owner().project_id(), theirs.mark());

    let path = format!("servers?tenant_id={project}&name={mark}&limit=1");
    let first = cloud.admin().get(&path);
    let link = next_link(&first).expect("a full page has a link");
    let second = follow(cloud.admin(), &link);

    assert_eq!(theirs.found_in(&first), ["second"]);
    assert_eq!(theirs.found_in(&second), ["first"]);
}
