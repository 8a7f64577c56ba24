//! Shared by the tests: clients that speak a microversion, servers, and what is in every answer.

use ferronova_testkit::{Client, Cloud, Response, Version};
use serde_json::json;

/// The minor version of the last microversion.
pub(crate) const LAST: u16 = 104;

/// The id of no server.
pub(crate) const NO_SERVER: &str = "dead0000-0000-4000-8000-000000000000";

/// The headers with a microversion, in requests and in answers.
pub(crate) const HEADER: &str = "OpenStack-API-Version";
pub(crate) const OLD_HEADER: &str = "X-OpenStack-Nova-API-Version";

/// A cloud whose callers speak the microversion 2.`minor`.
pub(crate) fn start_at(minor: u16) -> Cloud {
    Cloud::start().speaking(Version::V21(minor))
}

/// The client at the microversion 2.`minor`.
pub(crate) fn at(client: &Client, minor: u16) -> Client {
    client.speaking(Version::V21(minor))
}

/// A client like this one that sends no microversion with absolute paths such as `/v2.1/servers`.
pub(crate) fn without_version(client: &Client) -> Client {
    client.speaking(Version::V2)
}

/// Creates a server of the owner through v2, waits until it is active, and returns its id.
#[track_caller]
pub(crate) fn boot(cloud: &Cloud, name: &str) -> String {
    cloud.owner().speaking(Version::V2).boot(name)
}

/// The values of a header, which may be there several times.
pub(crate) fn values<'a>(response: &'a Response, name: &str) -> Vec<&'a str> {
    let headers = response.headers().filter(|(it, _)| it.eq_ignore_ascii_case(name));
    headers.map(|(_, value)| value).collect()
}

/// Checks that an answer names this microversion, such as `2.73`, in both headers, and both headers
/// in a `Vary` each.
#[track_caller]
pub(crate) fn assert_names(response: &Response, microversion: &str) {
    let text = response.text();
    assert_eq!(values(response, HEADER), [format!("compute {microversion}")], "{text}");
    assert_eq!(values(response, OLD_HEADER), [microversion], "{text}");
    assert_eq!(values(response, "vary"), [HEADER, OLD_HEADER], "{text}");
}

/// Checks that an answer names no microversion.
#[track_caller]
pub(crate) fn assert_names_none(response: &Response) {
    for name in [HEADER, OLD_HEADER, "vary"] {
        assert_eq!(values(response, name), [""; 0], "{name}: {}", response.text());
    }
}

/// Checks that no microversion has that path and method.
#[track_caller]
pub(crate) fn assert_unrouted(response: &Response) {
    let body = json!({
        "message": "The resource could not be found.<br /><br />\n\n\n",
        "code": "404 Not Found",
        "title": "Not Found",
    });
    assert_eq!((response.status(), response.json()), (404, body));
    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_names_none(response);
}

/// Checks that a server is not found, by a text that names it.
#[track_caller]
pub(crate) fn assert_not_found(response: &Response, id: &str) {
    response.assert_fault(404, "itemNotFound", &format!("Instance {id} could not be found."));
}
