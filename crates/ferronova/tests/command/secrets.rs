//! Passwords, tokens, keys and the data of clients must never be in the log, at any level.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
};

use serde_json::{Value, json};

use crate::{
    assert_refused, new_folder,
    support::{
        caller::Caller,
        program::{Program, ferronova, serve},
    },
};

/// A password that no user has.
const WRONG: &str = "hunter2-is-wrong";
const ADMIN_PASS: &str = "pass-of-my-server";
/// `#!/bin/sh echo private-data`
const USER_DATA: &str = "IyEvYmluL3NoIGVjaG8gcHJpdmF0ZS1kYXRh";
/// `content of my file`
const FILE: &str = "Y29udGVudCBvZiBteSBmaWxl";
const METADATA: &str = "note-on-my-server";
const PUBLIC_KEY: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAQQC7 me@home";

/// Texts that must not be in the log.
struct Secrets(Vec<String>);

impl Secrets {
    /// Returns the texts that the tests send, and the password of the built-in seed.
    fn new() -> Self {
        let sent = [WRONG, ADMIN_PASS, USER_DATA, FILE, METADATA, "AAAAB3NzaC1yc2E", "secret"];
        let mut secrets: Vec<String> = sent.map(str::to_owned).into();
        secrets.extend(["private-data", "$argon2id", "PRIVATE KEY"].map(str::to_owned));
        Self(secrets)
    }

    fn add(&mut self, secret: &str) {
        assert!(secret.len() > 5, "`{secret}` is no secret");
        self.0.push(secret.to_owned());
    }

    #[track_caller]
    fn assert_not_in(&self, log: &str) {
        for secret in &self.0 {
            let line = log.lines().find(|it| it.contains(secret));
            assert_eq!(line, None, "`{secret}` is in the log");
        }
    }
}

#[test]
fn no_secret_gets_into_the_log_however_much_it_says() {
    for level in ["info", "trace"] {
        let folder = new_folder();
        let arguments = ["serve", "--ephemeral", "--listen", "127.0.0.1:0"];
        let mut command = ferronova(folder.path(), arguments);
        let program = Program::start_serving(command.env("RUST_LOG", level));
        let mut secrets = Secrets::new();

        log_in_by_every_way(&program.base_url(), &mut secrets);
        create_by_every_way(&program.base_url(), &mut secrets);
        send_tokens_where_they_do_not_belong(&program.base_url(), &mut secrets);
        program.signal("TERM");
        let log = program.finish().stderr;

        assert!(log.contains("/v2/servers 202 "), "{log}");
        assert_eq!(log.contains(" TRACE "), level == "trace", "{log}");
        secrets.assert_not_in(&log);
    }
}

/// Logs in with right and wrong passwords, validates tokens, and revokes one.
fn log_in_by_every_way(base_url: &str, secrets: &mut Secrets) {
    let caller = Caller::log_in(base_url, "demo");
    secrets.add(&caller.token);
    let nobody = Caller::nobody(base_url);
    let v3 = "/identity/v3/auth/tokens";
    let v2 = "/identity/v2.0/tokens";
    let domain = json!({"name": "Default"});
    for (name, password) in [("demo", WRONG), (WRONG, "secret"), ("demo", "")] {
        let user = json!({"name": name, "password": password, "domain": domain});
        let identity = json!({"methods": ["password"], "password": {"user": user}});
        let answer = nobody.call("POST", v3, Some(&json!({"auth": {"identity": identity}})));
        assert_eq!(answer.status, 401, "{}", answer.body);
        let credentials = json!({"username": name, "password": password});
        let answer =
            nobody.call("POST", v2, Some(&json!({"auth": {"passwordCredentials": credentials}})));
        assert_eq!(answer.status, 401, "{}", answer.body);
    }
    for token in [&caller.token, &caller.token.to_uppercase(), WRONG] {
        let identity = json!({"methods": ["token"], "token": {"id": token}});
        let answer = nobody.call("POST", v3, Some(&json!({"auth": {"identity": identity}})));
        let issued = answer.headers.get("x-subject-token").and_then(|it| it.to_str().ok());
        if let Some(token) = issued {
            secrets.add(token);
        }
        let body = json!({"auth": {"token": {"id": token}, "tenantName": "demo"}});
        let answer = nobody.call("POST", v2, Some(&body));
        answer.body.pointer("/access/token/id").iter().for_each(|it| secrets.add(text(it)));
    }
    for body in [json!([WRONG]), json!({"auth": WRONG}), json!({"auth": {"identity": WRONG}})] {
        assert!(nobody.call("POST", v3, Some(&body)).status >= 400);
        assert!(nobody.call("POST", v2, Some(&body)).status >= 400);
    }
}

/// Creates servers and key pairs with private data, and sends such data to routes that don't exist.
fn create_by_every_way(base_url: &str, secrets: &mut Secrets) {
    let caller = Caller::log_in(base_url, "demo");
    secrets.add(&caller.token);
    let image = caller.call("GET", "images", None).body["images"][0]["id"].clone();
    let server = json!({
        "name": "web", "imageRef": image, "flavorRef": "1", "metadata": {"note": METADATA},
        "adminPass": ADMIN_PASS, "user_data": USER_DATA,
        "personality": [{"path": "/etc/motd", "contents": FILE}],
    });
    let mut of_v3 = server.clone();
    of_v3["admin_password"] = json!(ADMIN_PASS);
    of_v3["os-user-data:user_data"] = json!(USER_DATA);
    let mut chosen = server.clone();
    chosen.as_object_mut().expect("it is one").remove("adminPass");
    for (path, server) in [("servers", server), ("/v3/servers", of_v3), ("servers", chosen)] {
        let answer = caller.call("POST", path, Some(&json!({ "server": server })));
        assert!([202, 400].contains(&answer.status), "{}", answer.body);
        for member in ["adminPass", "admin_password"] {
            answer.body["server"][member].as_str().iter().for_each(|it| secrets.add(it));
        }
        let Some(id) = answer.body["server"]["id"].as_str() else { continue };
        for (action, argument) in [
            ("changePassword", json!({"adminPass": ADMIN_PASS})),
            ("rebuild", json!({"imageRef": image, "adminPass": ADMIN_PASS})),
            ("createBackup", json!({"name": ADMIN_PASS, "backup_type": "daily", "rotation": 1})),
            ("createImage", json!({"name": "i", "metadata": {"note": METADATA}})),
            ("lock", json!({"locked_reason": METADATA})),
            ("os-resetState", json!({"state": METADATA})),
        ] {
            let path = format!("servers/{id}/action");
            caller.call("POST", &path, Some(&json!({ action: argument })));
        }
        caller.call("PUT", &format!("servers/{id}"), Some(&json!({"server": {"name": METADATA}})));
    }
    for key in [json!({"name": "mine", "public_key": PUBLIC_KEY}), json!({"name": "yours"})] {
        let answer = caller.call("POST", "os-keypairs", Some(&json!({ "keypair": key })));
        answer.body["keypair"]["private_key"].as_str().iter().for_each(|it| secrets.add(it));
    }
    let admin = Caller::log_in(base_url, "admin");
    secrets.add(&admin.token);
    assert_eq!(admin.call("POST", "/ferronova/reset", None).status, 204);
}

/// Sends tokens in paths, in queries and in invalid requests.
fn send_tokens_where_they_do_not_belong(base_url: &str, secrets: &mut Secrets) {
    let caller = Caller::log_in(base_url, "demo");
    let token = &caller.token;
    secrets.add(token);
    for path in [
        format!("/identity/v2.0/tokens/{token}"),
        format!("/identity/v3/{token}"),
        format!("/v3/servers/{token}"),
        format!("/{token}"),
        format!("servers/{token}"),
        format!("servers?name={token}"),
        format!("servers?marker={token}"),
        format!("servers/detail?locked={token}"),
        format!("servers?limit={token}"),
    ] {
        caller.call("GET", &path, None);
        caller.call("DELETE", &path, Some(&json!({ "token": token })));
    }
    let address = base_url.strip_prefix("http://").expect("it is plain HTTP");
    let huge = "x".repeat(200_000);
    for request in [
        format!(
            "GET /v3 HTTP/1.1\r\nHost: a\r\nX-Auth-Token: {token}\r\nBad\u{1}: {WRONG}\r\n\r\n"
        ),
        format!("GET {token} HTTP/1.1\r\nHost: a\r\n\r\n"),
        format!("GET /v3 HTTP/1.1\r\nHost: {token}\r\nX-Auth-Token: {token}{huge}\r\n\r\n"),
        format!("{token} {WRONG}\r\n\r\n"),
        format!(
            "POST /v3/servers HTTP/1.1\r\nHost: a\r\nX-Auth-Token: {token}\r\n\
             Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n{WRONG}\r\n"
        ),
        format!(
            "POST /identity/v3/auth/tokens HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n\"{WRONG}",
            WRONG.len() + 1
        ),
    ] {
        let mut stream = TcpStream::connect(address).expect("the server listens");
        // Ignored: the server may respond and close before everything is sent.
        let _ = stream.write_all(request.as_bytes());
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = stream.read_to_end(&mut Vec::new());
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("it is a text")
}

#[test]
fn a_seed_that_is_wrong_is_not_quoted_where_its_passwords_are() {
    for users in [
        "[{name: a, passwrd: hunter2-is-wrong}]",
        "[{name: a, password: [hunter2-is-wrong]}]",
        "[{name: a, password_hash: hunter2-is-wrong}]",
        "[{name: a, password: hunter2-is-wrong, password_hash: hunter2-is-wrong}]",
        "[{name: a, password: hunter2-is-wrong, roles: {nowhere: [member]}}]",
        "[{name: a, password: hunter2-is-wrong",
    ] {
        let folder = new_folder();
        fs::write(folder.path().join("seed.yaml"), format!("users: {users}\n"))
            .expect("it can be written");
        let mut command = serve(folder.path(), ["--seed", "seed.yaml"]);

        let finished = Program::start(command.env("RUST_LOG", "off")).finish();

        assert_refused(&finished, &["can't use the seed"]);
        assert!(!finished.stderr.contains(WRONG), "{}", finished.stderr);
    }
}
