//! Shared by the tests: clouds, callers, servers, and comparing answers.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    hash::{BuildHasher, RandomState},
};

use ferronova_testkit::{Client, Cloud, Options, Response, Version};
use serde_json::{Map, Value, json};

use crate::both::calls::{done, send};
use crate::support::{LOCKED, LOCKED_BY, REQUEST_ID, VERSION};

/// A cloud whose callers speak the version of this binary, see [`Cloud::start`].
pub(crate) fn start() -> Cloud {
    Cloud::start().speaking(VERSION)
}

/// Such a cloud that shows [`LOCKED`] of its servers and filters by it, which Nova does not.
pub(crate) fn start_showing_locks() -> Option<Cloud> {
    Some(Cloud::start_showing(VERSION, LOCKED)?.speaking(VERSION))
}

/// A cloud whose callers speak the version of this binary, see [`Cloud::start_with`].
pub(crate) fn start_with(options: &Options) -> Option<Cloud> {
    Some(Cloud::start_with(options)?.speaking(VERSION))
}

/// A cloud whose servers have interfaces: with nova-network there are none.
pub(crate) fn start_with_interfaces() -> Option<Cloud> {
    let is_offered = |cloud: &Cloud| {
        let owner = cloud.owner().speaking(VERSION);
        let id = owner.boot("web");
        owner.get(&format!("servers/{id}/os-interface")).status() != 501
    };
    Some(Cloud::start_offering(is_offered)?.speaking(VERSION))
}

/// Such a cloud with these servers, users and flavors.
pub(crate) fn start_seeded(seed: &'static str) -> Option<Cloud> {
    start_with(&Options { seed: Some(seed), ..Options::default() })
}

/// Such a cloud with these rules in place of the defaults, each by its name.
pub(crate) fn start_with_policy(rules: &[(&str, &str)]) -> Option<Cloud> {
    start_with(&Options { policy: Some(policy(rules)), ..Options::default() })
}

/// A policy of these rules, each by its name.
pub(crate) fn policy(rules: &[(&str, &str)]) -> &'static str {
    let rules = rules.iter().map(|(name, rule)| ((*name).to_owned(), json!(rule)));
    Value::from(rules.collect::<Map<_, _>>()).to_string().leak()
}

/// The path at which the API of a client begins.
pub(crate) fn root(client: &Client) -> String {
    client.url().trim_start_matches(client.base_url()).to_owned()
}

/// Users: two, a reader and an administrator in the project `demo`, a stranger, and an
/// administrator of another project; and servers that were last changed in 2014.
pub(crate) const CREW: &str = include_str!("../v2/seeds/crew.yaml");

/// A caller, by the relation to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// The user who created it.
    Owner,
    /// Another user of its project.
    Colleague,
    /// A user of its project whose only role is `reader`.
    Reader,
    /// An administrator whose token is scoped to its project.
    AdminInside,
    /// An administrator whose token is scoped to another project.
    Admin,
    /// A user of another project.
    Stranger,
}

/// A cloud with everybody in it.
pub(crate) struct Crew {
    pub(crate) cloud: Cloud,
    inside: Option<[Client; 3]>,
}

impl Crew {
    /// Starts a cloud with everybody in it. A cloud elsewhere has only [`Who::Owner`],
    /// [`Who::Admin`] and [`Who::Stranger`].
    pub(crate) fn start() -> Self {
        let options = Options { seed: Some(CREW), ..Options::default() };
        Self::start_with(&options).unwrap_or_else(|| Self { cloud: start(), inside: None })
    }

    /// Starts a cloud with options whose seed has everybody.
    pub(crate) fn start_with(options: &Options) -> Option<Self> {
        let cloud = start_with(options)?;
        let users = ["colleague", "reader", "admin"];
        let inside = Some(users.map(|user| cloud.log_in(user, "demo")));
        Some(Self { cloud, inside })
    }

    /// A client of that caller, if there is one in this cloud.
    pub(crate) fn client(&self, who: Who) -> Option<&Client> {
        let inside = self.inside.as_ref();
        match who {
            Who::Owner => Some(self.cloud.owner()),
            Who::Colleague => inside.map(|[it, _, _]| it),
            Who::Reader => inside.map(|[_, it, _]| it),
            Who::AdminInside => inside.map(|[_, _, it]| it),
            Who::Admin => Some(self.cloud.admin()),
            Who::Stranger => Some(self.cloud.other()),
        }
    }
}

/// A cloud with servers in every vm state, each named after it, with `busy` before if something is
/// being done to it, and `never` before if it never ran.
pub(crate) fn start_in_every_state() -> Option<Cloud> {
    start_seeded(include_str!("../v2/seeds/every_state.yaml"))
}

/// The ids of the servers of a seed by their names, also of soft-deleted ones, which are in
/// no other list.
#[track_caller]
pub(crate) fn ids_by_name(cloud: &Cloud) -> BTreeMap<String, String> {
    let list = cloud.owner().get("servers?changes-since=2014-10-16").expect(200).at("/servers");
    let list = list.as_array().expect("there are servers");
    let text = |value: &Value| value.as_str().expect("it is a text").to_owned();
    list.iter().map(|it| (text(&it["name"]), text(&it["id"]))).collect()
}

/// Who holds the lock of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::enum_variant_names, reason = "tables have these names beside those of callers")]
pub(crate) enum Held {
    ByNobody,
    ByOwner,
    ByAdmin,
}

/// Who holds the lock of a server, as far as the cloud shows it: if it doesn't, any holder is
/// right.
#[derive(Debug)]
pub(crate) struct Seen(Option<Held>);

impl PartialEq<Held> for Seen {
    fn eq(&self, held: &Held) -> bool {
        self.0.is_none_or(|it| it == *held)
    }
}

/// Who holds the lock of a server, as its owner sees it. Where our own keys are missing, v3 tells,
/// whose `OS-EXT-STS:locked_by` is Nova's.
#[track_caller]
pub(crate) fn held(cloud: &Cloud, id: &str) -> Seen {
    let shown = cloud.owner().show(id).expect(200).at("/server");
    let holder = match (shown.get(LOCKED), shown.get(LOCKED_BY)) {
        (Some(locked), Some(holder)) => {
            assert_eq!(locked, !holder.is_null(), "{shown}");
            holder.clone()
        }
        _ if cloud.is_elsewhere() => {
            let shown = cloud.owner().speaking(Version::V3).show(id).at("/server");
            match shown.get("OS-EXT-STS:locked_by") {
                Some(holder) => holder.clone(),
                None => return Seen(None),
            }
        }
        _ => panic!("no lock is shown: {shown}"),
    };
    match holder.as_str() {
        None if holder.is_null() => Seen(Some(Held::ByNobody)),
        Some("owner") => Seen(Some(Held::ByOwner)),
        Some("admin") => Seen(Some(Held::ByAdmin)),
        _ => panic!("nobody holds a lock so: {holder}"),
    }
}

/// Locks a server as that caller.
#[track_caller]
pub(crate) fn hold(cloud: &Cloud, id: &str, held: Held) {
    let caller = match held {
        Held::ByNobody => return,
        Held::ByOwner => cloud.owner(),
        Held::ByAdmin => cloud.admin(),
    };
    caller.action(id, &json!({"lock": null})).assert_status(202);
}

/// A new server of the owner with that holder of its lock.
#[track_caller]
pub(crate) fn boot(cloud: &Cloud, held: Held) -> String {
    let id = cloud.owner().boot("web");
    hold(cloud, &id, held);
    id
}

/// Brings a server into a status by an action.
#[track_caller]
pub(crate) fn bring(caller: &Client, id: &str, action: &str, status: &str) {
    let response = send(caller, id, action);
    assert_eq!(response.status(), done(action), "{action}: {}", response.text());
    caller.wait_for(id, status);
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

/// The id of the image that an action made, at the end of its `Location`.
#[track_caller]
pub(crate) fn done_image(response: &Response) -> String {
    assert_eq!((response.status(), response.text()), (202, ""));
    let location = response.header("location").expect("the answer says where the image is");
    location.rsplit('/').next().expect("it ends in an id").to_owned()
}

/// The answer to a caller whom a lock refuses.
pub(crate) fn locked(id: &str) -> Answer {
    fault(409, "conflictingRequest", &format!("Instance {id} is locked"))
}

/// The answer to a caller whom a lock refuses, from calls that report a lock as a wrong state.
pub(crate) fn invalid_state(call: &str) -> Answer {
    let message = format!("Instance is in an invalid state for '{call}'");
    fault(409, "conflictingRequest", &message)
}

/// The answer of most actions in a state that does not allow them, such as `vm_state stopped`.
pub(crate) fn cannot(call: &str, state: &str) -> Answer {
    fault(409, "conflictingRequest", &format!("Cannot '{call}' while instance is in {state}"))
}

/// Checks what a call does on a locked server, for a lock of its owner and for one of an
/// administrator. Callers who are not administrators get this refusal, and nothing changes;
/// administrators get this status.
#[track_caller]
pub(crate) fn assert_heeds_lock(
    send: impl Fn(&Client, &str) -> Response,
    refusal: impl Fn(&str) -> Answer,
    status_for_admins: u16,
) {
    let crew = Crew::start();
    for holder in [Held::ByOwner, Held::ByAdmin] {
        let id = boot(&crew.cloud, holder);
        let before = crew.cloud.owner().show(&id).json();
        for who in [Who::Owner, Who::Colleague, Who::Reader] {
            let Some(caller) = crew.client(who) else { continue };
            assert_eq!(answer(&send(caller, &id)), refusal(&id), "{holder:?} {who:?}");
            assert_eq!(crew.cloud.owner().show(&id).json(), before, "{holder:?} {who:?}");
        }
        for who in [Who::Admin, Who::AdminInside] {
            let Some(caller) = crew.client(who) else { continue };
            let response = send(caller, &id);
            assert_eq!(response.status(), status_for_admins, "{holder:?} {}", response.text());
        }
        assert_eq!(held(&crew.cloud, &id), holder);
    }
}

/// The answer to a caller whom a rule of the policy refuses.
pub(crate) fn forbidden(rule: &str) -> Answer {
    fault(403, "forbidden", &format!("Policy doesn't allow {rule} to be performed."))
}

/// The answer that names the server to a caller for whom it does not exist.
pub(crate) fn not_found(id: &str) -> Answer {
    fault(404, "itemNotFound", &format!("Instance {id} could not be found."))
}

/// Checks that there is no route: the page for that, in plain text.
#[track_caller]
pub(crate) fn assert_unrouted(response: &Response) {
    let page = "404 Not Found\n\nThe resource could not be found.\n\n   ";
    assert_eq!((response.status(), response.text()), (404, page));
    assert_eq!(response.header("content-type"), Some("text/plain; charset=UTF-8"));
    assert!(response.header(REQUEST_ID).is_some());
}

/// The answer with this fault.
pub(crate) fn fault(status: u16, word: &str, message: &str) -> Answer {
    (status, json!({ word: {"code": status, "message": message} }))
}

/// Some servers of one caller, by short names. A list may have others as well: those
/// of other tests, where the cloud is not this test's own.
pub(crate) struct Fleet {
    mark: String,
    servers: Vec<(String, &'static str)>,
}

impl Fleet {
    /// Boots them one after the other.
    #[track_caller]
    pub(crate) fn boot(caller: &Client, names: &[&'static str]) -> Self {
        let mark = format!("fleet{:016x}", RandomState::new().hash_one(names));
        let boot = |name: &&'static str| (caller.boot(&format!("{mark}-{name}")), *name);
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

/// The link to the next page, if there is one.
#[track_caller]
pub(crate) fn next_link(listed: &Response) -> Option<String> {
    let links = listed.at("/servers_links");
    if links.is_null() {
        return None;
    }
    assert_eq!(links[0]["rel"], "next", "{links}");
    assert_eq!(links.as_array().map(Vec::len), Some(1), "{links}");
    Some(links[0]["href"].as_str().expect("a link leads somewhere").to_owned())
}

/// Follows a link of an answer.
#[track_caller]
pub(crate) fn follow(caller: &Client, link: &str) -> Response {
    let path = link.strip_prefix(caller.base_url()).expect("the link leads to the same cloud");
    caller.get(path)
}

/// A text, encoded for a query.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        write!(encoded, "%{byte:02X}").expect("a text can be written to");
    }
    encoded
}
