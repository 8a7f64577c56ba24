//! Recovers the writer after a failure of the disk or the engine.
//!
//! After an error it is unknown which of the writes since the last successful sync are on the disk.
//! So the engine is opened again with the state of that sync, and everything that it writes while
//! opening is held back in memory. Readers continue with that state, whether or not the disk can be
//! written to. That state lacks the changes of the failed requests, and these do not appear later.
//!
//! For a while, requests are then refused without being tried. The first request after that time is
//! tried. If none arrives, [`PROBE`] bytes are written and removed to find out whether the disk
//! works again.
//!
//! A large write may fail only because there is no space for it. So after a failed large write, a
//! small probe, which may use the reserve, is written at once. If the probe succeeds, only writes
//! that are at least as large as the failed one are refused for a while.

use std::{
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use ferronova_compute::LogThrottle;

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

/// The number of bytes that are written to find out whether the disk works again: more than most
/// requests need.
const PROBE: usize = 1 << 20;

/// The number of bytes that are written to find out whether there is space for small writes.
const SMALL_PROBE: usize = 48 << 10;

/// How often the path of the file is checked while nothing is written.
const CHECK_FILE_EVERY: Duration = Duration::from_secs(1);

/// Limits how often failures are logged, since they may begin and end with every request.
static FAILURES: LogThrottle = LogThrottle::new();

impl Writer {
    /// Waits for the next job. Times out when the disk has to be checked.
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

    /// Whether requests are refused without being tried: for a while after a failure, or because
    /// the file was deleted or replaced.
    pub(super) fn refuses(&self) -> bool {
        let is_early = |it: &Outage| it.refuses && Instant::now() < it.retry_at;
        self.is_displaced || self.outage.as_ref().is_some_and(is_early)
    }

    /// Finds out whether the disk works again after a failure; otherwise checks the path of the
    /// file.
    pub(super) fn check_disk(&mut self) {
        if self.outage.is_some() {
            self.probe_disk(PROBE);
        } else {
            self.guarded(|it| it.check_file_in_place());
        }
    }

    /// Finds out whether small writes still fit after a failed write of `size` bytes. Does nothing
    /// if that write was small itself.
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

    /// Makes the engine ready for a write: opens it again if necessary, and writes to the file what
    /// was held back.
    pub(super) fn make_writable(&mut self) -> Result<(), EngineError> {
        if self.outage.as_ref().is_some_and(|it| !it.is_reopened) {
            self.reopen()?;
        }
        self.engine.check()?;
        self.end_replaced();
        self.engine.release()
    }

    /// Closes the engine before the current one, since its pages may be overwritten from now on.
    pub(super) fn end_replaced(&mut self) {
        if let Some(replaced) = self.replaced.take() {
            replaced.end();
        }
    }

    /// Checks after a failed read whether the disk has failed, and recovers if so.
    pub(super) fn check(&mut self) {
        let Some(outage) = &self.outage else {
            self.guarded(|it| it.engine.check());
            return;
        };
        // Readers need a working engine at once, even if the writer does not try again yet.
        if outage.is_reopened && self.engine.check().is_err() {
            let is_reopened = self.try_to_reopen();
            if let Some(outage) = &mut self.outage {
                outage.is_reopened = is_reopened;
            }
        }
    }

    /// Writes and removes this many bytes to find out whether the disk works.
    fn probe_disk(&mut self, probe: usize) {
        self.guarded(|it| {
            it.disk_space.measure();
            it.disk_space.release_reserve_for(u64::try_from(probe).unwrap_or(u64::MAX));
            it.make_writable()?;
            it.write_probe(Some(&vec![0; probe]))?;
            it.write_probe(None)
        });
    }

    /// Writes these bytes as the probe, or removes the probe if there are none.
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

    /// Notes that a commit succeeded, which ends an outage.
    pub(super) fn succeed(&mut self) {
        if let Some(outage) = self.outage.take() {
            self.state.succeed();
            if outage.is_logged {
                log::warn!("writing to the store works again");
            }
        }
    }

    /// Returns to the state that is known to be on the disk, and begins an outage.
    pub(super) fn recover(&mut self, error: &EngineError) {
        if let EngineError::Displaced(_) = error {
            self.is_displaced = true;
            self.outage = None;
            log::error!("{error}");
            self.state.fail(error.to_string());
            return;
        }
        // If the disk failed, that is the cause to report; the error of the engine only follows
        // from it.
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

    /// Opens the engine again, and returns whether that succeeded.
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

    /// Writes the state of the last sync, which was held back in memory, to the disk again, so that
    /// the next start does not find an unacknowledged state. If that fails, the header that the
    /// next start finds decides which state it uses.
    pub(super) fn restore_synced_state(&mut self) {
        if self.outage.as_ref().is_some_and(|it| it.is_reopened) {
            drop(catch_unwind(AssertUnwindSafe(|| self.engine.release())));
        }
    }

    /// Opens the engine with the state of the last sync. Readers use it at once; the writer uses it
    /// when the disk works again.
    fn reopen(&mut self) -> Result<(), EngineError> {
        let engine = Engine::open_again(self.disk.0.clone())?;
        let mut current = read_current(engine.database())?;
        // This is a new generation: changes that were decided on a state which may not be stored
        // must be decided again.
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
