//! Another project's server does not exist for a stranger: every route, method, action and form of
//! its id answers as if there were none. Without a token every one of them is refused.

use std::collections::BTreeSet;

use ferronova_server::Enabled;
use ferronova_testkit::{Client, Response};
use serde_json::{Value, json};

use crate::support::{self, API, Who, encode, root};

const UNKNOWN: [&str; 2] = ["dead0000-0000-4000-8000-000000000000", "999999999"];

const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// Headers that differ between any two answers.
const PASSING_HEADERS: [&str; 4] =
    ["content-length", "date", "x-compute-request-id", "x-openstack-request-id"];

/// A request about one server; its path is relative to the root of the version.
struct Ask {
    method: String,
    path: String,
    body: Value,
}

impl Ask {
    fn new(method: &str, path: &str, body: Value) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), body }
    }

    fn of(&self, client: &Client, root: &str, id: &str) -> Response {
        let call = client.call(&self.method, &format!("{root}{}", self.path.replace("{id}", id)));
        if self.body.is_null() { call.send() } else { call.json(&self.body).send() }
    }
}

/// Every path that the registry routes to a server.
fn paths(request_id: &str) -> BTreeSet<String> {
    let contributions = API.contributions(&Enabled::default()).expect("they work together");
    let routes = contributions.iter().flat_map(|it| it.adds).flat_map(|it| it.routes);
    let of_servers = routes.filter(|it| it.path.starts_with("/servers/{id}"));
    of_servers.map(|it| it.path.replace("{request_id}", request_id)).collect()
}

/// Every action of a server, with a few arguments.
fn actions() -> Vec<Ask> {
    let contributions = API.contributions(&Enabled::default()).expect("they work together");
    let actions = contributions.iter().flat_map(|it| it.adds).flat_map(|it| it.actions);
    let arguments = [Value::Null, json!({"type": "HARD"}), json!({"state": "error"})];
    let of_action = |name: &'static str| {
        let bodies = arguments.iter().map(move |it| json!({ name: it }));
        bodies.map(|it| Ask::new("POST", "/servers/{id}/action", it)).collect::<Vec<_>>()
    };
    actions.flat_map(|it| of_action(it.name)).collect()
}

/// Every method of every such path, and every action.
fn every_request(request_id: &str) -> Vec<Ask> {
    let mut requests = actions();
    for path in paths(request_id) {
        for method in METHODS {
            requests.push(Ask::new(method, &path, Value::Null));
            if ["POST", "PUT", "PATCH"].contains(&method) {
                let body = json!({"server": {"name": "mine"}});
                requests.push(Ask::new(method, &path, body));
            }
        }
    }
    requests
}

/// The ways to write a UUID and a number in a path.
fn forms([uuid, number]: [&str; 2]) -> Vec<String> {
    let simple = uuid.replace('-', "");
    let mut forms = vec![
        uuid.to_uppercase(),
        simple.clone(),
        format!("%7B{uuid}%7D"),
        format!("%7B{simple}%7D"),
        format!("urn:uuid:{uuid}"),
        format!("{uuid}%20"),
        format!("%20{uuid}"),
        format!("{uuid}%00"),
        format!("{uuid}%0A"),
        format!("0{number}"),
        format!("+{number}"),
        format!("-{number}"),
        format!("{number}.0"),
    ];
    for id in [uuid, number] {
        forms.extend([id.to_owned(), encode(id), format!("{id}.json"), format!("{id}.xml")]);
        forms.extend([
            format!("{id}/"),
            format!("{id}//"),
            format!("./{id}"),
            format!("x/../{id}"),
        ]);
    }
    forms
}

/// The answer, without the id in the request and without what differs between any two answers.
fn seen(response: &Response, [uuid, number]: [&str; 2]) -> (u16, Vec<(String, String)>, String) {
    let headers = response.headers().filter(|(name, _)| !PASSING_HEADERS.contains(name));
    let mut headers: Vec<_> =
        headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    headers.sort();
    let mut text = response.text().to_owned();
    for id in [uuid, &uuid.to_uppercase(), &uuid.replace('-', "")] {
        text = text.replace(id, "<uuid>");
    }
    // Other numbers are no ids.
    for before in [" ", " 0", " +", " -"] {
        text = text.replace(&format!("{before}{number}"), &format!("{before}<number>"));
    }
    (response.status(), headers, text)
}

/// A server of the owner by its two ids, and a request that was about it.
fn boot(owner: &Client, admin: &Client) -> ([String; 2], String) {
    let id = owner.boot("web");
    let shown = admin.show(&id).expect(200).at("/server");
    let name = shown["OS-EXT-SRV-ATTR:instance_name"].as_str().expect("it has a name");
    let number = u64::from_str_radix(name.trim_start_matches("instance-"), 16).expect("a number");
    let locked = owner.action(&id, &json!({"lock": null})).expect(202);
    let request_id = locked.header(support::REQUEST_ID).expect("a request has an id").to_owned();
    ([id, number.to_string()], request_id)
}

/// Everything that the owner and an administrator see of it.
fn state(owner: &Client, admin: &Client, id: &str) -> [Value; 3] {
    let events = owner.get(&format!("servers/{id}/os-instance-actions"));
    [owner.show(id).json(), admin.show(id).json(), events.expect(200).json()]
}

#[test]
fn a_stranger_is_answered_as_if_there_were_no_such_server() {
    let crew = support::Crew::start();
    let [Some(owner), Some(stranger), Some(admin)] =
        [Who::Owner, Who::Stranger, Who::Admin].map(|it| crew.client(it))
    else {
        return;
    };
    let ([uuid, number], request_id) = boot(owner, admin);
    let mine = [&*uuid, &*number];
    let before = state(owner, admin, &uuid);
    let roots = BTreeSet::from([root(owner), root(stranger)]);

    let requests = every_request(&request_id);

    assert!(requests.len() > 60, "these are not all: {}", requests.len());
    for (root, ask) in roots.iter().flat_map(|root| requests.iter().map(move |it| (root, it))) {
        for (form, unknown_form) in forms(mine).iter().zip(&forms(UNKNOWN)) {
            let foreign = seen(&ask.of(stranger, root, form), mine);
            let nothing = seen(&ask.of(stranger, root, unknown_form), UNKNOWN);

            let what = format!("{} {root}{} {} of {form}", ask.method, ask.path, ask.body);
            assert!(foreign.0 >= 400, "{what}: {}", foreign.0);
            assert_eq!(foreign, nothing, "{what}");
        }
    }
    assert_eq!(state(owner, admin, &uuid), before);
}

#[test]
fn without_a_token_every_request_is_refused_in_the_same_words() {
    let cloud = support::start();
    let (owner, nobody) = (cloud.owner(), cloud.nobody());
    let ([uuid, number], request_id) = boot(owner, cloud.admin());
    let mine = [&*uuid, &*number];
    let root = root(owner);

    for ask in every_request(&request_id) {
        for (form, unknown_form) in forms(mine).iter().zip(&forms(UNKNOWN)) {
            let foreign = seen(&ask.of(&nobody, &root, form), mine);
            let nothing = seen(&ask.of(&nobody, &root, unknown_form), UNKNOWN);

            assert_eq!(foreign, nothing, "{} {} {}", ask.method, ask.path, ask.body);
            assert!([401, 404].contains(&foreign.0), "{}: {}", ask.path, foreign.0);
            if foreign.0 == 401 && ask.method != "HEAD" {
                assert_eq!(foreign.2, "Authentication required");
            }
        }
    }
    assert_eq!(owner.show(&uuid).status(), 200);
}
