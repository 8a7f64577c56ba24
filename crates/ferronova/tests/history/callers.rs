//! Sends calls through both versions of the API, and reads the answers.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    history::Version,
    model::{Action, Answer, Extent, Filter, Holder, Life, Operation, Server, Who},
    recording::Outcome,
    support::caller::{Answer as Received, Caller},
};

/// Projects and users; `admin` is an administrator both in the project of the servers and in
/// another one. Everything else is as in the built-in seed.
pub(crate) const SEED: &str = "\
projects: [{name: admin}, {name: demo}, {name: alt}]
users:
  - {name: admin, password: secret, roles: {admin: [admin], demo: [admin]}}
  - {name: demo, password: secret, roles: {demo: [member]}}
  - {name: alt, password: secret, roles: {alt: [member]}}
";

/// An image of the built-in seed.
const IMAGE: &str = "1a9e0000-0000-4000-8000-000000000001";

/// All callers. The servers belong to the project `demo`.
pub(crate) struct Callers {
    pub(crate) owner: Caller,
    admin_of_project: Caller,
    pub(crate) admin_elsewhere: Caller,
    stranger: Caller,
}

impl Callers {
    pub(crate) fn log_in(base_url: &str) -> Self {
        Self {
            owner: Caller::log_in(base_url, "demo"),
            admin_of_project: Caller::log_in_to(base_url, "admin", "demo"),
            admin_elsewhere: Caller::log_in(base_url, "admin"),
            stranger: Caller::log_in(base_url, "alt"),
        }
    }

    /// Returns the same callers with new connections.
    pub(crate) fn again(&self) -> Self {
        let again = |it: &Caller| it.at(&it.base_url);
        Self {
            owner: again(&self.owner),
            admin_of_project: again(&self.admin_of_project),
            admin_elsewhere: again(&self.admin_elsewhere),
            stranger: again(&self.stranger),
        }
    }

    fn of(&self, who: Who) -> &Caller {
        match who {
            Who::Owner => &self.owner,
            Who::AdminOfProject => &self.admin_of_project,
            Who::AdminElsewhere => &self.admin_elsewhere,
            Who::Stranger => &self.stranger,
        }
    }

    /// Sends a call. `id` is the id of the server, for an operation on one server.
    #[track_caller]
    pub(crate) fn call(
        &self,
        version: Version,
        who: Who,
        id: &str,
        operation: &Operation,
    ) -> Received {
        let server = format!("/{id}");
        let (method, path, body) = match operation {
            Operation::Create(name) => {
                let server = json!({"name": name, "imageRef": IMAGE, "flavorRef": "1"});
                ("POST", String::new(), Some(json!({ "server": server })))
            }
            Operation::Show => ("GET", server, None),
            Operation::List(filter, extent) => ("GET", list_path(who, *filter, *extent), None),
            Operation::Rename(name) => ("PUT", server, Some(json!({"server": {"name": name}}))),
            Operation::Delete => ("DELETE", server, None),
            Operation::Actions => ("GET", format!("{server}/os-instance-actions"), None),
            Operation::Lock => action(&server, json!({"lock": null})),
            Operation::Unlock => action(&server, json!({"unlock": null})),
            Operation::Stop => action(&server, json!({"os-stop": null})),
            Operation::Start => action(&server, json!({"os-start": null})),
            Operation::Reboot => action(&server, json!({"reboot": {"type": "SOFT"}})),
        };
        let path = match version {
            Version::V2 => format!("servers{path}"),
            Version::V3 => format!("/v3/servers{path}"),
        };
        self.of(who).call(method, &path, body.as_ref())
    }
}

fn action(server: &str, body: Value) -> (&'static str, String, Option<Value>) {
    ("POST", format!("{server}/action"), Some(body))
}

fn list_path(who: Who, filter: Filter, extent: Extent) -> String {
    let path = match extent {
        Extent::Names => "",
        Extent::Details => "/detail",
    };
    let filter = match filter {
        Filter::All => "",
        Filter::Locked => "locked=true",
        Filter::Unlocked => "locked=false",
        Filter::LockedByOwner => "locked_by=owner",
        Filter::LockedByAdmin => "locked_by=admin",
        Filter::Active => "status=ACTIVE",
        Filter::Stopped => "status=SHUTOFF",
    };
    let projects = if who == Who::AdminElsewhere { "all_tenants=1&" } else { "" };
    format!("{path}?{projects}{filter}")
}

/// Returns the outcome in the response to a call.
#[track_caller]
pub(crate) fn outcome(
    version: Version,
    id: &str,
    operation: &Operation,
    received: &Received,
) -> Outcome {
    let body = &received.body;
    let answer = match (received.status, operation) {
        (202, Operation::Create(_)) => {
            return Outcome::Of(text(&body["server"], "id"), Answer::Done);
        }
        (200, Operation::List(_, extent)) => {
            let servers = body["servers"].as_array().expect("there is a list").iter();
            let seen = servers.map(|it| (text(it, "id"), seen(version, it, *extent)));
            let listed: BTreeMap<String, Answer> = seen.collect();
            assert!(body["servers_links"].is_null(), "the list has more than a page");
            return Outcome::Listed(listed);
        }
        (200, Operation::Show) => seen(version, &body["server"], Extent::Details),
        (200, Operation::Actions) => {
            let actions = body["instanceActions"].as_array().expect("there is a list").iter();
            let action = |it: &Value| Action {
                action: text(it, "action"),
                request_id: text(it, "request_id"),
            };
            Answer::Actions(actions.map(action).collect())
        }
        (200, Operation::Rename(name)) => {
            assert_eq!(body["server"]["name"], **name, "another name was given");
            Answer::Done
        }
        (
            202,
            Operation::Lock
            | Operation::Unlock
            | Operation::Stop
            | Operation::Start
            | Operation::Reboot,
        )
        | (204, Operation::Delete) => Answer::Done,
        (403, Operation::Unlock) => Answer::Forbidden,
        (404, _) => Answer::Missing,
        (409, Operation::Stop | Operation::Start | Operation::Reboot | Operation::Delete) => {
            Answer::Refused
        }
        (status, _) => panic!("{version:?} {operation:?} is answered with {status}: {body}"),
    };
    Outcome::Of(id.to_owned(), answer)
}

/// Returns the request id that the instance action of this request would have.
#[track_caller]
pub(crate) fn request_id(version: Version, received: &Received) -> String {
    let name = match version {
        Version::V2 => "x-compute-request-id",
        Version::V3 => "x-openstack-request-id",
    };
    let id = received.headers.get(name).and_then(|it| it.to_str().ok());
    id.unwrap_or_else(|| panic!("there is no {name}")).to_owned()
}

/// Reads a server from its view; the keys must be consistent.
#[track_caller]
fn seen(version: Version, body: &Value, extent: Extent) -> Answer {
    let name = text(body, "name");
    if extent == Extent::Names {
        return Answer::Named(name);
    }
    let (locked, locked_by) = match version {
        Version::V2 => (&body["locked"], &body["locked_by"]),
        Version::V3 => (&body["OS-EXT-STS:locked"], &body["OS-EXT-STS:locked_by"]),
    };
    let locked_by = match (locked.as_bool(), locked_by.as_str()) {
        (Some(false), None) => None,
        (Some(true), Some("owner")) => Some(Holder::Owner),
        (Some(true), Some("admin")) => Some(Holder::Admin),
        (_, _) => panic!("it is locked by halves: {body}"),
    };
    let states = (body["status"].as_str(), body["OS-EXT-STS:vm_state"].as_str());
    let life = match (states, &body["OS-EXT-STS:task_state"]) {
        ((Some("ACTIVE"), Some("active")), Value::Null) => Life::Active,
        ((Some("SHUTOFF"), Some("stopped")), Value::Null) => Life::Stopped,
        (_, _) => panic!("its states do not agree: {body}"),
    };
    Answer::Shown(Server { name, locked_by, life })
}

#[track_caller]
fn text(body: &Value, key: &str) -> String {
    body[key].as_str().unwrap_or_else(|| panic!("there is no {key} in {body}")).to_owned()
}
