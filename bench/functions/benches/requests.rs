//! The steps of every request: its token, its query, the policy.

#![expect(clippy::unwrap_used, reason = "a benchmark that can't go on has failed")]

use std::{hint::black_box, sync::Arc};

use criterion::{Criterion, criterion_group, criterion_main};
use ferronova_compute::{Clock, Documents, Identity, Policy, SystemClock, Target};
use ferronova_http::QueryString;
use ferronova_identity::{EmbeddedIdentity, LoginMethod, RequestedScope, Settings, UserRef};
use ferronova_policy::PolicyRules;
use ferronova_server::Seed;
use ferronova_store_conformance::wait;
use ferronova_store_redb::RedbStore;

/// The user `demo` of the built-in seed.
const DEMO: &str = "de000000000000000000000000000002";

fn identity() -> (EmbeddedIdentity, String) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let seed = Seed::built_in(clock.now()).unwrap();
    let documents = Arc::new(RedbStore::in_memory().unwrap()) as Arc<dyn Documents>;
    runtime.block_on(async {
        EmbeddedIdentity::install(&*documents, &seed.directory).await.unwrap();
        let identity = EmbeddedIdentity::open(documents, clock, Settings::default()).await.unwrap();
        let method = LoginMethod::Password { user: UserRef::Id(DEMO), password: "secret" };
        let issued = identity.authenticate(method, RequestedScope::Default).await.unwrap();
        (identity, issued.token)
    })
}

fn tokens(criterion: &mut Criterion) {
    let (identity, token) = identity();
    criterion.bench_function("validate a token", |bencher| {
        bencher.iter(|| wait(identity.validate(black_box(&token))).unwrap());
    });
}

fn policy(criterion: &mut Criterion) {
    let (identity, token) = identity();
    let subject = wait(identity.validate(&token)).unwrap().subject;
    let caller = subject.caller().unwrap();
    let rules = PolicyRules::defaults();
    criterion.bench_function("ask the policy who may unlock", |bencher| {
        bencher.iter(|| {
            let target = Target::own(caller);
            rules.allows(black_box("compute_extension:admin_actions:unlock"), caller, target)
        });
    });
}

fn queries(criterion: &mut Criterion) {
    let text = "locked=true&status=ACTIVE&status=ERROR&name=web%2D1&limit=50&all_tenants=1";
    criterion.bench_function("parse a query", |bencher| {
        bencher.iter(|| QueryString::parse(black_box(text)).by_name().len());
    });
}

criterion_group!(benches, tokens, policy, queries);
criterion_main!(benches);
