//! What others than its own thread know of a connection.

use std::{
    net::Shutdown,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use socket2::Socket;

/// A connection as other threads see it: since when no request is being answered, and how to end
/// it.
pub(crate) struct Line {
    socket: Socket,
    /// What its times count from.
    epoch: Instant,
    /// Microseconds from the epoch to the end of the last request; [`BUSY`] while one is being
    /// answered.
    quiet_since: AtomicU64,
    /// Whether something has come since then.
    has_stirred: AtomicBool,
    /// Whether the client has not taken all that was sent.
    is_stuck: AtomicBool,
}

/// What stands for no time.
const BUSY: u64 = u64::MAX;

/// What is going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// A request is being answered.
    Busy,
    /// The client does not take its answer.
    Stuck,
    /// A request has begun to come.
    Coming,
    /// Nothing, for so long.
    Idle(Duration),
}

impl Line {
    /// One on which the first request is waited for.
    pub(super) fn new(socket: Socket, epoch: Instant) -> Self {
        let line = Self {
            socket,
            epoch,
            quiet_since: AtomicU64::default(),
            has_stirred: true.into(),
            is_stuck: false.into(),
        };
        line.quiet_since.store(line.microseconds(Instant::now()), Ordering::Relaxed);
        line
    }

    /// Something has come.
    pub(crate) fn stir(&self) {
        self.has_stirred.store(true, Ordering::Relaxed);
    }

    /// Whether the client has not taken all that was sent.
    pub(crate) fn set_stuck(&self, is_stuck: bool) {
        self.is_stuck.store(is_stuck, Ordering::Relaxed);
    }

    /// A request has begun.
    pub(super) fn begin(&self) {
        self.quiet_since.store(BUSY, Ordering::Relaxed);
    }

    /// It has ended.
    pub(super) fn rest(&self, now: Instant) {
        self.has_stirred.store(false, Ordering::Relaxed);
        self.quiet_since.store(self.microseconds(now), Ordering::Relaxed);
    }

    pub(super) fn state(&self, now: Instant) -> State {
        let since = self.quiet_since.load(Ordering::Relaxed);
        if since == BUSY {
            State::Busy
        } else if self.is_stuck.load(Ordering::Relaxed) {
            State::Stuck
        } else if self.has_stirred.load(Ordering::Relaxed) {
            State::Coming
        } else {
            State::Idle(Duration::from_micros(self.microseconds(now).saturating_sub(since)))
        }
    }

    /// Whether the client has sent its last byte, read or not. Then it is taken to be gone: the
    /// system can't tell whether it still reads.
    #[cfg(target_os = "linux")]
    pub(super) fn is_left(&self) -> bool {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let ends = PollFlags::RDHUP | PollFlags::HUP | PollFlags::ERR;
        let mut watched = [PollFd::new(&self.socket, ends)];
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        poll(&mut watched, Some(&at_once)).is_ok_and(|it| it > 0)
    }

    /// Where nobody tells.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn is_left(&self) -> bool {
        false
    }

    /// Reads no more from it: what is answered is still sent, and then the connection is closed in
    /// good order.
    pub(super) fn hang_up(&self) {
        drop(self.socket.shutdown(Shutdown::Read));
    }

    /// Closes the connection, and throws away what the client did not read.
    pub(super) fn end(&self) {
        drop(self.socket.set_linger(Some(Duration::ZERO)));
        drop(self.socket.shutdown(Shutdown::Both));
    }

    fn microseconds(&self, now: Instant) -> u64 {
        let time = now.saturating_duration_since(self.epoch);
        u64::try_from(time.as_micros()).unwrap_or(BUSY - 1)
    }
}
