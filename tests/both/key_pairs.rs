//! `/os-keypairs`: the key pairs of the caller, and servers that are created with one.

use std::{iter, thread};

use ferronova_testkit::{Client, Response, Version};
use serde_json::{Value, json};

use crate::support::{
    Crew, VERSION,
    Who::{Admin, AdminInside, Colleague, Stranger},
    answer, fault, forbidden, start, start_seeded, start_with_policy,
};

const KEY: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDx8nkQv/zgGgB4rMYmIf+6A4l6Rr+o/6lHBQdW5aYd44bd8JttDCE/F/pNRr0lRE+PiqSPO8nDPHw0010JeMH9gYgnnFlyY3/OcJ02RhIPyyxYpv9FhY+2YiUkpwFOcLImyrxEsYXpD/0d3ac30bNH6Sw9JD9UZHYcpSxsIbECHw== Generated-by-Nova";
const FINGERPRINT: &str = "1e:2c:9b:56:79:4b:45:77:f9:ca:7a:98:2c:b0:d5:3c";

/// Two key pairs of `demo`, one of them with a name that can't be given any more, and one of a
/// colleague.
const SEED: &str = r"
time: 2014-05-07T12:06:13.681238Z
users:
  - {name: demo, password: secret, roles: {demo: [member]}}
  - {name: colleague, password: secret, roles: {demo: [member]}}
  - {name: alt, password: secret, roles: {alt: [member]}}
  - {name: admin, password: secret, roles: {admin: [admin]}}
key_pairs:
  - &laptop
    user: demo
    name: laptop
    public_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDpLE3OWh0B+qyOUKJ0wSuEIX+UC7IOgNpLBYm/9vcvN
  - {<<: *laptop, name: demo.key.pem, created: 2014-05-08T00:00:00Z}
  - {<<: *laptop, user: colleague, name: of-colleague}
";

/// Imports a key with a name.
fn import(client: &Client, name: &str) -> Response {
    client.post("os-keypairs", &json!({"keypair": {"name": name, "public_key": KEY}}))
}

/// Asks for a new key with a name.
fn generate(client: &Client, name: &str) -> Response {
    client.post("os-keypairs", &json!({"keypair": {"name": name}}))
}

/// The names of the key pairs that a caller sees.
#[track_caller]
fn names(client: &Client) -> Vec<String> {
    let listed = client.get("os-keypairs").expect(200).at("/keypairs");
    let listed = listed.as_array().expect("there is a list of key pairs").iter();
    listed.map(|it| it["keypair"]["name"].as_str().expect("it has one").to_owned()).collect()
}

/// The answer to a caller who has no key pair of that name.
fn no_key_pair(client: &Client, name: &str) -> (u16, Value) {
    let message = format!("Keypair {name} not found for user {}", client.user_id());
    fault(404, "itemNotFound", &message)
}

fn golden(name: &str) -> String {
    match VERSION {
        Version::V2 => format!("v2/os_keypairs/{name}"),
        Version::V21(_) => unreachable!("no binary of v2.1 has these tests"),
        Version::V3 => format!("v3/os_keypairs/{name}"),
    }
}

fn create_with_key(client: &Client, name: &str) -> Response {
    let mut body = client.new_server("web");
    body["server"]["key_name"] = json!(name);
    client.post("servers", &body)
}

#[test]
fn key_pairs_are_listed_and_shown() {
    let Some(cloud) = start_seeded(SEED) else { return };
    let owner = cloud.owner();

    for (path, name) in [("os-keypairs", "list"), ("os-keypairs/laptop", "show")] {
        let response = owner.get(path).expect(200);

        assert_eq!(response.header("content-type"), Some("application/json"));
        response.assert_golden(owner, &golden(name));
    }
}

#[test]
fn an_imported_key_is_answered_and_shown_as_it_was_sent() {
    let cloud = start();
    let owner = cloud.owner();

    let created = import(owner, "keypair-dab428fe-6186-4a14-b3de-92131f76cd39").expect(200);

    created.assert_golden(owner, &golden("import"));
    let path = "os-keypairs/keypair-dab428fe-6186-4a14-b3de-92131f76cd39";
    let shown = owner.get(path).expect(200).at("/keypair");
    assert_eq!(shown["public_key"], KEY);
    assert_eq!(shown["fingerprint"], FINGERPRINT);
    assert_eq!(shown["user_id"], owner.user_id());
    assert_eq!(shown["updated_at"], Value::Null);
    assert!(shown["id"].is_u64(), "{shown}");
    let created_at = shown["created_at"].as_str().expect("it has a time");
    assert!(created_at.ends_with(".000000"), "{created_at}");
}

#[test]
fn a_key_that_is_made_is_told_once() {
    let cloud = start();
    let owner = cloud.owner();

    let created = generate(owner, "keypair").expect(200).at("/keypair");

    let members: Vec<&str> =
        created.as_object().expect("it is one").keys().map(|it| &**it).collect();
    assert_eq!(members, ["name", "public_key", "fingerprint", "user_id", "private_key"]);
    let text = |name: &str| created[name].as_str().expect("it is a text").to_owned();
    let (public_key, private_key) = (text("public_key"), text("private_key"));
    assert!(public_key.starts_with("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ"), "{public_key}");
    assert!(public_key.ends_with(" Generated-by-Nova\n"), "{public_key}");
    assert!(private_key.starts_with("-----BEGIN RSA PRIVATE KEY-----\nMII"), "{private_key}");
    assert!(private_key.ends_with("\n-----END RSA PRIVATE KEY-----\n"), "{private_key}");
    let shown = owner.get("os-keypairs/keypair").expect(200);
    assert_eq!(shown.at("/keypair/public_key"), json!(public_key));
    assert_eq!(shown.at("/keypair/fingerprint"), created["fingerprint"]);
    assert!(!shown.text().contains("private"), "{}", shown.text());
    let imported = json!({"keypair": {"name": "again", "public_key": public_key}});
    let again = owner.post("os-keypairs", &imported).expect(200);
    assert_eq!(again.at("/keypair/fingerprint"), created["fingerprint"]);
    assert_ne!(generate(owner, "other").expect(200).at("/keypair/public_key"), json!(public_key));
}

#[test]
fn a_name_is_given_once() {
    let cloud = start();
    let owner = cloud.owner();
    import(owner, "laptop").assert_status(200);

    for response in [import(owner, "laptop"), generate(owner, "laptop")] {
        response.assert_fault(409, "conflictingRequest", "Key pair 'laptop' already exists.");
    }
    assert_eq!(names(owner), ["laptop"]);
}

#[test]
fn of_several_callers_at_once_one_gets_the_name() {
    let cloud = start();
    let owner = cloud.owner();

    let statuses = thread::scope(|scope| {
        let ask = |_| scope.spawn(|| import(owner, "laptop").status());
        let asked: Vec<_> = (0..8).map(ask).collect();
        let mut statuses: Vec<u16> =
            asked.into_iter().map(|it| it.join().expect("it is answered")).collect();
        statuses.sort_unstable();
        statuses
    });

    let expected: Vec<u16> = iter::once(200).chain([409; 7]).collect();
    assert_eq!(statuses, expected);
}

#[test]
fn names_have_letters_digits_blanks_dashes_and_underscores() {
    let cloud = start();
    let owner = cloud.owner();
    let longest = "x".repeat(255);

    for name in ["a b", "A_b-9", "-", &longest] {
        let path = format!("os-keypairs/{}", name.replace(' ', "%20"));
        assert_eq!(import(owner, name).expect(200).at("/keypair/name"), name);

        assert_eq!(owner.get(&path).expect(200).at("/keypair/name"), name);
        owner.delete(&path).assert_status(202);
        assert_eq!(answer(&owner.get(&path)), no_key_pair(owner, name));
    }
    for name in ["a.b", "a.json"] {
        for response in [import(owner, name), generate(owner, name)] {
            let message = "Keypair data is invalid: Keypair name contains unsafe characters";
            response.assert_fault(400, "badRequest", message);
        }
    }
    assert_eq!(names(owner), [""; 0]);
}

#[test]
fn an_older_name_may_have_dots() {
    let Some(cloud) = start_seeded(SEED) else { return };
    let owner = cloud.owner();
    assert_eq!(names(owner), ["demo.key.pem", "laptop"]);

    let shown = owner.get("os-keypairs/demo.key.pem").expect(200);

    assert_eq!(shown.at("/keypair/created_at"), "2014-05-08T00:00:00.000000");
    create_with_key(owner, "demo.key.pem").assert_status(202);
    owner.delete("os-keypairs/demo.key.pem").assert_status(202);
    assert_eq!(names(owner), ["laptop"]);
}

#[test]
fn what_is_no_public_key_is_refused() {
    let cloud = start();
    let owner = cloud.owner();
    let cut = &KEY[..100];

    for key in ["", "bogus", "ssh-rsa", "ssh-rsa AAAA", cut, "-----BEGIN RSA PRIVATE KEY-----"] {
        let body = json!({"keypair": {"name": "laptop", "public_key": key}});
        let response = owner.post("os-keypairs", &body);

        let message = "Keypair data is invalid: failed to generate fingerprint";
        response.assert_fault(400, "badRequest", message);
    }
    assert_eq!(names(owner), [""; 0]);
}

#[test]
fn a_key_may_have_any_comment() {
    let cloud = start();
    let owner = cloud.owner();
    let key = KEY.replace("Generated-by-Nova", "Zoë's \"laptop\"\n");

    let body = json!({"keypair": {"name": "laptop", "public_key": key}});
    owner.post("os-keypairs", &body).assert_status(200);

    let shown = owner.get("os-keypairs/laptop").expect(200).at("/keypair");
    assert_eq!((&shown["public_key"], &shown["fingerprint"]), (&json!(key), &json!(FINGERPRINT)));
}

#[test]
fn nobody_sees_the_key_pairs_of_others() {
    let crew = Crew::start();
    let owner = crew.cloud.owner();
    import(owner, "laptop").assert_status(200);

    for who in [Colleague, AdminInside, Admin, Stranger] {
        let Some(client) = crew.client(who) else { continue };

        assert_eq!(names(client), [""; 0], "{who:?}");
        assert_eq!(answer(&client.get("os-keypairs/laptop")), no_key_pair(client, "laptop"));
        assert_eq!(answer(&client.delete("os-keypairs/laptop")), no_key_pair(client, "laptop"));
        let refused = create_with_key(client, "laptop");
        refused.assert_fault(400, "badRequest", "Invalid key_name provided.");
    }
    assert_eq!(names(owner), ["laptop"]);
    let Some(colleague) = crew.client(Colleague) else { return };
    import(colleague, "laptop").assert_status(200);
    colleague.delete("os-keypairs/laptop").assert_status(202);
    assert_eq!(names(owner), ["laptop"]);
}

#[test]
fn a_user_has_the_same_key_pairs_in_every_project() {
    let crew = Crew::start();
    let (Some(outside), Some(inside)) = (crew.client(Admin), crew.client(AdminInside)) else {
        return;
    };
    if outside.user_id() != inside.user_id() {
        return;
    }

    import(outside, "laptop").assert_status(200);

    assert_eq!(names(inside), ["laptop"]);
    create_with_key(inside, "laptop").assert_status(202);
    inside.delete("os-keypairs/laptop").assert_status(202);
    assert_eq!(names(outside), [""; 0]);
}

#[test]
fn a_server_keeps_the_name_of_its_key_when_that_is_deleted() {
    let crew = Crew::start();
    let owner = crew.cloud.owner();
    import(owner, "laptop").assert_status(200);
    let created = create_with_key(owner, "laptop").expect(202);
    let id = created.at("/server/id").as_str().expect("it has one").to_owned();
    owner.wait_for(&id, "ACTIVE");
    assert_eq!(owner.show(&id).expect(200).at("/server/key_name"), "laptop");

    let deleted = owner.delete("os-keypairs/laptop").expect(202);

    assert_eq!(deleted.text(), "");
    assert_eq!(owner.show(&id).expect(200).at("/server/key_name"), "laptop");
    let refused = create_with_key(owner, "laptop");
    refused.assert_fault(400, "badRequest", "Invalid key_name provided.");
    let again = owner.delete("os-keypairs/laptop");
    assert_eq!(answer(&again), no_key_pair(owner, "laptop"));
}

#[test]
fn a_user_has_a_hundred_key_pairs_at_most() {
    let cloud = start();
    let owner = cloud.owner();
    let most = owner.get("limits").expect(200).at("/limits/absolute/maxTotalKeypairs");
    let most = most.as_u64().expect("it is a number");
    for n in 0..most {
        import(owner, &format!("key-{n}")).assert_status(200);
    }

    for response in [import(owner, "more"), generate(owner, "more"), import(owner, "key-0")] {
        response.assert_fault(403, "forbidden", "Quota exceeded, too many key pairs.");
    }
    import(cloud.other(), "more").assert_status(200);
    owner.delete("os-keypairs/key-7").assert_status(202);
    import(owner, "more").assert_status(200);
    assert_eq!(most, 100);
}

#[test]
fn each_call_has_a_rule_of_its_own() {
    let of = |call: &str| match VERSION {
        Version::V2 => format!("compute_extension:keypairs:{call}"),
        Version::V21(_) => unreachable!("no binary of v2.1 has these tests"),
        Version::V3 => format!("compute_extension:v3:os-keypairs:{call}"),
    };

    for refused in ["index", "show", "create", "delete"] {
        let rule = of(refused);
        let Some(cloud) = start_with_policy(&[(&rule, "role:nobody")]) else { return };
        let owner = cloud.owner();

        let answers = [
            ("create", import(owner, "laptop")),
            ("index", owner.get("os-keypairs")),
            ("show", owner.get("os-keypairs/laptop")),
            ("delete", owner.delete("os-keypairs/laptop")),
        ];

        for (call, response) in answers {
            if call == refused {
                assert_eq!(answer(&response), forbidden(&rule));
            } else {
                assert_ne!(response.status(), 403, "{call} without {refused}");
            }
        }
    }
}

#[test]
fn a_reset_returns_to_the_key_pairs_of_the_seed() {
    let Some(cloud) = start_seeded(SEED) else { return };
    let owner = cloud.owner();
    let before = owner.get("os-keypairs").expect(200).json();
    import(owner, "new").assert_status(200);
    owner.delete("os-keypairs/laptop").assert_status(202);

    cloud.admin().post("/ferronova/reset", &json!({})).assert_status(204);

    assert_eq!(owner.get("os-keypairs").expect(200).json(), before);
    assert_eq!(import(owner, "new").status(), 200);
    assert_eq!(owner.get("os-keypairs/new").expect(200).at("/keypair/id"), 4);
}

#[test]
fn key_pairs_of_a_seed_can_be_used_by_their_user() {
    let Some(cloud) = start_seeded(SEED) else { return };

    create_with_key(cloud.owner(), "laptop").assert_status(202);

    let refused = create_with_key(cloud.owner(), "of-colleague");
    refused.assert_fault(400, "badRequest", "Invalid key_name provided.");
    assert_eq!(names(&cloud.log_in("colleague", "demo")), ["of-colleague"]);
}
