//! Keys and revocations when the clock is right, and when it is wrong.

use std::sync::atomic::Ordering;

use ferronova_identity::RequestedScope;

use crate::support::*;

const YEAR: i64 = 365 * DAY;

fn log_in(cloud: &Cloud) -> String {
    cloud.login("demo", in_project("demo")).unwrap().token
}

/// Number of stored revocations.
fn n_revoked(cloud: &Cloud) -> usize {
    cloud.documents.names().iter().filter(|it| it.starts_with("identity/revoked/")).count()
}

fn n_keys(cloud: &Cloud) -> usize {
    (cloud.documents.get("identity/keys").len() - 1) / 41
}

#[test]
fn a_revoked_token_stays_so_when_the_clock_goes_beyond_its_end_and_back() {
    for ahead in [DAY, 2 * DAY, YEAR] {
        let mut cloud = Cloud::new();
        let revoked = log_in(&cloud);
        cloud.revoke(&revoked).unwrap();

        cloud.set_clock_by(ahead);
        // The token stays revoked after other logins and revocations, in this process and after a
        // restart.
        for _ in 0..2 {
            let other = log_in(&cloud);
            cloud.revoke(&other).unwrap();
            assert!(!cloud.is_valid(&revoked));
            cloud = cloud.restart();
        }
        cloud.set_clock_by(-ahead);

        assert!(!cloud.is_valid(&revoked));
        assert!(!cloud.restart().is_valid(&revoked));
    }
}

#[test]
fn what_was_forgotten_does_not_come_back() {
    let mut cloud = Cloud::new();
    let (revoked, other) = (log_in(&cloud), log_in(&cloud));
    cloud.revoke(&revoked).unwrap();
    for _ in 0..10 {
        cloud.pass_seconds(DAY);
        log_in(&cloud);
        cloud = cloud.restart();
    }
    assert_eq!(n_revoked(&cloud), 0);

    cloud.set_clock_by(-10 * DAY);

    let again = log_in(&cloud);
    assert!(!cloud.is_valid(&revoked));
    assert!(!cloud.is_valid(&other), "its key is gone");
    assert!(cloud.is_valid(&again));
    let cloud = cloud.restart();
    assert!(!cloud.is_valid(&revoked) && !cloud.is_valid(&other));
    assert!(cloud.is_valid(&again));
}

#[test]
fn a_clock_that_was_a_year_ahead_for_a_minute_locks_nobody_out() {
    for restarts in [false, true] {
        let mut cloud = Cloud::new();
        let before = log_in(&cloud);

        cloud.set_clock_by(YEAR);
        let ahead = log_in(&cloud);
        assert!(!cloud.is_valid(&before), "by the clock it has ended");
        if restarts {
            cloud = cloud.restart();
        }
        cloud.pass_seconds(60);
        cloud.set_clock_by(-YEAR);
        if restarts {
            cloud = cloud.restart();
        }

        assert!(cloud.is_valid(&before));
        let after = log_in(&cloud);
        assert!(cloud.is_valid(&after));
        assert!(cloud.is_valid(&ahead), "it was issued, and was not revoked");
        assert_eq!(n_keys(&cloud), 2, "the day that came back has its key");
        cloud.revoke(&ahead).unwrap();
        assert!(!cloud.is_valid(&ahead));
    }
}

#[test]
fn a_clock_that_jumps_every_minute_locks_nobody_out_and_makes_no_more_keys() {
    let mut cloud = Cloud::new();
    let before = log_in(&cloud);
    for _ in 0..20 {
        cloud.set_clock_by(YEAR);
        log_in(&cloud);
        cloud = cloud.restart();
        cloud.set_clock_by(-YEAR);
        log_in(&cloud);
    }

    assert!(cloud.is_valid(&before));
    assert_eq!(n_keys(&cloud), 2);
}

#[test]
fn a_clock_that_was_at_1970_until_it_was_set_does_no_harm() {
    let cloud = Cloud::new();
    let before = log_in(&cloud);

    cloud.set_clock_by(-START);
    let cloud = cloud.restart();
    let early = log_in(&cloud);
    assert!(cloud.is_valid(&early));
    assert!(cloud.is_valid(&before));
    cloud.set_clock_by(START);

    assert!(cloud.is_valid(&before));
    assert!(!cloud.is_valid(&early), "it has ended");
}

#[test]
fn keys_and_revocations_are_bounded_by_the_last_days() {
    let mut cloud = Cloud::new();
    let mut most = 0;
    for day in 0..30 {
        for _ in 0..5 {
            let token = log_in(&cloud);
            cloud.revoke(&token).unwrap();
        }
        most = most.max(n_revoked(&cloud));
        cloud.pass_seconds(DAY);
        if day % 3 == 0 {
            cloud = cloud.restart();
        }
    }

    assert_eq!(most, 4 * 5);
    assert_eq!(n_keys(&cloud), 4);
}

#[test]
fn a_token_is_valid_to_its_end_when_the_day_has_changed() {
    let cloud = Cloud::new();
    cloud.pass_seconds(DAY - START % DAY - 1);
    let last_of_day = log_in(&cloud);
    cloud.pass_seconds(1);
    let first_of_day = log_in(&cloud);
    assert_eq!(n_keys(&cloud), 2);

    cloud.pass_seconds(DAY - 2);
    let cloud = cloud.restart();
    assert!(cloud.is_valid(&last_of_day) && cloud.is_valid(&first_of_day));
    cloud.pass_seconds(1);
    assert!(!cloud.is_valid(&last_of_day) && cloud.is_valid(&first_of_day));
}

#[test]
fn logins_go_on_while_a_new_key_cannot_be_stored() {
    let cloud = Cloud::new();
    let yesterday = log_in(&cloud);
    cloud.pass_seconds(DAY / 2);
    cloud.documents.fails.store(true, Ordering::Relaxed);
    cloud.pass_seconds(DAY / 2 - 1);

    let today = log_in(&cloud);

    assert!(cloud.is_valid(&today) && cloud.is_valid(&yesterday));
    let n_writes = cloud.documents.n_writes.load(Ordering::Relaxed);
    cloud.documents.fails.store(false, Ordering::Relaxed);
    log_in(&cloud);
    assert_eq!(cloud.documents.n_writes.load(Ordering::Relaxed), n_writes, "not at every login");
    cloud.pass_seconds(60);
    log_in(&cloud);
    assert_eq!(cloud.documents.n_writes.load(Ordering::Relaxed), n_writes + 1);
    assert!(cloud.restart().is_valid(&today));
}

#[test]
fn tokens_of_a_key_that_was_never_stored_end_with_the_process() {
    let cloud = Cloud::new();
    cloud.documents.fails.store(true, Ordering::Relaxed);
    let token = cloud.login("demo", RequestedScope::Unscoped).unwrap().token;
    assert!(cloud.is_valid(&token));
    cloud.documents.fails.store(false, Ordering::Relaxed);

    let cloud = cloud.restart();

    assert!(!cloud.is_valid(&token));
}
