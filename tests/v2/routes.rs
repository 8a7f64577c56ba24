//! Which paths and methods there are, and what is answered to others.

use ferronova_testkit::{Cloud, Response};
use serde_json::json;

/// The page for what has no route, in plain text.
#[track_caller]
fn assert_unrouted(response: &Response) {
    let page = "404 Not Found\n\nThe resource could not be found.\n\n   ";
    assert_eq!((response.status(), response.text()), (404, page));
    assert_eq!(response.header("content-type"), Some("text/plain; charset=UTF-8"));
    assert!(response.header("x-compute-request-id").is_some());
}

#[test]
fn what_has_no_route_is_answered_with_a_page() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let server = format!("servers/{id}");
    let root = format!("/v2/{}", owner.project_id());

    for (method, path) in [
        ("GET", "nonsense"),
        ("GET", "servers/"),
        ("GET", &*format!("{server}/")),
        ("GET", &*format!("{server}/action")),
        ("GET", &*format!("{server}/nonsense")),
        ("POST", &*server),
        ("PUT", "servers"),
        ("DELETE", "servers"),
        ("PATCH", &*server),
        ("PATCH", "servers"),
        ("OPTIONS", "servers"),
        ("OPTIONS", &*server),
        ("BREW", "servers"),
        ("GET", "servers.txt"),
        ("GET", "Servers"),
        ("GET", "servers//detail"),
        ("GET", &*root),
        ("GET", &*format!("{root}/")),
        ("GET", "/v2/servers"),
        ("POST", "/v2/"),
        ("DELETE", "/v2"),
        ("POST", "flavors"),
    ] {
        let response = owner.call(method, path).send();

        assert_unrouted(&response);
    }
}

#[test]
fn head_has_no_route_below_a_mount() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for path in ["servers", "servers/detail", &format!("servers/{id}"), "extensions", "/v2/"] {
        let response = owner.call("HEAD", path).send();

        assert_eq!((response.status(), response.text()), (404, ""), "{path}");
        assert_eq!(response.header("content-type"), Some("text/plain; charset=UTF-8"));
    }
}

#[test]
fn the_page_is_html_for_those_who_take_it() {
    let cloud = Cloud::start();

    for accept in ["text/html", "*/*", "text/html,application/xhtml+xml;q=0.9"] {
        let response = cloud.owner().call("GET", "nonsense").header("accept", accept).send();

        response.assert_status(404);
        assert_eq!(response.header("content-type"), Some("text/html; charset=UTF-8"));
        let page = response.text();
        assert!(page.contains("<h1>404 Not Found</h1>"), "{page}");
        assert!(page.contains("The resource could not be found."), "{page}");
    }
}

#[test]
fn what_has_no_route_has_none_in_any_project() {
    let cloud = Cloud::start();

    let response = cloud.owner().get("/v2/another-project/nonsense");

    assert_unrouted(&response);
}

#[test]
fn some_paths_are_routed_only_to_be_refused() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    for path in ["servers/new", "servers/dead0000-0000-4000-8000-000000000000/edit", "flavors/new"]
    {
        let response = owner.get(path);

        response.assert_fault(404, "itemNotFound", "The resource could not be found.");
    }
}

#[test]
fn a_word_that_one_method_has_is_an_id_for_the_others() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    let deleted = owner.delete("servers/detail");
    let updated = owner.put("flavors/detail", &json!({}));

    deleted.assert_fault(404, "itemNotFound", "Instance could not be found");
    updated.assert_fault(400, "badRequest", "There is no such action: update");
}

#[test]
fn a_doubled_slash_behind_the_project_is_one() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    let response = owner.get(&format!("/v2/{}//flavors/1", owner.project_id()));

    assert_eq!(response.expect(200).json(), owner.get("flavors/1").json());
}

#[test]
fn a_format_may_stand_behind_a_path() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for path in ["servers", "servers/detail", &format!("servers/{id}"), "flavors/1", "extensions"] {
        let response = owner.get(&format!("{path}.json")).expect(200);

        assert_eq!(response.header("content-type"), Some("application/json"));
        assert_eq!(response.json(), owner.get(path).expect(200).json(), "{path}");
    }
}

#[test]
fn a_path_is_percent_decoded() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    let response = owner.get("fl%61vors/%31");

    assert_eq!(response.expect(200).at("/flavor/id"), "1");
}

#[test]
fn a_format_may_stand_behind_the_path_of_an_action() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for action in ["action.json", "action.xml"] {
        let path = format!("servers/{id}/{action}");
        let response = owner.post(&path, &json!({"reboot": {"type": "HARD"}}));

        response.assert_status(202);
        owner.wait_for(&id, "ACTIVE");
    }
}
