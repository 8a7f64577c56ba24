//! What the writer does after a failure: it opens the engine again before it writes.
//!
//! After an error nobody knows what the disk holds of what came after the last sync. So the engine
//! is opened again on the state of that sync, which is known, with all that it would write held
//! back: readers read on, whether or not anything can be written. What had failed is not there
//! then, and does not come back.
//!
//! Whether the disk works again shows by itself: for a while requests are refused without asking
//! it, then the next one is tried. If none arrives, [`PROOF`] bytes are written and removed.
//!
//! A large write may fail because there is no room for it alone. Then a small proof is written at
//! once, for which there is the reserve, and only writes as large are refused for a while.

use std::{
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use ferronova_compute::LogThrottle;

use super::{
    Job, Writer, published,
    trouble::{LONGEST_PAUSE, TooLarge, Trouble},
};
use crate::{
    database::read_current,
    engine::Engine,
    failure::{Failure, panic_text},
    room::SMALL,
    tables::{META, META_PROOF},
    write::LastGiven,
};

/// Bytes written to prove that there is room again: more than a request needs.
const PROOF: usize = 1 << 20;

/// Bytes written to prove that there is room for small writes.
const SMALL_PROOF: usize = 48 << 10;

/// How often it is looked whether the file is still where it was, while nothing is written.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What was said of failures: they may come and go with every request.
static FAILURES: LogThrottle = LogThrottle::new();

impl Writer {
    /// The next request; a timeout if it is time to look after the disk.
    pub(super) fn next(&mut self, jobs: &Receiver<Job>) -> Result<Job, RecvTimeoutError> {
        if let Some(request) = self.postponed.take() {
            return Ok(Job::Write(request));
        }
        match &self.trouble {
            Some(trouble) => {
                jobs.recv_timeout(trouble.tries_at.saturating_duration_since(Instant::now()))
            }
            None if self.place.is_some() && !self.is_displaced => jobs.recv_timeout(LOOK_EVERY),
            None => jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    /// Whether it is too early to try again, or of no use.
    pub(super) fn refuses(&self) -> bool {
        let is_early = |it: &Trouble| it.refuses && Instant::now() < it.tries_at;
        self.is_displaced || self.trouble.as_ref().is_some_and(is_early)
    }

    /// Sees whether the disk is as it was, or works again if it failed.
    pub(super) fn look_after_disk(&mut self) {
        if self.trouble.is_some() {
            self.try_again(PROOF);
        } else {
            self.guarded(|it| it.check_place());
        }
    }

    /// After a write of that size failed: if it was large, there may be room for small ones.
    pub(super) fn give_way(&mut self, size: u64) {
        let is_of_writing = self.trouble.as_ref().is_some_and(|it| it.refuses);
        if size < SMALL || !is_of_writing {
            return;
        }
        let last = self.too_large.take().map(|it| it.pause * 2);
        let pause = last.map_or(self.first_pause, |it| LONGEST_PAUSE.min(it));
        self.too_large = Some(TooLarge { size, tries_at: Instant::now() + pause, pause });
        self.try_again(SMALL_PROOF);
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

    /// Opens the engine again if a read from the disk failed.
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

    /// Tries whether this many bytes can be written when nobody asks for it.
    fn try_again(&mut self, proof: usize) {
        self.guarded(|it| {
            it.room.look();
            it.room.make_way(u64::try_from(proof).unwrap_or(u64::MAX));
            it.make_ready()?;
            it.prove(Some(&vec![0; proof]))?;
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
        if let Some(trouble) = self.trouble.take() {
            self.shared.succeed();
            if trouble.is_told {
                log::warn!("writing to the store works again");
            }
        }
    }

    /// Goes back to what is known to be stored.
    pub(super) fn recover(&mut self, failure: &Failure) {
        if let Failure::Displaced(_) = failure {
            self.is_displaced = true;
            self.trouble = None;
            log::error!("{failure}");
            self.shared.fail(failure.to_string());
            return;
        }
        // What the engine says then is what follows from a failure of the disk.
        let of_disk = self.engine.check().err();
        let failure = of_disk.as_ref().unwrap_or(failure);
        let (reason, refuses) = (failure.to_string(), failure.is_of_writing());
        if refuses {
            self.room.doubt();
        }
        let last = self.trouble.take();
        let mut is_told = last.as_ref().is_some_and(|it| it.is_told);
        if let Some(more) = FAILURES.pass(&reason) {
            log::error!(
                "the store failed, and goes back to what it has acknowledged: {reason}{more}"
            );
            is_told = true;
        }
        self.shared.fail(reason);
        let is_reopened = self.try_to_reopen();
        let pause = last.map_or(self.first_pause, |it| LONGEST_PAUSE.min(it.pause * 2));
        let tries_at = Instant::now() + pause;
        self.trouble = Some(Trouble { tries_at, pause, refuses, is_reopened, is_told });
    }

    /// Opens the engine again, and says whether that was possible.
    fn try_to_reopen(&mut self) -> bool {
        let reopened = catch_unwind(AssertUnwindSafe(|| self.reopen()))
            .unwrap_or_else(|panic| Err(Failure::Panicked(panic_text(&*panic))));
        if let Err(failure) = &reopened
            && let Some(more) = FAILURES.pass(&format!("opening: {failure}"))
        {
            log::error!("the database can't be opened again yet: {failure}{more}");
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
