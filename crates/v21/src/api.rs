//! The mounted API: negotiates the microversion of each request, and passes it to its handler.

use std::{collections::BTreeMap, sync::Arc};

use ferronova_compute::{Compute, Subject};
use ferronova_http::{
    Answer, AnswerFuture, Fault, Gate, Incoming, Method, Mount, Reply, RouteMatch, RouteOrAction,
    RouteTable, Session, StatusCode,
};
use serde_json::{json, value::RawValue};

use crate::{
    editions::edition_of,
    kit::{Action, Call, Does, Edition, Route},
    microversion::{self, LATEST, Shown, VersionError, version_headers},
    table::{Change, TABLE},
    wording::Place,
};

/// The path of the route whose body names an action.
const ACTION_PATH: &str = "/servers/{id}/action";

/// The only route that is not in the table, as it leads to all actions.
const ACTION_ROUTE: Route =
    Route::post(ACTION_PATH, |_| Box::pin(std::future::ready(Err(Fault::not_found().into()))));

/// The mounted v2.1 API.
pub struct Api {
    compute: Compute,
    gate: Arc<Gate>,
    /// The routes of all microversions.
    routes: RouteTable<&'static Route>,
}

/// Returns the v2.1 API.
#[must_use]
pub fn api(compute: Compute, gate: Arc<Gate>) -> Api {
    let mut routes = RouteTable::new();
    for route in all_routes() {
        // No two routes of the table conflict, as a test makes sure.
        let _ = routes.add(route.method.clone(), route.path, route);
    }
    Api { compute, gate, routes }
}

fn all_routes() -> impl Iterator<Item = &'static Route> {
    let of = |change: &'static Change| -> &'static [Route] {
        if let Change::Routes(routes) = change { routes } else { &[] }
    };
    all_changes().flat_map(of).chain([&ACTION_ROUTE])
}

fn all_actions() -> impl Iterator<Item = &'static Action> {
    let of = |change: &'static Change| -> &'static [Action] {
        if let Change::Actions(actions) = change { actions } else { &[] }
    };
    all_changes().flat_map(of)
}

fn all_changes() -> impl Iterator<Item = &'static Change> {
    TABLE.iter().flat_map(|(_, changes)| *changes)
}

impl Api {
    async fn serve(&self, incoming: &Incoming<'_>) -> Answer {
        let unrouted = |reply| Answer { reply, route: None };
        if matches!(incoming.rest(), "" | "/") && *incoming.method() == Method::GET {
            let reply = match microversion::requested(incoming) {
                Ok(minor) => document(incoming).with_headers(&edition_of(minor).headers),
                Err(error) => refusal(&error),
            };
            return Answer { reply: reply.negotiated(incoming.headers()), route: Some("/") };
        }
        let session = match self.gate.admit_request(incoming).await {
            Ok(session) => session,
            Err(reply) => return unrouted(reply),
        };
        let Some((project, found)) = self.find(incoming.method(), incoming.rest()) else {
            return unrouted(self.not_routed(incoming));
        };
        let route = *found.route;
        let reply = match microversion::requested(incoming) {
            Ok(minor) => {
                let edition = edition_of(minor);
                let reply = self.answer_at(edition, incoming, &session, project, found).await;
                reply.with_headers(&edition.headers)
            }
            Err(error) => refusal(&error),
        };
        Answer { reply: reply.negotiated(incoming.headers()), route: Some(route.path) }
    }

    /// Finds the route of a path, with or without a project in front of it. Also returns the
    /// project.
    fn find<'t, 'p>(
        &'t self,
        method: &Method,
        path: &'p str,
    ) -> Option<(Option<&'p str>, RouteMatch<'t, 'p, &'static Route>)> {
        if let Some(found) = self.routes.find(method, path) {
            return Some((None, found));
        }
        let (project, path) = split_project(path)?;
        Some((Some(project), self.routes.find(method, path)?))
    }

    /// The reply to a request that no route serves.
    fn not_routed(&self, incoming: &Incoming<'_>) -> Reply {
        let routes = |method: &Method| self.find(method, incoming.rest()).is_some();
        let known = [Method::GET, Method::POST, Method::PUT, Method::DELETE];
        match *incoming.method() {
            Method::OPTIONS if known.iter().any(routes) => {
                Reply::new(StatusCode::OK, "", Vec::new())
            }
            Method::HEAD => {
                Reply::new(StatusCode::NOT_FOUND, "text/html; charset=UTF-8", Vec::new())
            }
            _ => not_found(),
        }
    }

    async fn answer_at(
        &self,
        edition: &'static Edition,
        incoming: &Incoming<'_>,
        session: &Session,
        project: Option<&str>,
        found: RouteMatch<'_, '_, &'static Route>,
    ) -> Reply {
        let route = *found.route;
        let Subject::Scoped(caller) = &session.subject else {
            return not_for_unscoped(project).to_reply();
        };
        if !is_supported(incoming) {
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Fault::new(status, "Unsupported Content-Type").to_reply();
        }
        let chosen = if route.path == ACTION_PATH {
            read_action(incoming.body(), edition)
        } else if edition.has_route(route) {
            Ok((route.does, RouteOrAction::Route))
        } else {
            Err(Fault::not_found())
        };
        let (does, route_or_action) = match chosen {
            Ok(chosen) => chosen,
            Err(fault) => return fault.to_reply(),
        };
        if let Some(project) = project.filter(|it| *it != caller.project_id) {
            return other_project(project, &caller.project_id).to_reply();
        }
        let server_id = found.params.get("id").unwrap_or_default().to_owned();
        let call = Call {
            compute: &self.compute,
            incoming,
            session,
            caller,
            params: found.params,
            names_project: project.is_some(),
            edition,
            rule: does.rule,
        };
        let operation = does.operation;
        let place = Place { path: route.path, route_or_action, operation, server_id: &server_id };
        match (does.run)(call).await {
            Ok(reply) => reply,
            Err(failure) => place.fault_of(failure).to_reply(),
        }
    }
}

impl Mount for Api {
    fn segments(&self) -> &'static [&'static str] {
        &["v2.1"]
    }

    fn request_id_header(&self) -> Option<&'static str> {
        Some("x-compute-request-id")
    }

    fn routes(&self) -> Vec<&'static str> {
        self.routes.patterns().chain(["/"]).collect()
    }

    fn actions(&self) -> Vec<&'static str> {
        all_actions().map(|it| it.name).collect()
    }

    fn answer<'a>(&'a self, incoming: &'a Incoming<'a>) -> AnswerFuture<'a> {
        Box::pin(self.serve(incoming))
    }
}

fn refusal(error: &VersionError) -> Reply {
    let reply = error.fault().to_reply();
    match error {
        VersionError::Malformed(_) => reply,
        VersionError::Unsupported(version) => reply.with_headers(&version_headers(version)),
    }
}

/// The document about this version.
fn document(incoming: &Incoming<'_>) -> Reply {
    let href = format!("{}/{}/", incoming.base_url(), incoming.segment());
    let version = json!({
        "id": "v2.1",
        "status": "CURRENT",
        "version": Shown(LATEST).to_string(),
        "min_version": Shown(microversion::OLDEST).to_string(),
        "updated": "2013-07-23T11:33:21Z",
        "links": [
            {"rel": "self", "href": href},
            {"rel": "describedby", "type": "text/html", "href": "http://docs.openstack.org/"},
        ],
        "media-types": [{
            "base": "application/json",
            "type": "application/vnd.openstack.compute+json;version=2.1",
        }],
    });
    Reply::ok(json!({ "version": version }).to_string().into_bytes())
}

/// Splits `/{project}/servers` into the project, which has only hexadecimal digits and dashes, and
/// `/servers`.
fn split_project(path: &str) -> Option<(&str, &str)> {
    let (project, _) = path.strip_prefix('/')?.split_once('/')?;
    let is_project = project.bytes().all(|it| it.is_ascii_hexdigit() || it == b'-');
    (is_project && !project.is_empty()).then(|| (project, &path[project.len() + 1..]))
}

/// Whether the media type of the request is one that Nova takes; none is.
fn is_supported(incoming: &Incoming<'_>) -> bool {
    let Some(content_type) = incoming.header("content-type") else {
        return true;
    };
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    ["", "text/plain", "application/json", "application/vnd.openstack.compute+json"]
        .iter()
        .any(|it| it.eq_ignore_ascii_case(media_type))
}

/// Finds the action that a body names: its only member. The member's value is left unread: for some
/// actions, it has no effect.
fn read_action(body: &[u8], edition: &Edition) -> Result<(Does, RouteOrAction), Fault> {
    let malformed = |_| Fault::malformed_body();
    let body: &RawValue = serde_json::from_slice(body).map_err(malformed)?;
    let members: BTreeMap<String, &RawValue> = match body.get().as_bytes().first() {
        Some(b'{') => serde_json::from_str(body.get()).map_err(malformed)?,
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(body.get()).map_err(malformed)?;
            let is_one = items.len() == 1;
            return Err(if is_one { Fault::not_found() } else { Fault::malformed_body() });
        }
        _ => return Err(Fault::not_found()),
    };
    let name = match members.keys().next() {
        Some(name) if members.len() == 1 => name,
        _ => return Err(Fault::malformed_body()),
    };
    let unknown = || Fault::bad_request(format!("There is no such action: {name}"));
    let action = edition.action(name).ok_or_else(unknown)?;
    Ok((action.does, RouteOrAction::Action(action.name)))
}

/// 404 for a path that no route serves.
fn not_found() -> Reply {
    let body = json!({
        "message": "The resource could not be found.<br /><br />\n\n\n",
        "code": "404 Not Found",
        "title": "Not Found",
    });
    Reply::json(StatusCode::NOT_FOUND, body.to_string().into_bytes())
}

/// The error for a token without a project.
fn not_for_unscoped(project: Option<&str>) -> Fault {
    match project {
        Some(project) => other_project(project, "None"),
        None => Fault::new(StatusCode::FORBIDDEN, "Not authorized."),
    }
}

/// The error for a path with the project `project`, if the token is for the project `own`.
fn other_project(project: &str, own: &str) -> Fault {
    Fault::bad_request(format!(
        "Malformed request URL: URL's project_id '{project}' doesn't match Context's project_id \
         '{own}'"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_routes_conflict() {
        let mut table = RouteTable::new();
        for route in all_routes() {
            assert_eq!(table.add(route.method.clone(), route.path, route), Ok(()));
        }
    }

    #[test]
    fn the_rows_of_the_table_are_in_order() {
        assert!(TABLE.is_sorted_by(|(one, _), (other, _)| one < other));
    }

    #[test]
    fn a_project_in_the_path_is_hexadecimal() {
        assert_eq!(split_project("/a1-b2/servers"), Some(("a1-b2", "/servers")));
        assert_eq!(split_project("/project/servers"), None);
        assert_eq!(split_project("/a1"), None);
    }
}
