//! Another project's server is not there: by every route, every action and every form of its id, a
//! stranger is answered as if there were none, and whoever has no token is not let in at all.

use ferronova_server::Enabled;
use ferronova_testkit::{Client, Response};
use serde_json::{Value, json};

use crate::support::{self, API, Who};

const UNKNOWN: [&str; 2] = ["dead0000-0000-4000-8000-000000000000", "999999999"];

/// A request about one server.
struct Ask {
    method: String,
    path: String,
    body: Value,
}

impl Ask {
    fn of(&self, client: &Client, id: &str) -> Response {
        let path = self.path.replace("{id}", id);
        client.call(&self.method, path.trim_start_matches('/')).json(&self.body).send()
    }
}

/// Every request that the registry routes to a server, its actions one by one.
fn every_request(request_id: &str) -> Vec<Ask> {
    let contributions = API.contributions(&Enabled::default()).expect("they work together");
    let routes = contributions.iter().flat_map(|it| it.routes);
    let of_servers = routes.filter(|it| it.path.starts_with("/servers/{id}"));
    let mut requests: Vec<Ask> = of_servers
        .map(|it| Ask {
            method: it.method.to_string(),
            path: it.path.replace("{request_id}", request_id),
            body: json!({"server": {"name": "mine"}}),
        })
        .collect();
    for action in contributions.iter().flat_map(|it| it.server_actions) {
        for argument in [Value::Null, json!({"type": "HARD"}), json!({"state": "error"})] {
            let body = json!({ action.name: argument });
            requests.push(Ask { method: "POST".into(), path: "/servers/{id}/action".into(), body });
        }
    }
    requests
}

/// Status and body, without the id that was asked for.
fn seen(response: &Response, id: &str) -> (u16, String) {
    (response.status(), response.text().replace(&format!(" {id} "), " <id> "))
}

#[test]
fn a_stranger_is_answered_as_if_there_were_no_such_server() {
    let crew = support::Crew::start();
    let [Some(owner), Some(stranger), Some(admin)] =
        [Who::Owner, Who::Stranger, Who::Admin].map(|it| crew.client(it))
    else {
        return;
    };
    let id = owner.boot("web");
    let shown = admin.show(&id).expect(200).at("/server");
    let name = shown["OS-EXT-SRV-ATTR:instance_name"].as_str().expect("it has a name");
    let number = u64::from_str_radix(name.trim_start_matches("instance-"), 16).expect("a number");
    let locked = owner.action(&id, &json!({"lock": null})).expect(202);
    let request_id = locked.header(support::REQUEST_ID).expect("a request has an id");
    let before = owner.show(&id).expect(200).at("/server");

    let requests = every_request(request_id);

    assert!(requests.len() > 20, "these are not all: {}", requests.len());
    for ask in &requests {
        for (mine, unknown) in [&id, &number.to_string()].into_iter().zip(UNKNOWN) {
            let foreign = seen(&ask.of(stranger, mine), mine);
            let nothing = seen(&ask.of(stranger, unknown), unknown);

            assert!(foreign.0 >= 400, "{} {} {}", ask.method, ask.path, ask.body);
            assert_eq!(foreign, nothing, "{} {} {}", ask.method, ask.path, ask.body);
        }
    }
    assert_eq!(owner.show(&id).expect(200).at("/server"), before);
}

#[test]
fn without_a_token_every_request_is_refused_in_the_same_words() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let nobody = cloud.nobody();

    for ask in every_request("req-dead0000-0000-4000-8000-000000000000") {
        let response = ask.of(&nobody, &id);

        assert_eq!(seen(&response, &id), (401, "Authentication required".to_owned()));
    }
    assert_eq!(cloud.owner().show(&id).status(), 200);
}
