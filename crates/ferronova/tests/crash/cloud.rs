//! Calls of the API and their results.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    model::{Life, Operation, Outcome, Server, Who},
    support::caller::{Answer, Caller},
};

/// The status of a response when the disk fails: the change may or may not have happened.
const UNKNOWN: u16 = 500;

/// The owner of all servers, and an administrator who works in another project.
pub(crate) struct Callers {
    pub(crate) owner: Caller,
    pub(crate) admin: Caller,
}

impl Callers {
    pub(crate) fn log_in(base_url: &str) -> Self {
        let [owner, admin] = ["demo", "admin"].map(|it| Caller::log_in(base_url, it));
        Self { owner, admin }
    }

    /// Returns the callers with their tokens, another base URL and new connections.
    pub(crate) fn at(&self, base_url: &str) -> Self {
        Self { owner: self.owner.at(base_url), admin: self.admin.at(base_url) }
    }

    fn of(&self, who: Who) -> &Caller {
        match who {
            Who::Owner => &self.owner,
            Who::Admin => &self.admin,
        }
    }

    /// Performs an operation; `None` if there is no response, or one that leaves the result
    /// unknown.
    pub(crate) fn try_do(&self, who: Who, id: &str, operation: &Operation) -> Option<Outcome> {
        let path = format!("servers/{id}");
        let action = format!("servers/{id}/action");
        let (method, path, body) = match operation {
            Operation::Show => ("GET", path, None),
            Operation::Rename(name) => ("PUT", path, Some(json!({"server": {"name": name}}))),
            Operation::Lock => ("POST", action, Some(json!({"lock": null}))),
            Operation::Unlock => ("POST", action, Some(json!({"unlock": null}))),
            Operation::Stop => ("POST", action, Some(json!({"os-stop": null}))),
            Operation::Start => ("POST", action, Some(json!({"os-start": null}))),
            Operation::Delete => ("DELETE", path, None),
        };
        let answer = self.of(who).try_call(method, &path, body.as_ref()).ok()?;
        (answer.status != UNKNOWN).then(|| outcome(operation, &answer))
    }

    /// Shows a server.
    pub(crate) fn see(&self, who: Who, id: &str) -> Outcome {
        self.try_do(who, id, &Operation::Show).expect("the server answers, and knows")
    }

    /// Returns the view of a server, which must exist.
    #[track_caller]
    pub(crate) fn body(&self, who: Who, id: &str) -> Value {
        let answer = self.of(who).call("GET", &format!("servers/{id}"), None);
        assert_eq!(answer.status, 200, "{id} is not shown: {}", answer.body);
        answer.body["server"].clone()
    }

    /// Creates a server and returns its id; `None` if there is no response, or one that leaves the
    /// result unknown.
    pub(crate) fn try_create(&self, name: &str) -> Option<String> {
        let image = "1a9e0000-0000-4000-8000-000000000001";
        let body = json!({"server": {"name": name, "imageRef": image, "flavorRef": "1"}});
        let answer = self.owner.try_call("POST", "servers", Some(&body)).ok()?;
        if answer.status == UNKNOWN {
            return None;
        }
        assert_eq!(answer.status, 202, "no new server: {}", answer.body);
        Some(answer.body["server"]["id"].as_str().expect("it has an id").to_owned())
    }

    /// Returns the servers of all pages of a list, by id.
    #[track_caller]
    pub(crate) fn list(&self, who: Who, path: &str, query: &str) -> BTreeMap<String, Value> {
        let mut found = BTreeMap::new();
        let mut marker = String::new();
        loop {
            let path = format!("servers{path}?{query}{marker}");
            let answer = self.of(who).call("GET", &path, None);
            assert_eq!(answer.status, 200, "{path}: {}", answer.body);
            for it in answer.body["servers"].as_array().expect("there is a list") {
                let id = it["id"].as_str().expect("it has an id").to_owned();
                marker = format!("&marker={id}");
                assert!(found.insert(id, it.clone()).is_none(), "{path} shows {it} again");
            }
            if answer.body["servers_links"].is_null() {
                return found;
            }
        }
    }
}

#[track_caller]
fn outcome(operation: &Operation, answer: &Answer) -> Outcome {
    match (answer.status, operation) {
        (200, Operation::Show) => Outcome::Shown(server_in(&answer.body["server"])),
        (200, Operation::Rename(name)) => {
            assert_eq!(answer.body["server"]["name"], **name, "another name was given");
            Outcome::Done
        }
        (202, Operation::Lock | Operation::Unlock | Operation::Stop | Operation::Start)
        | (204, Operation::Delete) => Outcome::Done,
        (403, Operation::Unlock) => Outcome::Forbidden,
        (404, _) => Outcome::Missing,
        (409, Operation::Stop | Operation::Start | Operation::Delete) => Outcome::Refused,
        (status, _) => panic!("{operation:?} is answered with {status}: {}", answer.body),
    }
}

/// Reads a server from its view; the keys must be consistent.
#[track_caller]
pub(crate) fn server_in(body: &Value) -> Server {
    let text = |key: &str| body[key].as_str();
    let locked_by = match (&body["locked"], text("locked_by")) {
        (Value::Bool(false), None) => None,
        (Value::Bool(true), Some("owner")) => Some(Who::Owner),
        (Value::Bool(true), Some("admin")) => Some(Who::Admin),
        (_, _) => panic!("it is locked by halves: {body}"),
    };
    let states = (
        text("status").unwrap_or_default(),
        text("OS-EXT-STS:vm_state").unwrap_or_default(),
        text("OS-EXT-STS:task_state"),
        body["OS-EXT-STS:power_state"].as_u64(),
    );
    let life = match states {
        ("ACTIVE" | "SHUTOFF" | "BUILD", _, Some("deleting"), _) => Life::Deleting,
        ("BUILD", "building", Some(_), Some(0)) => Life::Building,
        ("ACTIVE", "active", None, Some(1)) => Life::Active,
        ("ACTIVE", "active", Some("powering-off"), Some(1)) => Life::Stopping,
        ("SHUTOFF", "stopped", None, Some(4)) => Life::Stopped,
        ("SHUTOFF", "stopped", Some("powering-on"), Some(4)) => Life::Starting,
        _ => panic!("its states do not agree: {body}"),
    };
    Server { name: text("name").expect("it has a name").to_owned(), locked_by, life }
}
