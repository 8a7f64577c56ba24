//! The state of a connection, as other threads see it.

use std::{
    net::Shutdown,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use socket2::Socket;

/// A connection as other threads see it: its state, and its socket to close it.
pub(crate) struct SharedConnection {
    socket: Socket,
    /// The instant from which `quiet_since` counts.
    epoch: Instant,
    /// Microseconds from the epoch to the end of the last request; [`BUSY`] while one is being
    /// answered.
    quiet_since: AtomicU64,
    /// Whether bytes have arrived since `quiet_since`.
    has_arrivals: AtomicBool,
    /// Whether the client has not read all that was sent.
    is_stuck: AtomicBool,
}

/// The value of `quiet_since` while a request is being answered.
const BUSY: u64 = u64::MAX;

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// A request is being answered.
    Busy,
    /// The client does not read its response.
    Stuck,
    /// A request has begun to arrive.
    Coming,
    /// No request is being answered, and no bytes have arrived for this long.
    Idle(Duration),
}

impl SharedConnection {
    /// A connection that waits for its first request.
    pub(super) fn new(socket: Socket, epoch: Instant) -> Self {
        let shared = Self {
            socket,
            epoch,
            quiet_since: AtomicU64::default(),
            has_arrivals: true.into(),
            is_stuck: false.into(),
        };
        shared.quiet_since.store(shared.microseconds(Instant::now()), Ordering::Relaxed);
        shared
    }

    /// Called when bytes have arrived.
    pub(crate) fn note_arrival(&self) {
        self.has_arrivals.store(true, Ordering::Relaxed);
    }

    /// Records whether the client has not read all that was sent.
    pub(crate) fn set_stuck(&self, is_stuck: bool) {
        self.is_stuck.store(is_stuck, Ordering::Relaxed);
    }

    /// Called when a request begins.
    pub(super) fn begin(&self) {
        self.quiet_since.store(BUSY, Ordering::Relaxed);
    }

    /// Called when a request has ended.
    pub(super) fn end_request(&self, now: Instant) {
        self.has_arrivals.store(false, Ordering::Relaxed);
        self.quiet_since.store(self.microseconds(now), Ordering::Relaxed);
    }

    pub(super) fn state(&self, now: Instant) -> State {
        let since = self.quiet_since.load(Ordering::Relaxed);
        if since == BUSY {
            State::Busy
        } else if self.is_stuck.load(Ordering::Relaxed) {
            State::Stuck
        } else if self.has_arrivals.load(Ordering::Relaxed) {
            State::Coming
        } else {
            State::Idle(Duration::from_micros(self.microseconds(now).saturating_sub(since)))
        }
    }

    /// Whether the client has closed its side of the connection. Such a client counts as gone,
    /// because the system can't tell whether it still reads.
    #[cfg(target_os = "linux")]
    pub(super) fn has_client_left(&self) -> bool {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let ends = PollFlags::RDHUP | PollFlags::HUP | PollFlags::ERR;
        let mut watched = [PollFd::new(&self.socket, ends)];
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        poll(&mut watched, Some(&at_once)).is_ok_and(|it| it > 0)
    }

    /// Always `false`: only Linux tells whether the client has left.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn has_client_left(&self) -> bool {
        false
    }

    /// Stops reading. The current response is still sent before the connection is closed.
    pub(super) fn hang_up(&self) {
        drop(self.socket.shutdown(Shutdown::Read));
    }

    /// Resets the connection; what the client has not read is lost.
    pub(super) fn end(&self) {
        drop(self.socket.set_linger(Some(Duration::ZERO)));
        drop(self.socket.shutdown(Shutdown::Both));
    }

    fn microseconds(&self, now: Instant) -> u64 {
        let time = now.saturating_duration_since(self.epoch);
        u64::try_from(time.as_micros()).unwrap_or(BUSY - 1)
    }
}
