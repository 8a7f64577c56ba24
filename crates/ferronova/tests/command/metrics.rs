//! `/metrics` across restarts: after every start, the numbers of servers are correct.

use serde_json::{Value, json};

use crate::{
    new_folder,
    support::{
        caller::Caller,
        program::{Program, serve},
    },
};

fn log_in(program: &Program, name: &str) -> Caller {
    Caller::log_in(&program.base_url(), name)
}

#[track_caller]
fn text(program: &Program) -> String {
    let url = format!("{}/metrics", program.base_url());
    let mut response = ureq::get(url).call().expect("it answers");
    response.body_mut().read_to_string().expect("it answers with text")
}

/// Returns the value of a sample. `series` is its name and labels, as the text contains them.
#[track_caller]
fn sample(program: &Program, series: &str) -> String {
    let text = text(program);
    let value = text.lines().find_map(|it| it.strip_prefix(series)?.strip_prefix(' '));
    value.unwrap_or_else(|| panic!("no {series} in {text}")).to_owned()
}

/// Returns the numbers of servers that are unlocked, locked by their owner, and locked by an
/// administrator.
#[track_caller]
fn servers(program: &Program) -> [String; 3] {
    ["none", "owner", "admin"]
        .map(|it| sample(program, &format!(r#"ferronova_servers{{locked_by="{it}"}}"#)))
}

#[track_caller]
fn boot(caller: &Caller) -> String {
    let image = caller.call("GET", "images", None).body["images"][0]["id"].clone();
    let server = json!({"server": {"name": "web", "imageRef": image, "flavorRef": "1"}});
    let created = caller.call("POST", "servers", Some(&server));
    assert_eq!(created.status, 202, "{}", created.body);
    created.body["server"]["id"].as_str().expect("it has an id").to_owned()
}

#[track_caller]
fn lock(caller: &Caller, id: &str) {
    let body = json!({"lock": Value::Null});
    let answer = caller.call("POST", &format!("servers/{id}/action"), Some(&body));
    assert_eq!(answer.status, 202, "{}", answer.body);
}

#[test]
fn the_servers_are_counted_after_every_start_as_before_its_end() {
    let folder = new_folder();
    let mut program = Program::start_serving(&mut serve(folder.path(), []));
    let (owner, admin) = (log_in(&program, "demo"), log_in(&program, "admin"));
    let ids: Vec<String> = (0..4).map(|_| boot(&owner)).collect();
    lock(&owner, &ids[0]);
    lock(&admin, &ids[1]);
    assert_eq!(owner.call("DELETE", &format!("servers/{}", ids[2]), None).status, 204);
    assert_eq!(servers(&program), ["1", "1", "1"]);

    for signal in ["KILL", "TERM", "KILL"] {
        program.signal(signal);
        program.finish();
        program = Program::start_serving(&mut serve(folder.path(), []));

        assert_eq!(servers(&program), ["1", "1", "1"], "after {signal}");
    }

    lock(&owner.at(&program.base_url()), &ids[3]);
    assert_eq!(servers(&program), ["0", "2", "1"]);
}

#[test]
fn requests_are_counted_from_the_start_on() {
    let folder = new_folder();
    let program = Program::start_serving(&mut serve(folder.path(), []));
    let caller = log_in(&program, "demo");
    let logins = r#"ferronova_http_requests_total{api="identity",method="POST",route="/v3/auth/tokens",status="201"}"#;
    assert_eq!(sample(&program, logins), "1");
    program.signal("KILL");
    program.finish();

    let program = Program::start_serving(&mut serve(folder.path(), []));
    caller.at(&program.base_url()).call("GET", "servers", None);

    assert!(!text(&program).contains(logins));
    let lists =
        r#"ferronova_http_requests_total{api="v2",method="GET",route="/servers",status="200"}"#;
    assert_eq!(sample(&program, lists), "1");
}
