//! With flipped bits in the database, no response is wrong, and the log reports everything that is
//! missing.

use std::{collections::BTreeMap, fs, path::Path};

use fastrand::Rng;
use serde_json::{Value, json};

use crate::{
    cloud::{ask_for_server, id_in, servers, servers_in},
    number_in,
    support::{
        caller::{Answer, Caller},
        program::{Program, serve},
    },
};

/// Environment variable: the number of rounds.
const ROUNDS: &str = "FERRONOVA_FLIP_ROUNDS";
const FEW: u64 = 16;

/// Environment variable: the seed of the random bits.
const SEED: &str = "FERRONOVA_FLIP_SEED";

const SERVERS: usize = 60;

const PAGE: usize = 4096;

#[test]
fn flipped_bits_give_refusals_or_errors_but_never_a_wrong_answer_or_a_silent_loss() {
    let seed = number_in(SEED).unwrap_or_else(|| fastrand::u64(..));
    eprintln!("{SEED}={seed} flips the same bits, of another database");
    let mut random = Rng::with_seed(seed);
    let folder = tempfile::tempdir().expect("a folder can be made");
    let whole = Whole::make(folder.path());
    let file = folder.path().join("data/ferronova.redb");
    let bytes = fs::read(&file).expect("it is readable");
    let mut outcomes = BTreeMap::new();
    for round in 1..=number_in(ROUNDS).unwrap_or(FEW) {
        let (flipped, how) = flip(&bytes, &mut random);
        fs::write(&file, flipped).expect("it can be written");
        let outcome = whole.check(folder.path(), &format!("round {round}, {how}"));
        *outcomes.entry(outcome).or_insert(0) += 1;
    }
    eprintln!("{outcomes:?}");
}

/// Flips some bits, in half of all cases on a single used page. Returns the changed bytes and a
/// description.
fn flip(bytes: &[u8], random: &mut Rng) -> (Vec<u8>, String) {
    let mut flipped = bytes.to_vec();
    let is_used = |page: &usize| bytes[page * PAGE..(page + 1) * PAGE].iter().any(|it| *it != 0);
    let used: Vec<usize> = (0..bytes.len() / PAGE).filter(is_used).collect();
    let n_bits = 1 << random.u32(..9);
    let page = random.bool().then(|| used[random.usize(..used.len())]);
    for _ in 0..n_bits {
        let on = page.unwrap_or_else(|| used[random.usize(..used.len())]);
        flipped[on * PAGE + random.usize(..PAGE)] ^= 1 << random.u32(..8);
    }
    (flipped, format!("{n_bits} bits on {page:?}"))
}

/// The responses of the undamaged database.
struct Whole {
    caller: Caller,
    /// The view of each server, by its number.
    servers: Vec<(String, Value)>,
    actions: Vec<Value>,
}

impl Whole {
    /// Fills a new database.
    fn make(folder: &Path) -> Self {
        let program = Program::start_serving(&mut serve(folder, []));
        let caller = Caller::log_in(&program.base_url(), "demo");
        let mut ids = Vec::new();
        for n in 0..SERVERS {
            let id = id_in(&ask_for_server(&caller, &format!("web-{n}"), 400));
            if n % 3 == 0 {
                let path = format!("servers/{id}/action");
                let answer = caller.call("POST", &path, Some(&json!({"lock": null})));
                assert_eq!(answer.status, 202, "{}", answer.body);
            }
            ids.push(id);
        }
        let shown = servers(&caller);
        let servers = ids.iter().map(|id| (id.clone(), shown[id].clone())).collect();
        let actions = ids.iter().map(|id| actions(&caller, id).body).collect();
        program.signal("TERM");
        assert_eq!(program.finish().status, Some(0));
        Self { caller, servers, actions }
    }

    /// Starts the program on a damaged database and requests everything. Returns a short
    /// description of the outcome.
    fn check(&self, folder: &Path, how: &str) -> &'static str {
        let mut program = Program::start(&mut serve(folder, []));
        if !program.wait_until(|it| it.prints("OS_AUTH_URL=")) {
            let finished = program.finish();
            assert_eq!(finished.status, Some(1), "{how}: {}", finished.stderr);
            assert!(finished.stderr.contains("damaged"), "{how}: {}", finished.stderr);
            return "refused";
        }
        let base_url = program.base_url();
        let caller = self.caller.at(&base_url);
        let mut missing = Vec::new();
        let mut failed = 0;
        for query in ["", "?locked=true", "?name=web-1", "?status=ACTIVE"] {
            let answer = caller.call("GET", &format!("servers/detail{query}"), None);
            if answer.status == 500 {
                failed += 1;
                continue;
            }
            assert_eq!(answer.status, 200, "{how}: {query}: {}", answer.body);
            let listed = servers_in(&answer);
            for (number, (id, body)) in self.servers.iter().enumerate() {
                let is_wanted = match query {
                    "?locked=true" => body["locked"] == true,
                    "?name=web-1" => body["name"].as_str().is_some_and(|it| it.contains("web-1")),
                    _ => true,
                };
                match listed.get(id) {
                    Some(found) => assert_eq!(found, &of(body, &base_url), "{how}: {query}"),
                    None if is_wanted => missing.push((number + 1, id, query)),
                    None => {}
                }
            }
            assert!(listed.keys().all(|id| self.servers.iter().any(|it| it.0 == *id)), "{how}");
        }
        for (number, (id, body)) in self.servers.iter().enumerate() {
            let shown = caller.call("GET", &format!("servers/{id}"), None);
            match shown.status {
                200 => assert_eq!(shown.body["server"], of(body, &base_url), "{how}"),
                500 => failed += 1,
                404 => missing.push((number + 1, id, "show")),
                status => panic!("{how}: {status} {}", shown.body),
            }
            let listed = actions(&caller, id);
            match listed.status {
                200 => assert_eq!(listed.body, self.actions[number], "{how}"),
                500 => failed += 1,
                404 => missing.push((number + 1, id, "actions")),
                status => panic!("{how}: {status} {}", listed.body),
            }
        }
        program.signal("TERM");
        let finished = program.finish();
        assert_eq!(finished.status, Some(0), "{how}: {}", finished.stderr);
        let log = finished.stderr;
        for (number, id, asked) in &missing {
            let names = [format!("server {number}:"), format!("server {number} "), (*id).clone()];
            let mut errors = log.lines().filter(|it| it.contains("ERROR"));
            let is_named = errors.any(|it| names.iter().any(|name| it.contains(name)));
            assert!(is_named, "{how}: {asked}: server {number}, {id}, is missing:\n{log}");
        }
        assert!(failed == 0 || log.contains("a request failed"), "{how}: {log}");
        match (failed, missing.len()) {
            (0, 0) => "as if nothing was",
            (0, _) => "some left out",
            (_, _) => "some failed",
        }
    }
}

fn actions(caller: &Caller, id: &str) -> Answer {
    caller.call("GET", &format!("servers/{id}/os-instance-actions"), None)
}

/// Replaces the base URL in a body.
fn of(body: &Value, base_url: &str) -> Value {
    let text = body.to_string();
    let Some((_, rest)) = text.split_once("http://") else {
        return body.clone();
    };
    let (address, _) = rest.split_once('/').unwrap_or_default();
    serde_json::from_str(&text.replace(&format!("http://{address}"), base_url)).unwrap_or_default()
}
