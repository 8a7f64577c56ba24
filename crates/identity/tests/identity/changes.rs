//! Changes of users and of their roles.

use std::sync::atomic::Ordering;

use ferronova_compute::Identity;
use ferronova_identity::{
    AssignmentRef, AuthError, ChangeError, ChangeOutcome, IssuedToken, NewUser, RequestedScope,
};

use crate::support::*;

fn log_in(cloud: &Cloud) -> String {
    cloud.login("demo", in_project("demo")).unwrap().token
}

fn assert_wrong(login: &Result<IssuedToken, AuthError>) {
    assert!(matches!(login, Err(AuthError::WrongCredentials)));
}

#[test]
fn a_new_password_holds_at_once_and_ends_the_tokens_of_its_user_alone() {
    let cloud = Cloud::new();
    let (token, other) = (log_in(&cloud), cloud.login("admin", in_project("admin")).unwrap().token);
    let child = cloud.login_by_token(&token, in_project("demo")).unwrap().token;
    let generation = cloud.identity.generation();

    run(cloud.identity.set_password("demo", "changed")).unwrap();

    assert!(cloud.identity.generation() > generation);
    let check = |cloud: &Cloud| {
        assert!(!cloud.is_valid(&token) && !cloud.is_valid(&child) && cloud.is_valid(&other));
        assert_wrong(&cloud.login("demo", RequestedScope::Unscoped));
        let new = cloud.login_with(by_name("demo"), "changed", in_project("demo")).unwrap().token;
        assert!(cloud.is_valid(&new));
        assert_eq!(new.len(), token.len(), "tokens do not get longer");
    };
    check(&cloud);
    check(&cloud.restart());
}

#[test]
fn the_same_password_again_ends_tokens_too() {
    let cloud = Cloud::new();
    let token = log_in(&cloud);

    let outcome = run(cloud.identity.set_password("demo-user", "secret")).unwrap();

    assert_eq!(outcome, ChangeOutcome::Changed);
    assert!(!cloud.is_valid(&token));
    log_in(&cloud);
}

#[test]
fn a_disabled_user_is_out_at_once_and_its_tokens_stay_ended_when_it_is_enabled() {
    let cloud = Cloud::new();
    let token = log_in(&cloud);

    run(cloud.identity.set_enabled("demo", false)).unwrap();

    assert!(!cloud.is_valid(&token));
    assert_wrong(&cloud.login("demo", RequestedScope::Unscoped));
    let cloud = cloud.restart();
    assert_wrong(&cloud.login("demo", RequestedScope::Unscoped));
    assert_eq!(run(cloud.identity.set_enabled("demo", false)).unwrap(), ChangeOutcome::Unchanged);
    assert_eq!(run(cloud.identity.set_enabled("demo", true)).unwrap(), ChangeOutcome::Changed);
    assert_eq!(run(cloud.identity.set_enabled("demo", true)).unwrap(), ChangeOutcome::Unchanged);
    assert!(!cloud.is_valid(&token));
    assert!(cloud.is_valid(&log_in(&cloud)));
}

#[test]
fn roles_are_given_and_taken_at_once() {
    let cloud = Cloud::new();
    let token = log_in(&cloud);
    let roles = |cloud: &Cloud| cloud.validate(&token).map(|it| caller_of(it).roles);
    let of = |role| AssignmentRef { user: "demo", role, project: DEMO };

    assert_eq!(run(cloud.identity.grant(of("admin"))).unwrap(), ChangeOutcome::Changed);
    assert_eq!(run(cloud.identity.grant(of("admin"))).unwrap(), ChangeOutcome::Unchanged);
    assert_eq!(roles(&cloud).unwrap(), ["member", "reader", "admin", "manager"]);

    let cloud = cloud.restart();
    let generation = cloud.identity.generation();
    assert_eq!(run(cloud.identity.take_role(of("admin"))).unwrap(), ChangeOutcome::Changed);
    assert!(cloud.identity.generation() > generation);
    assert_eq!(roles(&cloud).unwrap(), ["member", "reader"]);

    run(cloud.identity.take_role(of("member"))).unwrap();
    assert!(!cloud.is_valid(&token), "it has no role there any more");
    assert!(!cloud.restart().is_valid(&token));
}

#[test]
fn a_new_user_can_log_in_with_the_role_it_was_given() {
    let cloud = Cloud::new();
    let new = NewUser { name: "eve", password: "p", role: Some(("member", "demo")) };

    run(cloud.identity.add_user(new)).unwrap();
    run(cloud.identity.add_user(NewUser { name: "guest", password: "g", role: None })).unwrap();

    let cloud = cloud.restart();
    let issued = cloud.login_with(by_name("eve"), "p", RequestedScope::Default).unwrap();
    let caller = caller_of(cloud.validate(&issued.token).unwrap());
    assert_eq!((&*caller.project_id, &*caller.roles.concat()), (DEMO, "memberreader"));
    assert_eq!(caller.user_id.len(), 32);
    cloud.login_with(by_name("guest"), "g", RequestedScope::Unscoped).unwrap();
}

#[test]
fn what_is_wrong_is_said_and_changes_nothing() {
    let cloud = Cloud::new();
    let token = log_in(&cloud);
    let before = cloud.documents.get("identity/directory");
    let identity = &cloud.identity;
    let long = "x".repeat(1025);
    let add = |name, password, role| run(identity.add_user(NewUser { name, password, role }));
    let role = |user, role, project| AssignmentRef { user, role, project };

    let refused = [
        (run(identity.set_password("dmo", "p")), "there is no user `dmo`"),
        (run(identity.set_password("demo", "")), "the password is empty"),
        (
            run(identity.set_password("demo", &long)),
            "the password has 1025 bytes; at most 1024 are accepted",
        ),
        (run(identity.set_enabled("", false)), "there is no user ``"),
        (add("demo", "p", None), "there is a user `demo` already"),
        (add("eve", "", None), "the password is empty"),
        (add("eve", "p", Some(("membr", "demo"))), "there is no role `membr`"),
        (add("eve", "p", Some(("member", "dem"))), "there is no project `dem`"),
        (add("e\nve", "p", None), "that can't be stored"),
        (run(identity.grant(role("no", "member", "demo"))), "there is no user `no`"),
        (run(identity.grant(role("demo", "no", "demo"))), "there is no role `no`"),
        (run(identity.take_role(role("demo", "member", "no"))), "there is no project `no`"),
        (
            run(identity.take_role(role("demo", "reader", "demo"))),
            "user `demo` was not given the role `reader` in the project `demo`",
        ),
    ];
    for (refused, text) in refused {
        assert_eq!(refused.unwrap_err().to_string(), text);
    }

    assert_eq!(cloud.documents.get("identity/directory"), before);
    assert!(cloud.is_valid(&token));
}

#[test]
fn a_change_that_is_not_written_is_none() {
    let cloud = Cloud::new();
    let token = log_in(&cloud);
    cloud.documents.fails.store(true, Ordering::Relaxed);

    let failed = [
        run(cloud.identity.set_password("demo", "changed")).err(),
        run(cloud.identity.set_enabled("demo", false)).err(),
        run(cloud.identity.rotate_keys()).err(),
    ];

    for failed in failed {
        assert!(matches!(failed, Some(ChangeError::Failed(_))), "{failed:?}");
    }
    assert!(cloud.is_valid(&token));
    log_in(&cloud);
}

#[test]
fn a_change_is_made_whole_even_if_nobody_waits_for_it() {
    let cloud = Cloud::new();
    let token = log_in(&cloud);

    run(async {
        let mut change = Box::pin(cloud.identity.set_enabled("demo", false));
        // Polls the change once, so that it starts, and then drops it.
        let poll = std::future::poll_fn(|context| {
            std::task::Poll::Ready(change.as_mut().poll(context).is_pending())
        });
        assert!(poll.await);
        drop(change);
        while cloud.documents.n_writes.load(Ordering::Relaxed) < 3 {
            tokio::task::yield_now().await;
        }
        tokio::task::yield_now().await;
    });

    assert!(!cloud.is_valid(&token));
    assert!(!cloud.restart().is_valid(&token));
}

#[test]
fn rotation_ends_every_token_at_once_and_for_good() {
    let cloud = Cloud::new();
    let (token, revoked) = (log_in(&cloud), log_in(&cloud));
    cloud.revoke(&revoked).unwrap();
    let generation = cloud.identity.generation();

    run(cloud.identity.rotate_keys()).unwrap();

    assert!(cloud.identity.generation() > generation);
    assert!(!cloud.is_valid(&token) && !cloud.is_valid(&revoked));
    assert_eq!(cloud.documents.names(), ["identity/directory", "identity/keys"]);
    let new = log_in(&cloud);
    let cloud = cloud.restart();
    assert!(!cloud.is_valid(&token) && cloud.is_valid(&new));
}
