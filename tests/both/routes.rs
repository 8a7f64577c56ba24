//! Which paths and methods exist, and what is answered to others.

use serde_json::json;

use crate::support::{self, Fleet, assert_unrouted, not_found_text, root};

#[test]
fn what_has_no_route_is_answered_with_a_page() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let server = format!("servers/{id}");
    let root = root(owner);

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
        ("POST", &*format!("{root}/")),
        ("DELETE", &*root),
    ] {
        let response = owner.call(method, path).send();

        assert_unrouted(&response);
    }
}

#[test]
fn head_has_no_route_below_a_mount() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for path in ["servers", "servers/detail", &format!("servers/{id}"), "extensions"] {
        let response = owner.call("HEAD", path).send();

        assert_eq!((response.status(), response.text()), (404, ""), "{path}");
        assert_eq!(response.header("content-type"), Some("text/plain; charset=UTF-8"));
    }
}

#[test]
fn the_page_is_html_for_those_who_take_it() {
    let cloud = support::start();

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
fn some_paths_are_routed_only_to_be_refused() {
    let cloud = support::start();
    let owner = cloud.owner();

    for path in ["servers/new", "servers/dead0000-0000-4000-8000-000000000000/edit", "flavors/new"]
    {
        let response = owner.get(path);

        response.assert_fault(404, "itemNotFound", "The resource could not be found.");
    }
}

#[test]
fn a_word_that_one_method_has_is_an_id_for_the_others() {
    let cloud = support::start();
    let owner = cloud.owner();

    let deleted = owner.delete("servers/detail");

    deleted.assert_fault(404, "itemNotFound", &not_found_text("DELETE", "detail"));
}

#[test]
fn a_format_may_stand_behind_a_path() {
    let cloud = support::start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, &["web"]);
    let (id, query) = (fleet.id("web"), format!("?name={}", fleet.mark()));

    for path in ["servers", "servers/detail", &format!("servers/{id}"), "flavors/1", "extensions"] {
        let response = owner.get(&format!("{path}.json{query}")).expect(200);

        assert_eq!(response.header("content-type"), Some("application/json"));
        let expected = owner.get(&format!("{path}{query}")).expect(200);
        assert_eq!(response.json(), expected.json(), "{path}");
    }
}

#[test]
fn several_slashes_in_a_row_are_one() {
    let cloud = support::start();
    let owner = cloud.owner();
    let root = root(owner);
    let expected = owner.get("flavors/1").expect(200).json();

    for path in [
        format!("/{root}/flavors/1"),
        format!("{root}//flavors/1"),
        format!("{root}///flavors//1"),
        format!("{}/flavors/1", root.replacen('/', "//", 2)),
        format!("{}/flavors%2F%2F1", root.replace('/', "//")),
    ] {
        let response = owner.get(&path);

        assert_eq!(response.expect(200).json(), expected, "{path}");
    }
    assert_eq!(owner.get("//").json(), owner.get("/").json());
}

#[test]
fn a_path_is_percent_decoded() {
    let cloud = support::start();
    let owner = cloud.owner();

    let response = owner.get("fl%61vors/%31");

    assert_eq!(response.expect(200).at("/flavor/id"), "1");
}

#[test]
fn a_format_may_stand_behind_the_path_of_an_action() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for action in ["action.json", "action.xml"] {
        let path = format!("servers/{id}/{action}");
        let response = owner.post(&path, &json!({"reboot": {"type": "HARD"}}));

        response.assert_status(202);
        owner.wait_for(&id, "ACTIVE");
    }
}
