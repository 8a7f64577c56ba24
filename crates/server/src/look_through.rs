//! A database that is too large to be read as a whole before it serves is looked through while it
//! does, so that no damage in it stays unsaid.

use std::{sync::Arc, thread, time::Instant};

use ferronova_compute::{Servers as _, error_chain};
use ferronova_store_redb::{Finding, RedbStore};

/// So many findings are named; what is told of more is their number.
const NAMED: u64 = 100;

/// Begins to look through the database on a thread of its own, if it was not verified when it was
/// opened. The end of the process ends it too.
pub(crate) fn begin(store: &Arc<RedbStore>) {
    if store.is_verified() {
        return;
    }
    let store = Arc::clone(store);
    let begun = thread::Builder::new().name("look-through".to_owned()).spawn(move || look(&store));
    if let Err(error) = begun {
        log::warn!("can't look through the database, `ferronova check` can: {error}");
    }
}

fn look(store: &RedbStore) {
    let began = Instant::now();
    let mut n_findings = 0;
    let looked = store.look_through(&mut |finding: Finding| {
        n_findings += 1;
        if n_findings <= NAMED {
            log::error!("the database is damaged: {finding}");
        }
    });
    let seconds = began.elapsed().as_secs_f64();
    match looked {
        Ok(0) => log::info!("looked through the database in {seconds:.1} s, it is sound"),
        Ok(findings) => log::error!(
            "looked through the database in {seconds:.1} s, with {findings} findings: restore a \
             backup, or see with `ferronova check` what is concerned"
        ),
        // It was closed.
        Err(error) if store.health().is_err() => {
            log::debug!("stopped looking through the database: {}", error_chain(&error));
        }
        Err(error) => log::error!("can't look through the database: {}", error_chain(&error)),
    }
}
