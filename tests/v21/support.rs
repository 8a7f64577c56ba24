//! Shared by the tests: clouds, callers, servers, and comparing answers.

use std::{
    fmt::Write as _,
    hash::{BuildHasher, RandomState},
};

use ferronova_testkit::{Client, Cloud, Options, Response, Version};
use serde_json::{Map, Value, json};

/// The newest microversion.
pub(crate) const LATEST: u16 = 104;

/// A client like this one that asks for the microversion 2.`minor`.
pub(crate) fn at(client: &Client, minor: u16) -> Client {
    client.speaking(Version::V21(minor))
}

/// A client like this one that uses v2.
pub(crate) fn on_v2(client: &Client) -> Client {
    client.speaking(Version::V2)
}

/// A cloud with these servers, users and flavors; its callers use v2.1 at the newest microversion.
pub(crate) fn start_seeded(seed: &'static str) -> Option<Cloud> {
    start_with(&Options { seed: Some(seed), ..Options::default() })
}

/// A cloud with options; its callers use v2.1 at the newest microversion.
pub(crate) fn start_with(options: &Options) -> Option<Cloud> {
    Some(Cloud::start_with(options)?.speaking(Version::V21(LATEST)))
}

/// A cloud whose callers use v2.1 at the newest microversion.
pub(crate) fn start() -> Cloud {
    Cloud::start().speaking(Version::V21(LATEST))
}

/// A policy of these rules, each by its name.
pub(crate) fn policy(rules: &[(&str, &str)]) -> &'static str {
    let rules = rules.iter().map(|(name, rule)| ((*name).to_owned(), json!(rule)));
    Value::from(rules.collect::<Map<_, _>>()).to_string().leak()
}

/// The users of [`Crew`].
pub(crate) const USERS: &str = include_str!("seeds/users.yaml");

/// The users of [`Crew`], and servers with and without everything that a view can show.
pub(crate) const MEMBERS: &str =
    concat!(include_str!("seeds/users.yaml"), include_str!("seeds/members.yaml"));

/// The users of [`Crew`], and servers that differ in everything that a list can be filtered by.
pub(crate) const FLEET: &str =
    concat!(include_str!("seeds/users.yaml"), include_str!("seeds/fleet.yaml"));

/// The server of [`MEMBERS`] with everything.
pub(crate) const RICH: &str = "5e000000-0000-4000-8000-000000000001";

/// The id of no server.
pub(crate) const UNKNOWN: &str = "c0ffee00-0000-4000-8000-000000000000";

/// A caller, by the relation to the servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// The user who created them.
    Owner,
    /// Another user of their project.
    Colleague,
    /// A user of their project with the role `manager`.
    Manager,
    /// A user of their project whose only role is `reader`.
    Reader,
    /// A user of their project whose only role is one that no rule names.
    Guest,
    /// An administrator whose token is scoped to their project.
    AdminInside,
    /// An administrator whose token is scoped to another project.
    Admin,
    /// A user of another project.
    Stranger,
}

impl Who {
    /// Everybody.
    pub(crate) const ALL: [Self; 8] = [
        Self::Owner,
        Self::Colleague,
        Self::Manager,
        Self::Reader,
        Self::Guest,
        Self::AdminInside,
        Self::Admin,
        Self::Stranger,
    ];

    pub(crate) fn is_admin(self) -> bool {
        matches!(self, Self::Admin | Self::AdminInside)
    }
}

/// A cloud with everybody in it.
pub(crate) struct Crew {
    pub(crate) cloud: Cloud,
    inside: Option<[Client; 5]>,
}

impl Crew {
    /// Starts a cloud with everybody in it. A cloud elsewhere has only [`Who::Owner`],
    /// [`Who::Admin`] and [`Who::Stranger`].
    pub(crate) fn start() -> Self {
        Self::start_seeded(USERS).unwrap_or_else(|| Self { cloud: start(), inside: None })
    }

    /// Starts a cloud with a seed that has everybody.
    pub(crate) fn start_seeded(seed: &'static str) -> Option<Self> {
        Self::start_with(&Options { seed: Some(seed), ..Options::default() })
    }

    /// Starts a cloud with options whose seed has everybody.
    pub(crate) fn start_with(options: &Options) -> Option<Self> {
        let cloud = start_with(options)?;
        let users = ["colleague", "manager", "reader", "guest", "admin"];
        let inside = Some(users.map(|user| cloud.log_in(user, "demo")));
        Some(Self { cloud, inside })
    }

    /// A client of that caller at 2.`minor`, if there is one in this cloud.
    pub(crate) fn client(&self, who: Who, minor: u16) -> Option<Client> {
        let inside = self.inside.as_ref();
        let client = match who {
            Who::Owner => self.cloud.owner(),
            Who::Colleague => inside.map(|[it, ..]| it)?,
            Who::Manager => inside.map(|[_, it, ..]| it)?,
            Who::Reader => inside.map(|[_, _, it, ..]| it)?,
            Who::Guest => inside.map(|[.., it, _]| it)?,
            Who::AdminInside => inside.map(|[.., it]| it)?,
            Who::Admin => self.cloud.admin(),
            Who::Stranger => self.cloud.other(),
        };
        Some(at(client, minor))
    }
}

/// Creates a server through v2, whose bodies are the same at every endpoint, and waits until it is
/// active.
#[track_caller]
pub(crate) fn boot(caller: &Client, name: &str) -> String {
    on_v2(caller).boot(name)
}

/// A status, and the body that goes with it; null if it is empty.
pub(crate) type Answer = (u16, Value);

/// What a call answered.
pub(crate) fn answer(response: &Response) -> Answer {
    let body = if response.text().is_empty() { Value::Null } else { response.json() };
    (response.status(), body)
}

/// The answer of an action that was carried out.
pub(crate) fn accepted() -> Answer {
    (202, Value::Null)
}

/// The answer with this fault.
pub(crate) fn fault(status: u16, word: &str, message: &str) -> Answer {
    (status, json!({ word: {"code": status, "message": message} }))
}

/// 400
pub(crate) fn bad_request(message: &str) -> Answer {
    fault(400, "badRequest", message)
}

/// The answer to a caller whom a rule of the policy refuses.
pub(crate) fn forbidden(rule: &str) -> Answer {
    fault(403, "forbidden", &format!("Policy doesn't allow {rule} to be performed."))
}

/// The answer about a server that does not exist for the caller.
pub(crate) fn not_found(id: &str) -> Answer {
    fault(404, "itemNotFound", &format!("Instance {id} could not be found."))
}

/// The answer about an API that does not exist at this microversion.
pub(crate) fn no_resource() -> Answer {
    fault(404, "itemNotFound", "The resource could not be found.")
}

/// 409
pub(crate) fn conflict(message: &str) -> Answer {
    fault(409, "conflictingRequest", message)
}

/// The answer to a caller whom a lock refuses.
pub(crate) fn locked(id: &str) -> Answer {
    conflict(&format!("Instance {id} is locked"))
}

/// The answer to a parameter of a query that its schema refuses.
pub(crate) fn bad_parameter(name: &str, value: &str, reason: &str) -> Answer {
    bad_request(&format!("Invalid input for query parameters {name}. Value: {value}. {reason}"))
}

/// The answer to a member of a body that its schema refuses.
pub(crate) fn bad_member(name: &str, value: &str, reason: &str) -> Answer {
    bad_request(&format!("Invalid input for field/attribute {name}. Value: {value}. {reason}"))
}

/// The keys of an object.
#[track_caller]
pub(crate) fn keys(value: &Value) -> Vec<&str> {
    let members = value.as_object().unwrap_or_else(|| panic!("{value} is no object"));
    members.keys().map(String::as_str).collect()
}

/// Some servers of one caller, by short names. A list may have others as well: those of other
/// tests, where the cloud is not this test's own.
pub(crate) struct Fleet {
    mark: String,
    servers: Vec<(String, &'static str)>,
}

impl Fleet {
    /// Boots them one after the other.
    #[track_caller]
    pub(crate) fn boot(caller: &Client, names: &[&'static str]) -> Self {
        let mark = format!("fleet{:016x}", RandomState::new().hash_one(names));
        let boot = |name: &&'static str| (boot(caller, &format!("{mark}-{name}")), *name);
        let servers = names.iter().map(boot).collect();
        Self { mark, servers }
    }

    /// The common part of their full names.
    pub(crate) fn mark(&self) -> &str {
        &self.mark
    }

    /// The id of one.
    pub(crate) fn id(&self, name: &str) -> &str {
        let found = self.servers.iter().find(|(_, it)| *it == name);
        found.map(|(id, _)| &**id).expect("the fleet has a server of that name")
    }

    /// Those of them that a list has, in its order.
    #[track_caller]
    pub(crate) fn found_in(&self, listed: &Response) -> Vec<&'static str> {
        let ids = ids(listed);
        let name = |id: &String| Some(self.servers.iter().find(|(it, _)| it == id)?.1);
        ids.iter().filter_map(name).collect()
    }
}

/// The ids of a list of servers, in its order.
#[track_caller]
pub(crate) fn ids(listed: &Response) -> Vec<String> {
    members(listed, "id")
}

/// The names of a list of servers, in its order.
#[track_caller]
pub(crate) fn names(listed: &Response) -> Vec<String> {
    members(listed, "name")
}

#[track_caller]
fn members(listed: &Response, member: &str) -> Vec<String> {
    assert_eq!(listed.status(), 200, "{}", listed.text());
    let servers = listed.at("/servers");
    let servers = servers.as_array().expect("a list has servers");
    let text = |server: &Value| server[member].as_str().expect("a server has it").to_owned();
    servers.iter().map(text).collect()
}

/// A text, encoded for a query.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        write!(encoded, "%{byte:02X}").expect("a text can be written to");
    }
    encoded
}
