//! What the writer does after a failure: it opens the engine again before it writes.
//!
//! After an error nobody knows what the disk holds of what came after the last sync. So the engine
//! is opened again on the state of that sync, which is known, with all that it would write held
//! back: readers read on, whether or not anything can be written. What had failed is not there
//! then, and does not come back.
//!
//! Whether the disk works again shows by itself: for a while requests are refused without asking
//! it, then the next one is tried. If none arrives, [`PROBE`] bytes are written and removed.
//!
//! A large write may fail because there is no room for it alone. Then a small proof is written at
//! once, for which there is the reserve, and only writes as large are refused for a while.

use std::{
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use ferronova_compute::Repeats;

use super::{
    Job, Writer,
    outage::{LONGEST_PAUSE, Outage, TooLarge},
    published,
};
use crate::{
    database::read_current,
    disk_space::SMALL,
    engine::Engine,
    engine_error::{EngineError, panic_text},
    tables::{META, META_PROBE},
    write::LastGiven,
};

/// Bytes written to prove that there is room again: more than a request needs.
const PROBE: usize = 1 << 20;

/// Bytes written to prove that there is room for small writes.
const SMALL_PROBE: usize = 48 << 10;

/// How often it is looked whether the file is still where it was, while nothing is written.
const CHECK_FILE_EVERY: Duration = Duration::from_secs(1);

/// What was said of failures: they may come and go with every request.
static FAILURES: Repeats = Repeats::new();

impl Writer {
    /// The next request; a timeout if it is time to look after the disk.
    pub(super) fn next(&mut self, jobs: &Receiver<Job>) -> Result<Job, RecvTimeoutError> {
        if let Some(request) = self.postponed.take() {
            return Ok(Job::Write(request));
        }
        match &self.outage {
            Some(outage) => {
                jobs.recv_timeout(outage.retry_at.saturating_duration_since(Instant::now()))
            }
            None if self.file_identity.is_some() && !self.is_displaced => {
                jobs.recv_timeout(CHECK_FILE_EVERY)
            }
            None => jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    /// Whether it is too early to try again, or of no use.
    pub(super) fn refuses(&self) -> bool {
        let is_early = |it: &Outage| it.refuses && Instant::now() < it.retry_at;
        self.is_displaced || self.outage.as_ref().is_some_and(is_early)
    }

    /// Sees whether the disk is as it was, or works again if it failed.
    pub(super) fn check_disk(&mut self) {
        if self.outage.is_some() {
            self.probe_disk(PROBE);
        } else {
            self.guarded(|it| it.check_file_in_place());
        }
    }

    /// After a write of that size failed: if it was large, there may be room for small ones.
    pub(super) fn allow_small_writes(&mut self, size: u64) {
        let is_of_writing = self.outage.as_ref().is_some_and(|it| it.refuses);
        if size < SMALL || !is_of_writing {
            return;
        }
        let last = self.too_large.take().map(|it| it.pause * 2);
        let pause = last.map_or(self.first_pause, |it| LONGEST_PAUSE.min(it));
        self.too_large = Some(TooLarge { size, retry_at: Instant::now() + pause, pause });
        self.probe_disk(SMALL_PROBE);
    }

    /// Sees to it that the engine can be written to.
    pub(super) fn make_writable(&mut self) -> Result<(), EngineError> {
        if self.outage.as_ref().is_some_and(|it| !it.is_reopened) {
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
        let Some(outage) = &self.outage else {
            self.guarded(|it| it.engine.check());
            return;
        };
        // Readers need another engine at once, whenever the writer tries again.
        if outage.is_reopened && self.engine.check().is_err() {
            let is_reopened = self.try_to_reopen();
            if let Some(outage) = &mut self.outage {
                outage.is_reopened = is_reopened;
            }
        }
    }

    /// Tries whether this many bytes can be written when nobody asks for it.
    fn probe_disk(&mut self, probe: usize) {
        self.guarded(|it| {
            it.disk_space.measure();
            it.disk_space.release_reserve_for(u64::try_from(probe).unwrap_or(u64::MAX));
            it.make_writable()?;
            it.write_probe(Some(&vec![0; probe]))?;
            it.write_probe(None)
        });
    }

    /// Writes a proof that there is room, or takes it away again.
    fn write_probe(&mut self, probe: Option<&[u8]>) -> Result<(), EngineError> {
        let transaction = self.engine.begin()?;
        let mut meta = transaction.open_table(META)?;
        match probe {
            Some(probe) => drop(meta.insert(META_PROBE, probe)?),
            None => drop(meta.remove(META_PROBE)?),
        }
        drop(meta);
        let current = self.current.clone();
        self.store(transaction, current, 0)
    }

    /// Notes that something was stored.
    pub(super) fn succeed(&mut self) {
        if let Some(outage) = self.outage.take() {
            self.state.succeed();
            if outage.is_logged {
                log::warn!("writing to the store works again");
            }
        }
    }

    /// Goes back to what is known to be stored.
    pub(super) fn recover(&mut self, error: &EngineError) {
        if let EngineError::Displaced(_) = error {
            self.is_displaced = true;
            self.outage = None;
            log::error!("{error}");
            self.state.fail(error.to_string());
            return;
        }
        // What the engine says then is what follows from a failure of the disk.
        let of_disk = self.engine.check().err();
        let error = of_disk.as_ref().unwrap_or(error);
        let (reason, refuses) = (error.to_string(), error.is_of_writing());
        if refuses {
            self.disk_space.suspect();
        }
        let last = self.outage.take();
        let mut is_logged = last.as_ref().is_some_and(|it| it.is_logged);
        if let Some(more) = FAILURES.pass(&reason) {
            log::error!(
                "the store failed, and goes back to what it has acknowledged: {reason}{more}"
            );
            is_logged = true;
        }
        self.state.fail(reason);
        let is_reopened = self.try_to_reopen();
        let pause = last.map_or(self.first_pause, |it| LONGEST_PAUSE.min(it.pause * 2));
        let retry_at = Instant::now() + pause;
        self.outage = Some(Outage { retry_at, pause, refuses, is_reopened, is_logged });
    }

    /// Opens the engine again, and says whether that was possible.
    fn try_to_reopen(&mut self) -> bool {
        let reopened = catch_unwind(AssertUnwindSafe(|| self.reopen()))
            .unwrap_or_else(|panic| Err(EngineError::Panicked(panic_text(&*panic))));
        if let Err(error) = &reopened
            && let Some(more) = FAILURES.pass(&format!("opening: {error}"))
        {
            log::error!("the database can't be opened again yet: {error}{more}");
        }
        reopened.is_ok()
    }

    /// Puts what is known to be stored back on the disk, so that nothing else is found there by
    /// the next start. If the disk does not take it now, that start has to tell by itself.
    pub(super) fn restore_synced_state(&mut self) {
        if self.outage.as_ref().is_some_and(|it| it.is_reopened) {
            drop(catch_unwind(AssertUnwindSafe(|| self.engine.release())));
        }
    }

    /// Opens the engine on what the last sync left, for readers at once and for the writer when
    /// the disk lets it.
    fn reopen(&mut self) -> Result<(), EngineError> {
        let engine = Engine::open_again(self.disk.0.clone())?;
        let mut current = read_current(engine.database())?;
        // What was decided on a state that may never have been stored is decided again.
        current.generation = self.current.generation + 1;
        current.group_uses = self.current.group_uses + 1;
        self.state.publish(published(&engine, &current)?);
        self.end_replaced();
        self.replaced = Some(mem::replace(&mut self.engine, engine));
        self.current = current;
        self.last_given = LastGiven::default();
        Ok(())
    }
}
