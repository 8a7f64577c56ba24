//! The filters of lists that only administrators may use.

use ferronova_testkit::Cloud;

use crate::support::{self, answer, encode, fault, names};

/// In the order of lists.
const LIVING: &[&str] = &["theirs", "rebooting", "Käse (1)", "Web-2", "web-1"];

fn cloud_with_fleet() -> Option<Cloud> {
    support::start_seeded(include_str!("../v2/seeds/fleet.yaml"))
}

/// Checks what an administrator's lists of all projects hold with each of these queries.
#[track_caller]
fn assert_found(cloud: &Cloud, rows: &[(&str, &[&str])]) {
    for (query, expected) in rows {
        for path in ["servers", "servers/detail"] {
            let listed = cloud.admin().get(&format!("{path}?all_tenants=1&{query}"));

            assert_eq!(names(&listed), *expected, "{path}?{query}");
        }
    }
}

#[track_caller]
fn assert_refused(cloud: &Cloud, query: &str, text: &str) {
    let listed = cloud.admin().get(&format!("servers?all_tenants=1&{query}"));

    assert_eq!(answer(&listed), fault(400, "badRequest", text), "{query}");
}

#[test]
fn the_filters_for_everybody_look_at_all_projects() {
    let Some(cloud) = cloud_with_fleet() else { return };

    assert_found(
        &cloud,
        &[
            ("name=e", &["theirs", "rebooting", "Käse (1)", "Web-2", "web-1"]),
            ("name=%5Et", &["theirs"]),
            ("status=ACTIVE", &["theirs", "web-1"]),
            ("changes-since=2014-10-20T12:00:00Z", &["theirs-deleted", "theirs"]),
        ],
    );
}

#[test]
fn the_project_is_found_by_its_id_under_both_names() {
    let Some(cloud) = cloud_with_fleet() else { return };
    let own = cloud.owner().project_id();
    let others = cloud.other().project_id();
    for key in ["tenant_id", "project_id"] {
        assert_found(
            &cloud,
            &[
                (&format!("{key}={others}"), &["theirs"]),
                (&format!("{key}={own}"), &["rebooting", "Käse (1)", "Web-2", "web-1"]),
                (&format!("{key}={}", others.to_uppercase()), &["theirs"]),
                (&format!("{key}=nonsense"), &[]),
                (&format!("{key}={own}&name=web"), &["Web-2", "web-1"]),
            ],
        );
    }
    assert_found(&cloud, &[(&format!("tenant_id={own}&project_id={others}"), &[])]);
}

#[test]
fn user_host_id_and_states_are_found_exactly() {
    let Some(cloud) = cloud_with_fleet() else { return };
    let reader = cloud.log_in("reader", "demo").user_id().to_owned();

    assert_found(
        &cloud,
        &[
            (&format!("user_id={reader}"), &["Käse (1)"]),
            (&format!("user_id={}", cloud.other().user_id()), &["theirs"]),
            (&format!("user_id={}", reader.to_uppercase()), &["Käse (1)"]),
            ("user_id=nonsense", &[]),
            ("host=cmp2", &["theirs", "Web-2"]),
            ("host=cmp1", &["rebooting", "Käse (1)", "web-1"]),
            ("host=CMP2", &["theirs", "Web-2"]),
            ("host=cmp", &[]),
            ("uuid=f1ee0000-0000-4000-8000-000000000001", &["web-1"]),
            ("uuid=f1ee0000-0000-4000-8000-000000000007", &["theirs"]),
            ("uuid=f1ee0000-0000-4000-8000-000000000005", &[]),
            ("uuid=F1EE0000-0000-4000-8000-000000000001", &["web-1"]),
            ("uuid=f1ee0000", &[]),
            ("vm_state=stopped", &["Web-2"]),
            ("vm_state=active", &["theirs", "rebooting", "web-1"]),
            ("vm_state=Stopped", &["Web-2"]),
            ("vm_state=nonsense", &[]),
            ("task_state=rebooting_hard", &["rebooting"]),
            ("task_state=Rebooting_Hard", &["rebooting"]),
            ("task_state=deleting", &[]),
            ("task_state=nonsense", &[]),
        ],
    );
}

#[test]
fn addresses_are_found_by_pattern_or_exactly() {
    let Some(cloud) = cloud_with_fleet() else { return };

    assert_found(
        &cloud,
        &[
            ("ip6=fd00", &["Web-2"]),
            ("ip6=FD00::5", &["Web-2"]),
            ("ip6=d00", &[]),
            ("ip6=10", &[]),
            ("ip6=", LIVING),
            ("fixed_ip=10.0.0.1", &["web-1"]),
            ("fixed_ip=fd00::5", &["Web-2"]),
            ("fixed_ip=203.0.113.7", &[]),
            ("fixed_ip=10.0.0.2", &[]),
            ("fixed_ip=nonsense", &[]),
        ],
    );
    let text = "Invalid ip6 filter '(': it is not a regular expression";
    assert_refused(&cloud, "ip6=(", text);
}

#[test]
fn all_pairs_of_metadata_have_to_match() {
    let Some(cloud) = cloud_with_fleet() else { return };
    let query = |text: &str| format!("metadata={}", encode(text));

    assert_found(
        &cloud,
        &[
            (&query(r#"{"role": "web"}"#), &["Web-2", "web-1"]),
            (&query(r#"{"role": "web", "tier": "2"}"#), &["Web-2"]),
            (&query(r#"{"role": "web", "tier": "3"}"#), &[]),
            (&query(r#"{"ROLE": "Web"}"#), &["Web-2", "web-1"]),
            (&query(r#"{"none": ""}"#), &[]),
            (&query("{}"), LIVING),
        ],
    );
}

#[test]
fn metadata_that_is_no_object_of_strings_is_refused() {
    let Some(cloud) = cloud_with_fleet() else { return };
    for value in ["x", "", "[]", r#"{"tier": 2}"#, "{"] {
        assert_refused(
            &cloud,
            &format!("metadata={}", encode(value)),
            &format!("Invalid metadata filter '{value}': it is not a JSON object of strings"),
        );
    }
}

#[test]
fn some_columns_are_found_by_a_pattern_on_what_is_stored() {
    let Some(cloud) = cloud_with_fleet() else { return };

    assert_found(
        &cloud,
        &[
            ("access_ip_v4=2.0.2", &["web-1"]),
            ("access_ip_v6=2001", &["Käse (1)"]),
            ("availability_zone=nor", &["Web-2"]),
            ("config_drive=True", &["web-1"]),
            ("display_name=WEB-.", &["Web-2", "web-1"]),
            ("key_name=%5Ekey%24", &["web-1"]),
            ("node=cmp2", &["theirs", "Web-2"]),
            ("power_state=3", &["Käse (1)"]),
            ("progress=42", &["Web-2"]),
            ("key_name=", LIVING),
        ],
    );
    let text = "Invalid display_name filter '(': it is not a regular expression";
    assert_refused(&cloud, "display_name=(", text);
}

#[test]
fn what_is_no_column_is_ignored() {
    let Some(cloud) = cloud_with_fleet() else { return };

    assert_found(&cloud, &[("unknown=1", LIVING), ("=1", LIVING), ("sort_key=name", LIVING)]);
}

#[test]
fn deleted_servers_are_filtered_like_others() {
    let Some(cloud) = cloud_with_fleet() else { return };
    let others = cloud.other().project_id();

    assert_found(
        &cloud,
        &[
            ("deleted=1&name=soft", &["soft-deleted"]),
            (&format!("deleted=1&tenant_id={others}"), &["theirs-deleted"]),
            ("deleted=1&uuid=f1ee0000-0000-4000-8000-000000000005", &["deleted"]),
            ("deleted=1&uuid=f1ee0000-0000-4000-8000-000000000001", &[]),
            ("deleted=1&changes-since=2014-10-20T00:00:00Z", &["theirs-deleted", "soft-deleted"]),
            ("status=DELETED&name=theirs", &["theirs-deleted"]),
            ("status=SOFT_DELETED&deleted=1", &["soft-deleted"]),
            ("status=ACTIVE&deleted=1", &[]),
        ],
    );
}
