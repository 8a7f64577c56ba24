//! Many logins at the same time.

use std::thread;

use serde_json::json;

use crate::{cloud::Cloud, support::caller::Caller};

#[test]
fn others_are_answered_while_wrong_passwords_are_tried() {
    let cloud = Cloud::start([]);
    let nobody = || Caller::nobody(&cloud.owner.base_url);

    cloud.beside_others(|| {
        thread::scope(|scope| {
            let tries: Vec<_> = (0..20)
                .map(|n| (n, nobody()))
                .map(|(n, caller)| {
                    scope.spawn(move || (0..5).all(|it| is_refused(&caller, n + it)))
                })
                .collect();
            assert!(tries.into_iter().all(|it| it.join().expect("they are answered")));
        });
    });
}

#[test]
fn a_password_of_any_length_is_refused() {
    let cloud = Cloud::start([]);

    let answer = cloud.beside_others(|| log_in(&cloud.owner, &"x".repeat(100_000)));

    assert!([400, 401].contains(&answer), "{answer}");
}

fn is_refused(caller: &Caller, n: usize) -> bool {
    // 401 with the wrong password, or 503 if there are too many logins.
    [401, 503].contains(&log_in(caller, &format!("wrong {n}")))
}

fn log_in(caller: &Caller, password: &str) -> u16 {
    let user = json!({"name": "demo", "domain": {"name": "Default"}, "password": password});
    let identity = json!({"methods": ["password"], "password": {"user": user}});
    let body = json!({"auth": {"identity": identity}});
    caller.call("POST", "/identity/v3/auth/tokens", Some(&body)).status
}
