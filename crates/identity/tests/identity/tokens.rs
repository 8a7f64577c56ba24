//! Tokens: what makes them valid, and what ends them.

use std::{sync::atomic::Ordering, time::Duration};

use ferronova_compute::{Identity, IdentityError, Timestamp};
use ferronova_identity::{
    AuthError, Directory, EmbeddedIdentity, IssuedToken, Project, RequestedScope, Settings,
};

use crate::support::*;

fn admin_token(cloud: &Cloud) -> IssuedToken {
    cloud.login("admin", in_project("admin")).unwrap()
}

#[test]
fn a_token_stands_for_its_user_in_its_project_with_all_implied_roles() {
    let cloud = Cloud::new();
    let issued = admin_token(&cloud);

    let validated = cloud.validate(&issued.token).unwrap();

    assert_eq!(validated.expires_at, issued.token_data.expires_at);
    let caller = caller_of(validated);
    assert_eq!(caller.user_id, ADMIN);
    assert_eq!(caller.project_id, ADMIN);
    assert_eq!(caller.roles, ["admin", "manager", "member", "reader"]);
    assert!(!caller.is_admin);
}

#[test]
fn a_token_has_the_granted_role_and_those_it_implies_and_no_other() {
    for (granted, roles) in [
        ("manager", &["manager", "member", "reader"][..]),
        ("member", &["member", "reader"]),
        ("reader", &["reader"]),
        ("service", &["service"]),
    ] {
        let mut directory = directory();
        directory.roles.retain(|it| it.name != granted);
        directory.roles.push(role(granted));
        directory.assignments.retain(|it| it.user_id != "demo-user");
        directory.assignments.push(assignment("demo-user", DEMO, granted));
        let cloud = Cloud::with(&directory);

        let issued = cloud.login("demo", in_project("demo")).unwrap();

        assert_eq!(caller_of(cloud.validate(&issued.token).unwrap()).roles, roles, "{granted}");
    }
}

#[test]
fn a_role_is_there_once_however_it_was_got() {
    let mut directory = directory();
    directory.assignments.insert(0, assignment("demo-user", DEMO, "reader"));
    let cloud = Cloud::with(&directory);

    let issued = cloud.login("demo", in_project("demo")).unwrap();

    assert_eq!(caller_of(cloud.validate(&issued.token).unwrap()).roles, ["reader", "member"]);
}

#[test]
fn inspection_says_what_the_login_said() {
    let cloud = Cloud::new();
    let issued = admin_token(&cloud);
    let rescoped = cloud.login_by_token(&issued.token, in_project("demo")).unwrap();

    assert_eq!(cloud.identity.inspect(&issued.token).unwrap(), issued.token_data);
    assert_eq!(cloud.identity.inspect(&rescoped.token).unwrap(), rescoped.token_data);
}

#[test]
fn a_token_needs_no_quoting_anywhere() {
    let issued = admin_token(&Cloud::new());

    assert!(issued.token.len() <= 255);
    assert!(issued.token.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it)));
}

#[test]
fn a_token_ends_in_the_second_it_says() {
    let cloud = Cloud::new();
    let issued = admin_token(&cloud);

    cloud.pass_seconds(DAY - 1);
    assert!(cloud.is_valid(&issued.token));

    cloud.pass_seconds(1);
    assert!(!cloud.is_valid(&issued.token));
    assert!(matches!(cloud.revoke(&issued.token), Err(AuthError::InvalidToken)));
}

#[test]
fn the_lifetime_is_a_setting_of_at_least_a_second() {
    let cloud = Cloud::new();
    for (lifetime, seconds) in [(Duration::from_secs(90), 90), (Duration::ZERO, 1)] {
        let settings = Settings { token_lifetime: lifetime };
        let (documents, clock) = (cloud.documents.clone(), cloud.clock.clone());
        let identity = run(EmbeddedIdentity::open(documents, clock, settings)).unwrap();
        let identity = identity.into();

        let cloud =
            Cloud { identity, documents: cloud.documents.clone(), clock: cloud.clock.clone() };

        let ends = admin_token(&cloud).token_data.expires_at;
        assert_eq!(ends, Timestamp::from_seconds(START + seconds));
    }
}

#[test]
fn an_endless_lifetime_ends_with_the_year_9999() {
    let cloud = Cloud::new();
    let settings = Settings { token_lifetime: Duration::MAX };
    let (documents, clock) = (cloud.documents.clone(), cloud.clock.clone());
    let identity = run(EmbeddedIdentity::open(documents, clock, settings)).unwrap();
    let cloud = Cloud { identity: identity.into(), ..cloud };

    let issued = admin_token(&cloud);

    assert_eq!(issued.token_data.expires_at.to_string(), "9999-12-31T23:59:59Z");
    assert_eq!(cloud.identity.inspect(&issued.token).unwrap(), issued.token_data);
}

#[test]
fn a_token_of_another_cloud_is_not_valid() {
    let issued = admin_token(&Cloud::new());

    let error = Cloud::new().validate(&issued.token).unwrap_err();

    assert!(matches!(error, IdentityError::InvalidToken));
}

#[test]
fn what_is_no_token_is_not_valid() {
    let cloud = Cloud::new();

    for text in ["", " ", "notused", "é", &"A".repeat(255), &"A".repeat(100_000)] {
        assert!(!cloud.is_valid(text));
    }
}

#[test]
fn a_token_survives_a_restart() {
    let cloud = Cloud::new();
    let issued = admin_token(&cloud);

    let cloud = cloud.restart();

    assert_eq!(cloud.identity.inspect(&issued.token).unwrap(), issued.token_data);
}

#[test]
fn a_token_is_worth_what_the_directory_says_now() {
    let without = |name: &str| {
        let mut directory = directory();
        directory.assignments.retain(|it| it.role != name);
        directory
    };
    let closed = || -> Directory {
        let mut directory = directory();
        directory.projects[0] = Project { enabled: false, ..project(ADMIN, "admin") };
        directory
    };
    let without_user = || {
        let mut directory = directory();
        directory.users[0] = disabled(user(ADMIN, "admin"));
        directory
    };
    for changed in [without("admin"), closed(), without_user()] {
        let cloud = Cloud::new();
        let issued = admin_token(&cloud);

        let cloud = cloud.restart_with(&changed);

        assert!(!cloud.is_valid(&issued.token));
    }
    let cloud = Cloud::new();
    let issued = admin_token(&cloud);
    let mut changed = without("admin");
    changed.assignments.push(assignment(ADMIN, ADMIN, "reader"));
    let cloud = cloud.restart_with(&changed);
    assert_eq!(caller_of(cloud.validate(&issued.token).unwrap()).roles, ["reader"]);
}

#[test]
fn an_unscoped_token_is_worth_nothing_once_its_user_is_disabled() {
    let cloud = Cloud::new();
    let issued = cloud.login("demo", RequestedScope::Unscoped).unwrap();
    let mut changed = directory();
    changed.users[1].enabled = false;

    let cloud = cloud.restart_with(&changed);

    assert!(!cloud.is_valid(&issued.token));
}

#[test]
fn a_revoked_token_is_never_valid_again() {
    let cloud = Cloud::new();
    let (revoked, other) = (admin_token(&cloud), admin_token(&cloud));

    cloud.revoke(&revoked.token).unwrap();

    assert!(!cloud.is_valid(&revoked.token));
    assert!(cloud.is_valid(&other.token));
    let cloud = cloud.restart();
    assert!(!cloud.is_valid(&revoked.token));
    assert!(cloud.is_valid(&other.token));
}

#[test]
fn revoking_twice_says_that_the_token_is_not_valid() {
    let cloud = Cloud::new();
    let issued = admin_token(&cloud);
    cloud.revoke(&issued.token).unwrap();

    let again = cloud.revoke(&issued.token);

    assert!(matches!(again, Err(AuthError::InvalidToken)));
    assert!(matches!(cloud.revoke("nonsense"), Err(AuthError::InvalidToken)));
}

#[test]
fn tokens_got_by_a_revoked_token_stay_valid() {
    let cloud = Cloud::new();
    let parent = admin_token(&cloud);
    let child = cloud.login_by_token(&parent.token, in_project("demo")).unwrap();

    cloud.revoke(&parent.token).unwrap();

    assert!(cloud.is_valid(&child.token));
}

#[test]
fn every_revocation_makes_a_new_generation() {
    let cloud = Cloud::new();
    let issued = admin_token(&cloud);
    let before = cloud.identity.generation();
    admin_token(&cloud);
    assert_eq!(cloud.identity.generation(), before);

    cloud.revoke(&issued.token).unwrap();

    assert!(cloud.identity.generation() > before);
}

#[test]
fn a_revocation_that_is_not_written_is_none() {
    let cloud = Cloud::new();
    let issued = admin_token(&cloud);
    cloud.documents.fails.store(true, Ordering::Relaxed);

    let failed = cloud.revoke(&issued.token);

    assert!(matches!(failed, Err(AuthError::Failed(_))));
    assert!(cloud.is_valid(&issued.token));
    cloud.documents.fails.store(false, Ordering::Relaxed);
    cloud.revoke(&issued.token).unwrap();
    assert!(!cloud.restart().is_valid(&issued.token));
}
