//! All connections, and which of them are closed first.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use socket2::Socket;

use super::line::{Line, State};

pub(super) struct Lines {
    epoch: Instant,
    known: Mutex<Known>,
    is_ending: AtomicBool,
}

#[derive(Default)]
struct Known {
    next: u64,
    lines: HashMap<u64, Arc<Line>>,
}

impl Default for Lines {
    fn default() -> Self {
        Self { epoch: Instant::now(), known: Mutex::default(), is_ending: AtomicBool::default() }
    }
}

impl Lines {
    /// Adds a connection; the number is for [`Self::remove`].
    pub(super) fn add(&self, socket: Socket) -> (u64, Arc<Line>) {
        let line = Arc::new(Line::new(socket, self.epoch));
        let mut known = self.lock();
        let number = known.next;
        known.next += 1;
        known.lines.insert(number, Arc::clone(&line));
        drop(known);
        if self.is_ending() {
            line.hang_up();
        }
        (number, line)
    }

    pub(super) fn remove(&self, number: u64) {
        self.lock().lines.remove(&number);
    }

    /// Whether the server is stopping.
    pub(super) fn is_ending(&self) -> bool {
        self.is_ending.load(Ordering::Relaxed)
    }

    /// Hangs up all connections without a request. The others end after their response.
    pub(super) fn end(&self) {
        self.is_ending.store(true, Ordering::Relaxed);
        let now = Instant::now();
        for line in self.lock().lines.values() {
            match line.state(now) {
                State::Busy => {}
                State::Stuck | State::Coming | State::Idle(_) => line.hang_up(),
            }
        }
    }

    /// Hangs up connections that were idle for `keep_alive`, the longest idle first, until
    /// `n_roomy` are left.
    pub(super) fn make_room(&self, n_roomy: usize, keep_alive: Duration) {
        let now = Instant::now();
        let known = self.lock();
        let n_ended = known.lines.len().saturating_sub(n_roomy);
        if n_ended == 0 {
            return;
        }
        let idle = known.lines.values().filter_map(|line| match line.state(now) {
            State::Idle(time) if time >= keep_alive => Some((time, line)),
            State::Busy | State::Stuck | State::Coming | State::Idle(_) => None,
        });
        let mut idle: Vec<(Duration, &Arc<Line>)> = idle.collect();
        idle.sort_unstable_by_key(|(time, _)| std::cmp::Reverse(*time));
        for (time, line) in idle.into_iter().take(n_ended) {
            line.hang_up();
            log::debug!("hung up on a client that did nothing for {:.1} s", time.as_secs_f64());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
