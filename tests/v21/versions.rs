//! Which microversion a request is about, how answers name it, and the version document.

use ferronova_testkit::{Cloud, Response};
use serde_json::{Value, json};

use crate::version_support::{
    HEADER, LAST, NO_SERVER, OLD_HEADER, assert_names, assert_names_none, assert_not_found,
    assert_unrouted, at, boot, start_at, without_version,
};

/// Lists servers with these headers and no other microversion.
#[track_caller]
fn list(cloud: &Cloud, headers: &[(&str, &str)]) -> Response {
    let owner = without_version(cloud.owner());
    let call = owner.call("GET", "/v2.1/servers");
    headers.iter().fold(call, |call, (name, value)| call.header(name, value)).send()
}

/// The entry of v2.1 in a list of versions.
fn entry(cloud: &Cloud) -> Value {
    json!({
        "id": "v2.1",
        "status": "CURRENT",
        "version": "2.104",
        "min_version": "2.1",
        "updated": "2013-07-23T11:33:21Z",
        "links": [{"rel": "self", "href": format!("{}/v2.1/", cloud.owner().base_url())}],
    })
}

#[test]
fn every_microversion_is_answered_by_its_name() {
    let cloud = Cloud::start();

    for minor in 1..=LAST {
        let response = at(cloud.owner(), minor).get("servers").expect(200);

        assert_names(&response, &format!("2.{minor}"));
    }
}

#[test]
fn without_a_header_it_is_the_first_microversion() {
    let cloud = Cloud::start();

    let response = list(&cloud, &[]).expect(200);

    assert_names(&response, "2.1");
}

#[test]
fn latest_is_the_last_microversion() {
    let cloud = Cloud::start();

    for header in [(HEADER, "compute latest"), (OLD_HEADER, "latest")] {
        let response = list(&cloud, &[header]).expect(200);

        assert_names(&response, "2.104");
    }
}

#[test]
fn the_new_header_comes_before_the_old_one() {
    let cloud = Cloud::start();

    for old in ["2.9", "2.999", "nonsense", ""] {
        let response = list(&cloud, &[(OLD_HEADER, old), (HEADER, "compute 2.73")]).expect(200);

        assert_names(&response, "2.73");
    }
}

#[test]
fn a_new_header_that_says_nothing_of_compute_counts_as_absent() {
    let cloud = Cloud::start();

    for new in ["identity 3.1", "volume 3.70, identity 3.1", "", "compute", "2.73", "latest"] {
        let with_old = list(&cloud, &[(HEADER, new), (OLD_HEADER, "2.9")]).expect(200);
        let alone = list(&cloud, &[(HEADER, new)]).expect(200);

        assert_names(&with_old, "2.9");
        assert_names(&alone, "2.1");
    }
}

#[test]
fn the_last_entry_of_compute_counts() {
    let cloud = Cloud::start();

    for (name, value) in [
        (HEADER, "identity 3.1, compute 2.73"),
        (HEADER, "compute 2.9, compute 2.73"),
        (HEADER, "compute 2.999,compute 2.73,volume 3.1"),
        (OLD_HEADER, "2.9, 2.73"),
        (OLD_HEADER, "nonsense,2.73"),
    ] {
        let response = list(&cloud, &[(name, value)]).expect(200);

        assert_names(&response, "2.73");
    }
}

#[test]
fn the_case_of_the_service_and_blanks_do_not_matter() {
    let cloud = Cloud::start();

    for (name, value) in [
        (HEADER, "Compute 2.73"),
        (HEADER, "COMPUTE   2.73"),
        (HEADER, "identity 3.1 ,  compute 2.73 "),
        (OLD_HEADER, "2.9 , 2.73 "),
    ] {
        let response = list(&cloud, &[(name, value)]).expect(200);

        assert_names(&response, "2.73");
    }
}

#[test]
fn a_fault_names_the_microversion_too() {
    let cloud = start_at(73);
    let owner = cloud.owner();

    let missing = owner.get(&format!("servers/{NO_SERVER}"));
    let wrong = owner.get("servers?limit=-1");
    let unknown = owner.action(&boot(&cloud, "web"), &json!({"dance": null}));

    assert_not_found(&missing, NO_SERVER);
    wrong.assert_status(400);
    unknown.assert_fault(400, "badRequest", "There is no such action: dance");
    for response in [missing, wrong, unknown] {
        assert_names(&response, "2.73");
    }
}

#[test]
fn a_malformed_microversion_is_refused_without_naming_one() {
    let cloud = Cloud::start();
    let malformed =
        ["2.", ".9", "abc", "2.01", "02.9", "2.9.1", "-1.0", "0.0", "LATEST", "2", "2.x", "+2.9"];

    for text in malformed {
        for header in [(HEADER, &*format!("compute {text}")), (OLD_HEADER, text)] {
            let response = list(&cloud, &[header]);

            assert_malformed(&response, text);
        }
    }
    assert_malformed(&list(&cloud, &[(OLD_HEADER, "")]), "");
}

#[track_caller]
fn assert_malformed(response: &Response, text: &str) {
    let message = format!(
        "API Version String {text} is of invalid format. Must be of format MajorNum.MinorNum."
    );
    response.assert_fault(400, "badRequest", &message);
    assert_names_none(response);
}

#[test]
fn a_microversion_outside_the_range_is_not_acceptable_and_repeated() {
    let cloud = Cloud::start();

    for text in ["1.9", "2.0", "2.105", "2.999", "3.0", "3.1", "2.99999999999999999999"] {
        for header in [(HEADER, &*format!("compute {text}")), (OLD_HEADER, text)] {
            let response = list(&cloud, &[header]);

            let message = format!(
                "Version {text} is not supported by the API. Minimum is 2.1 and maximum is 2.104."
            );
            response.assert_fault(406, "computeFault", &message);
            assert_names(&response, text);
        }
    }
}

#[test]
fn the_token_is_checked_before_the_microversion() {
    let cloud = Cloud::start();
    let nobody = without_version(&cloud.nobody());

    for version in ["compute 2.73", "compute 2.999", "compute nonsense"] {
        for client in [&nobody, &nobody.with_token("nonsense")] {
            let response = client.call("GET", "/v2.1/servers").header(HEADER, version).send();

            response.assert_status(401);
        }
    }
}

#[test]
fn a_path_that_is_nowhere_is_answered_before_the_microversion_is_looked_at() {
    let cloud = Cloud::start();
    let owner = without_version(cloud.owner());
    let project = owner.project_id();

    for version in ["compute 2.73", "compute 2.999", "compute nonsense"] {
        for path in [
            "/v2.1/nosuch",
            "/v2.1/servers/",
            "/v2.1/servers/detail/",
            "/v2.1/servers.json",
            "/v2.1/no-project/servers",
            &format!("/v2.1/{project}"),
            &format!("/v2.1/{project}/nosuch"),
        ] {
            let response = owner.call("GET", path).header(HEADER, version).send();

            assert_unrouted(&response);
        }
    }
}

#[test]
fn a_method_that_a_path_does_not_have_is_nowhere() {
    let cloud = start_at(73);
    let owner = cloud.owner();

    for (method, path) in [
        ("PATCH", "servers"),
        ("DELETE", "servers"),
        ("PUT", "servers/detail/a"),
        ("GET", &*format!("servers/{NO_SERVER}/action")),
        ("POST", &*format!("servers/{NO_SERVER}")),
    ] {
        let response = owner.call(method, path).send();

        assert_unrouted(&response);
    }
}

#[test]
fn head_is_nowhere_and_options_is_empty() {
    let cloud = start_at(73);
    let owner = cloud.owner();

    for path in ["servers", "servers/detail", "flavors"] {
        let head = owner.call("HEAD", path).send();
        let options = owner.call("OPTIONS", path).send();

        assert_eq!((head.status(), head.text()), (404, ""));
        assert_eq!(head.header("content-type"), Some("text/html; charset=UTF-8"));
        assert_eq!((options.status(), options.text()), (200, ""));
        assert_eq!(options.header("content-type"), None);
    }
    assert_unrouted(&owner.call("OPTIONS", "nosuch").send());
}

#[test]
fn what_only_later_microversions_have_is_not_found_by_name() {
    let cloud = start_at(25);
    let id = boot(&cloud, "web");
    let path = format!("servers/{id}/tags");

    let before = cloud.owner().get(&path);
    let since = at(cloud.owner(), 26).get(&path).expect(200);

    before.assert_fault(404, "itemNotFound", "The resource could not be found.");
    assert_names(&before, "2.25");
    assert_names(&since, "2.26");
}

#[test]
fn the_project_in_the_path_is_optional_at_every_microversion() {
    let cloud = Cloud::start();
    let project = cloud.owner().project_id();

    for minor in [1, 17, 18, LAST] {
        let owner = at(cloud.owner(), minor);

        let with_project = owner.get(&format!("/v2.1/{project}/servers")).expect(200);
        let without = owner.get("/v2.1/servers").expect(200);
        let with_slashes = owner.get(&format!("//v2.1//{project}///servers")).expect(200);

        assert_eq!(with_project.text(), without.text());
        assert_eq!(with_slashes.text(), without.text());
        assert_names(&with_project, &format!("2.{minor}"));
    }
}

#[test]
fn the_project_in_the_path_is_that_of_the_token() {
    let cloud = start_at(73);
    let (owner, other) = (cloud.owner().project_id(), cloud.other().project_id());

    for project in [other, "de00", "-"] {
        let response = cloud.owner().get(&format!("/v2.1/{project}/servers"));

        let message = format!(
            "Malformed request URL: URL's project_id '{project}' doesn't match Context's \
             project_id '{owner}'"
        );
        response.assert_fault(400, "badRequest", &message);
        assert_names(&response, "2.73");
    }
}

#[test]
fn an_id_is_a_uuid_with_dashes() {
    let cloud = start_at(73);
    let id = boot(&cloud, "web");

    for wrong in ["1", "web", &id.replace('-', ""), &format!("{id}.json"), &format!("{id}.xml")] {
        let response = cloud.owner().get(&format!("servers/{wrong}"));

        assert_not_found(&response, wrong);
        assert_names(&response, "2.73");
    }
}

#[test]
fn a_media_type_that_is_not_json_is_unsupported() {
    let cloud = start_at(73);
    let owner = cloud.owner();
    let path = format!("servers/{}/action", boot(&cloud, "web"));

    for wrong in ["text/html", "application/xml", "application/jsonp", "nonsense"] {
        let call = owner.call("POST", &path).header("content-type", wrong);
        let response = call.body(r#"{"lock": null}"#).send();

        response.assert_fault(415, "badMediaType", "Unsupported Content-Type");
        assert_names(&response, "2.73");
    }
    for right in [
        "application/json",
        "application/json; charset=utf-8",
        "application/vnd.openstack.compute+json",
        "text/plain",
        "",
    ] {
        let call = owner.call("POST", &path).header("content-type", right);
        let response = call.body(r#"{"lock": null}"#).send();

        assert_eq!((response.status(), response.text()), (202, ""), "{right}");
    }
    let without = owner.call("POST", &path).body(r#"{"unlock": null}"#).send();
    without.assert_status(202);
}

#[test]
fn every_accepted_type_gets_json() {
    let cloud = start_at(73);
    let compute = "application/vnd.openstack.compute+json";

    for (accept, expected) in [
        ("application/json", "application/json"),
        ("application/xml", "application/json"),
        ("text/html", "application/json"),
        ("*/*", "application/json"),
        (compute, compute),
    ] {
        let list = cloud.owner().call("GET", "servers").header("accept", accept).send();
        let path = format!("servers/{NO_SERVER}");
        let missing = cloud.owner().call("GET", &path).header("accept", accept).send();

        assert_eq!((list.status(), list.header("content-type")), (200, Some(expected)), "{accept}");
        assert_not_found(&missing, NO_SERVER);
    }
}

#[test]
fn every_answer_has_one_request_id_under_two_names() {
    let cloud = start_at(73);
    let owner = cloud.owner();

    for response in [owner.get("servers"), owner.get("nosuch"), cloud.nobody().get("servers")] {
        let id = response.header("x-openstack-request-id");

        assert!(id.is_some_and(|it| it.starts_with("req-")), "{id:?}");
        assert_eq!(response.header("x-compute-request-id"), id);
    }
}

#[test]
fn the_version_shows_itself_to_everybody_with_and_without_a_slash() {
    let cloud = start_at(73);
    let nobody = without_version(&cloud.nobody());
    let mut version = entry(&cloud);
    let described_by = json!({
        "rel": "describedby", "type": "text/html", "href": "http://docs.openstack.org/",
    });
    version["links"].as_array_mut().expect("there are links").push(described_by);
    version["media-types"] = json!([{
        "base": "application/json",
        "type": "application/vnd.openstack.compute+json;version=2.1",
    }]);

    for path in ["/v2.1", "/v2.1/"] {
        let by_nobody = nobody.get(path).expect(200);
        let by_owner = cloud.owner().get(path).expect(200);

        assert_eq!(by_nobody.json(), json!({ "version": version }));
        assert_eq!(by_owner.text(), by_nobody.text());
        assert_names(&by_nobody, "2.1");
        assert_names(&by_owner, "2.73");
    }
}

#[test]
fn the_version_document_refuses_a_microversion_that_is_not_there() {
    let cloud = Cloud::start();
    let nobody = without_version(&cloud.nobody());

    let above = nobody.call("GET", "/v2.1/").header(HEADER, "compute 2.105").send();

    above.assert_status(406);
    assert_names(&above, "2.105");
}

#[test]
fn the_list_of_versions_ignores_the_microversion() {
    let cloud = Cloud::start();
    let nobody = without_version(&cloud.nobody());

    for version in ["compute 2.73", "compute 2.999", "compute nonsense"] {
        let response = nobody.call("GET", "/").header(HEADER, version).send().expect(200);

        let versions = response.at("/versions");
        let versions = versions.as_array().expect("there are versions");
        // Ours does not list v2.1 as long as v2.1 can't create servers.
        let listed = versions.iter().find(|it| it["id"] == "v2.1");
        assert!(listed.is_none_or(|it| *it == entry(&cloud)), "{versions:?}");
        assert_names_none(&response);
    }
}
