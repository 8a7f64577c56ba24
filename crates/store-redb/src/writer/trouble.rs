//! What the writer does after a failure: it never writes on, it begins anew.
//!
//! After an error nobody knows what the disk holds of what came after the last sync. So the engine
//! is opened again on the state of that sync, which is known, with all that it would write held
//! back: readers read on, whether or not anything can be written. What had failed is not there
//! then, and does not come back.
//!
//! Whether the disk works again shows by itself: for a while requests are refused without asking
//! it, then the next one is tried. If none comes, something as large is written for a proof.

use std::{
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use super::{Job, Writer, published};
use crate::{
    database::read_current,
    engine::Engine,
    failure::{Failure, panic_text},
    tables::{META, META_PROOF},
    write::LastGiven,
};

/// How long a disk that failed is left alone; longer each time, up to [`LONGEST_PAUSE`].
pub(super) const FIRST_PAUSE: Duration = Duration::from_secs(1);

const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// So much is written to prove that there is room again, in bytes: more than a request needs.
const PROOF: usize = 1 << 20;

/// The writer's knowledge of a failure that is not over.
pub(super) struct Trouble {
    reason: String,
    tries_at: Instant,
    pause: Duration,
    /// Whether requests are refused until then.
    refuses: bool,
    /// Whether the engine was opened again since.
    is_reopened: bool,
}

impl Writer {
    /// The next request; a timeout if it is time to try whether writing works again.
    pub(super) fn next(&self, jobs: &Receiver<Job>) -> Result<Job, RecvTimeoutError> {
        match &self.trouble {
            None => jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(trouble) => {
                jobs.recv_timeout(trouble.tries_at.saturating_duration_since(Instant::now()))
            }
        }
    }

    /// Whether it is too early to try again.
    pub(super) fn refuses(&self) -> bool {
        self.trouble.as_ref().is_some_and(|it| it.refuses && Instant::now() < it.tries_at)
    }

    /// Sees to it that the engine can be written to.
    pub(super) fn make_ready(&mut self) -> Result<(), Failure> {
        if self.trouble.as_ref().is_some_and(|it| !it.is_reopened) {
            self.reopen()?;
        }
        self.engine.check()?;
        self.end_replaced();
        self.engine.release()
    }

    /// Ends the engine before, whose pages may be written over from now on.
    pub(super) fn end_replaced(&mut self) {
        if let Some(replaced) = self.replaced.take() {
            replaced.end();
        }
    }

    /// Begins anew if the disk failed a reader.
    pub(super) fn check(&mut self) {
        let Some(trouble) = &self.trouble else {
            self.guarded(|it| it.engine.check());
            return;
        };
        // Readers need another engine at once, whenever the writer tries again.
        if trouble.is_reopened && self.engine.check().is_err() {
            let is_reopened = self.try_to_reopen();
            if let Some(trouble) = &mut self.trouble {
                trouble.is_reopened = is_reopened;
            }
        }
    }

    /// Tries whether writing works when nobody asks for it.
    pub(super) fn try_again(&mut self) {
        self.guarded(|it| {
            it.make_ready()?;
            it.prove(Some(&vec![0; PROOF]))?;
            it.prove(None)
        });
    }

    /// Writes a proof that there is room, or takes it away again.
    fn prove(&mut self, proof: Option<&[u8]>) -> Result<(), Failure> {
        let transaction = self.engine.begin()?;
        let mut meta = transaction.open_table(META)?;
        match proof {
            Some(proof) => drop(meta.insert(META_PROOF, proof)?),
            None => drop(meta.remove(META_PROOF)?),
        }
        drop(meta);
        let current = self.current.clone();
        self.store(transaction, current, 0)
    }

    /// Notes that something was stored.
    pub(super) fn succeed(&mut self) {
        if self.trouble.take().is_some() {
            self.shared.succeed();
            log::warn!("writing to the store works again");
        }
    }

    /// Goes back to what is known to be stored.
    pub(super) fn recover(&mut self, failure: &Failure) {
        // What the engine says then is what follows from a failure of the disk.
        let of_disk = self.engine.check().err();
        let failure = of_disk.as_ref().unwrap_or(failure);
        let (reason, refuses) = (failure.to_string(), failure.is_of_writing());
        let last = self.trouble.take();
        if last.as_ref().is_none_or(|it| it.reason != reason) {
            log::error!("the store failed, and goes back to what it has acknowledged: {reason}");
        }
        self.shared.fail(reason.clone());
        let is_reopened = self.try_to_reopen();
        let pause = last.map_or(self.first_pause, |it| LONGEST_PAUSE.min(it.pause * 2));
        let tries_at = Instant::now() + pause;
        self.trouble = Some(Trouble { reason, tries_at, pause, refuses, is_reopened });
    }

    /// Opens the engine again, and says whether that was possible.
    fn try_to_reopen(&mut self) -> bool {
        let reopened = catch_unwind(AssertUnwindSafe(|| self.reopen()))
            .unwrap_or_else(|panic| Err(Failure::Panicked(panic_text(&*panic))));
        if let Err(failure) = &reopened {
            log::error!("the database can't be opened again yet: {failure}");
        }
        reopened.is_ok()
    }

    /// Puts what is known to be stored back on the disk, so that nothing else is found there by
    /// the next start. If the disk does not take it now, that start has to tell by itself.
    pub(super) fn leave_in_order(&mut self) {
        if self.trouble.as_ref().is_some_and(|it| it.is_reopened) {
            drop(catch_unwind(AssertUnwindSafe(|| self.engine.release())));
        }
    }

    /// Opens the engine on what the last sync left, for readers at once and for the writer when
    /// the disk lets it.
    fn reopen(&mut self) -> Result<(), Failure> {
        let engine = Engine::open_again(self.disk.0.clone())?;
        let mut current = read_current(engine.database())?;
        // What was decided on a state that may never have been stored is decided again.
        current.generation = self.current.generation + 1;
        current.group_uses = self.current.group_uses + 1;
        self.shared.publish(published(&engine, &current)?);
        self.end_replaced();
        self.replaced = Some(mem::replace(&mut self.engine, engine));
        self.current = current;
        self.last_given = LastGiven::default();
        Ok(())
    }
}
