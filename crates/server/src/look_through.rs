//! Verifies a large database while the server already runs, and logs damage. Verifying it at the
//! start would take too long.

use std::{sync::Arc, thread, time::Instant};

use ferronova_compute::{Servers as _, error_chain};
use ferronova_store_redb::{Finding, RedbStore};

/// Maximum number of findings that are logged one by one; further findings are only counted.
const MAX_LOGGED_FINDINGS: u64 = 100;

/// Starts to verify the database on a thread of its own, unless it was verified when it was opened.
/// The thread ends with the process.
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
        if n_findings <= MAX_LOGGED_FINDINGS {
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
        // The database was closed meanwhile.
        Err(error) if store.health().is_err() => {
            log::debug!("stopped looking through the database: {}", error_chain(&error));
        }
        Err(error) => log::error!("can't look through the database: {}", error_chain(&error)),
    }
}
