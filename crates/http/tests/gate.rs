//! How long and how many callers the gate caches.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::{
    collections::BTreeMap,
    pin::pin,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, Waker},
    time::Duration,
};

use ferronova_compute::{
    Caller, Identity, IdentityError, Policy, PortFuture, Subject, Target, Timestamp, Validated,
    testing::ManualClock,
};
use ferronova_http::{Gate, Session};

/// How long a caller is cached.
const MINUTE: Duration = Duration::from_mins(1);

/// Maximum number of cached callers.
const REMEMBERED: usize = 10_000;

/// An identity service that accepts every token and counts its validations.
struct Recorder {
    expires_at: Timestamp,
    generation: AtomicU64,
    asked: Mutex<BTreeMap<String, usize>>,
}

impl Identity for Recorder {
    fn validate<'a>(&'a self, token: &'a str) -> PortFuture<'a, Result<Validated, IdentityError>> {
        *self.asked.lock().unwrap().entry(token.to_owned()).or_default() += 1;
        let subject = Subject::Unscoped { user_id: token.to_owned() };
        Box::pin(async move { Ok(Validated { subject, expires_at: self.expires_at }) })
    }

    fn generation(&self) -> u64 {
        self.generation.load(Ordering::Relaxed)
    }
}

/// A policy that allows nothing.
struct Nothing;

impl Policy for Nothing {
    fn is_changed(&self, _: &str) -> bool {
        false
    }

    fn allows(&self, _: &str, _: &Caller, _: Target<'_>) -> bool {
        false
    }

    fn generation(&self) -> u64 {
        0
    }
}

struct Fixture {
    gate: Gate,
    identity: Arc<Recorder>,
    clock: Arc<ManualClock>,
}

impl Fixture {
    /// Returns a gate whose tokens are valid for `life`.
    fn of_tokens_for(life: Duration) -> Self {
        let clock = Arc::new(ManualClock::showing(1_000_000_500_000));
        let identity = Arc::new(Recorder {
            expires_at: Timestamp::from_micros(1_000_000_500_000) + life,
            generation: AtomicU64::new(0),
            asked: Mutex::default(),
        });
        let gate = Gate::new(identity.clone(), Arc::new(Nothing), clock.clone());
        Self { gate, identity, clock }
    }

    fn admit(&self, token: &str) -> Arc<Session> {
        let admitted = pin!(self.gate.admit(token));
        let Poll::Ready(session) = admitted.poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("the gate waits");
        };
        session.ok().unwrap()
    }

    /// Admits a token, and returns how many validations the identity service has counted so far.
    fn asked_for(&self, token: &str) -> usize {
        assert_eq!(self.admit(token).subject.user_id(), token);
        self.identity.asked.lock().unwrap()[token]
    }
}

#[test]
fn a_remembered_caller_is_asked_for_again_after_a_minute() {
    let it = Fixture::of_tokens_for(MINUTE * 60);
    assert_eq!(it.asked_for("token"), 1);

    it.clock.pass(Duration::from_micros(59_999_999));
    assert_eq!(it.asked_for("token"), 1);

    it.clock.pass(Duration::from_micros(1));
    assert_eq!(it.asked_for("token"), 2);
    assert_eq!(it.asked_for("token"), 2);
}

#[test]
fn a_caller_is_not_remembered_longer_than_the_token_lives() {
    let it = Fixture::of_tokens_for(MINUTE / 2);
    assert_eq!(it.asked_for("token"), 1);

    it.clock.pass(MINUTE / 2);

    assert_eq!(it.asked_for("token"), 2);
}

#[test]
fn a_clock_that_is_set_back_makes_no_caller_remembered_longer() {
    let it = Fixture::of_tokens_for(MINUTE * 60);
    assert_eq!(it.asked_for("token"), 1);

    it.clock.set_by(-1);

    assert_eq!(it.asked_for("token"), 2);
}

#[test]
fn a_new_generation_of_identities_forgets_callers_at_once() {
    let it = Fixture::of_tokens_for(MINUTE * 60);
    assert_eq!(it.asked_for("token"), 1);

    it.identity.generation.fetch_add(1, Ordering::Relaxed);

    assert_eq!(it.asked_for("token"), 2);
}

#[test]
fn one_caller_more_than_are_remembered_makes_the_gate_forget_one() {
    let it = Fixture::of_tokens_for(MINUTE * 60);
    let admit = |number: usize| Arc::downgrade(&it.admit(&format!("token-{number}")));
    let sessions: Vec<Weak<Session>> = (0..REMEMBERED).map(admit).collect();
    let n_forgotten = || sessions.iter().filter(|it| it.strong_count() == 0).count();
    assert_eq!(n_forgotten(), 0);

    it.admit("one more");

    assert_eq!(n_forgotten(), 1);
}
