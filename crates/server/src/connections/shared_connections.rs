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

use super::shared_connection::{SharedConnection, State};

pub(super) struct SharedConnections {
    epoch: Instant,
    connections: Mutex<ByNumber>,
    is_ending: AtomicBool,
}

#[derive(Default)]
struct ByNumber {
    next: u64,
    connections: HashMap<u64, Arc<SharedConnection>>,
}

impl Default for SharedConnections {
    fn default() -> Self {
        Self {
            epoch: Instant::now(),
            connections: Mutex::default(),
            is_ending: AtomicBool::default(),
        }
    }
}

impl SharedConnections {
    /// Adds a connection. The returned number identifies it for [`Self::remove`].
    pub(super) fn add(&self, socket: Socket) -> (u64, Arc<SharedConnection>) {
        let shared = Arc::new(SharedConnection::new(socket, self.epoch));
        let mut by_number = self.lock();
        let number = by_number.next;
        by_number.next += 1;
        by_number.connections.insert(number, Arc::clone(&shared));
        drop(by_number);
        if self.is_ending() {
            shared.hang_up();
        }
        (number, shared)
    }

    pub(super) fn remove(&self, number: u64) {
        self.lock().connections.remove(&number);
    }

    /// Whether the server is stopping.
    pub(super) fn is_ending(&self) -> bool {
        self.is_ending.load(Ordering::Relaxed)
    }

    /// Hangs up all connections without a request. The others end after their response.
    pub(super) fn end(&self) {
        self.is_ending.store(true, Ordering::Relaxed);
        let now = Instant::now();
        for shared in self.lock().connections.values() {
            match shared.state(now) {
                State::Busy => {}
                State::Stuck | State::Coming | State::Idle(_) => shared.hang_up(),
            }
        }
    }

    /// Hangs up connections that have been idle for at least `keep_alive`, beginning with the
    /// longest idle, until `n_kept` connections are left.
    pub(super) fn make_room(&self, n_kept: usize, keep_alive: Duration) {
        let now = Instant::now();
        let by_number = self.lock();
        let n_ended = by_number.connections.len().saturating_sub(n_kept);
        if n_ended == 0 {
            return;
        }
        let idle = by_number.connections.values().filter_map(|shared| match shared.state(now) {
            State::Idle(time) if time >= keep_alive => Some((time, shared)),
            State::Busy | State::Stuck | State::Coming | State::Idle(_) => None,
        });
        let mut idle: Vec<(Duration, &Arc<SharedConnection>)> = idle.collect();
        idle.sort_unstable_by_key(|(time, _)| std::cmp::Reverse(*time));
        for (time, shared) in idle.into_iter().take(n_ended) {
            shared.hang_up();
            log::debug!("hung up on a client that did nothing for {:.1} s", time.as_secs_f64());
        }
    }

    fn lock(&self) -> MutexGuard<'_, ByNumber> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
