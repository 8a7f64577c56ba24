//! Measures how long the current write takes. Other threads read the time, since the writer itself
//! may be waiting for a disk that does not respond.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// Holds the time when the current write began.
#[derive(Debug)]
pub(crate) struct WriteTimer {
    /// The instant that `began` counts from.
    origin: Instant,
    /// When the current write began: the milliseconds since `origin`, plus 1; 0 while the writer is
    /// idle.
    began: AtomicU64,
    /// A write of at least this many milliseconds is slow.
    slow: AtomicU64,
}

impl Default for WriteTimer {
    fn default() -> Self {
        let slow = AtomicU64::new(u64::MAX);
        Self { origin: Instant::now(), began: AtomicU64::new(0), slow }
    }
}

impl WriteTimer {
    pub(crate) fn begin(&self) {
        self.began.store(millis(self.origin.elapsed()).saturating_add(1), Ordering::Relaxed);
    }

    pub(crate) fn end(&self) {
        self.began.store(0, Ordering::Relaxed);
    }

    /// How long the current write has taken so far; zero while the writer is idle.
    pub(crate) fn waited(&self) -> Duration {
        let began = self.began.load(Ordering::Relaxed);
        let now = millis(self.origin.elapsed()).saturating_add(1);
        if began == 0 { Duration::ZERO } else { Duration::from_millis(now.saturating_sub(began)) }
    }

    /// How long the current write has taken so far; `None` unless it is slow.
    pub(crate) fn slow_for(&self) -> Option<Duration> {
        let slow = Duration::from_millis(self.slow.load(Ordering::Relaxed));
        Some(self.waited()).filter(|it| *it >= slow)
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The thread that logs slow writes, since the writer's own thread is waiting for the disk then.
pub(crate) struct SlowWriteWatcher {
    stop: mpsc::Sender<()>,
    thread: JoinHandle<()>,
}

impl SlowWriteWatcher {
    /// Starts the thread. From now on, every write that takes longer than `slow` counts as slow,
    /// and the thread logs when a write becomes slow and when it is over.
    pub(crate) fn start(timer: Arc<WriteTimer>, slow: Duration) -> io::Result<Self> {
        timer.slow.store(millis(slow).max(1), Ordering::Relaxed);
        let (stop, stopped) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("store-watcher".to_owned())
            .spawn(move || watch(&timer, slow, &stopped))?;
        Ok(Self { stop, thread })
    }

    pub(crate) fn stop(self) {
        drop(self.stop);
        drop(self.thread.join());
    }
}

fn watch(timer: &WriteTimer, slow: Duration, stopped: &mpsc::Receiver<()>) {
    // The timer is read four times per limit, so that no write that is clearly too slow goes
    // unlogged.
    let tick = (slow / 4).max(Duration::from_millis(1));
    let mut longest = None;
    while stopped.recv_timeout(tick) == Err(RecvTimeoutError::Timeout) {
        match (timer.slow_for(), longest) {
            (None, None) => {}
            (Some(waited), None) => {
                log::warn!("a write has been waiting for the disk for {} s", waited.as_secs());
                longest = Some(waited);
            }
            (Some(waited), Some(_)) => longest = Some(waited),
            (None, Some(waited)) => {
                log::warn!(
                    "the write that waited for the disk is over, after {} s",
                    waited.as_secs()
                );
                longest = None;
            }
        }
    }
}
