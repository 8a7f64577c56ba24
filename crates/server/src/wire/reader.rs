//! Follows the requests on a connection and corrects their heads.

use std::{
    cell::{Cell, RefCell},
    mem,
    rc::Rc,
    task::{Context, Waker},
};

use ferronova_http::BadHead;
use tokio::io::ReadBuf;

use super::{
    chunks::{Chunks, Followed},
    framing::Framing,
    head::{self, Head, MAX_HEAD, Reading},
};

/// Minimum number of held bytes at which an incomplete head is parsed a second time.
const SECOND_LOOK: usize = 1024;

/// Maximum number of bytes that pass without being followed: enough for the rest of a body. The
/// connection is closed after the response.
const MAX_UNKNOWN: usize = 1 << 20;

/// The head that replaces a refused head. The response to it closes the connection.
const REFUSED: &[u8] = b"GET / HTTP/1.1\r\nhost: refused\r\n\r\n";

/// What the code that responds needs to know about the bytes that arrived on a connection.
#[derive(Debug, Default)]
pub(crate) struct Arrivals {
    /// Number of heads passed to the library.
    n_heads: Cell<u64>,
    /// Number of these heads whose requests have begun to be handled.
    n_begun: Cell<u64>,
    /// Wakes the reader when the handling of the next request begins.
    waiting: RefCell<Option<Waker>>,
    /// Whether the end of the last request is unknown.
    is_lost: Cell<bool>,
    /// Why the last head was refused; `None` if it was not.
    refused: Cell<Option<BadHead>>,
}

#[derive(Debug, Default)]
pub(super) struct Reader {
    next: Next,
    /// Bytes that can't pass yet: an incomplete head, or a head to correct and the bytes after it.
    held: Vec<u8>,
    /// Number of bytes that passed without being followed.
    n_unknown: usize,
    /// Minimum length of `held` before it is parsed again.
    next_look: usize,
    /// Bytes that the library gets before anything else, and the offset of the first one that it
    /// has not read.
    ready: (Vec<u8>, usize),
    arrivals: Rc<Arrivals>,
}

/// What comes next on the connection.
#[derive(Clone, Copy, Debug, Default)]
enum Next {
    /// A head.
    #[default]
    Head,
    /// This many bytes of a body.
    Body(u64),
    /// The rest of a chunked body.
    Chunks(Chunks),
    /// Bytes that can't be followed and pass unchanged.
    Unknown,
    /// Bytes after a refused head, which are dropped.
    Waste,
}

impl Arrivals {
    /// Called when the handling of the next request begins.
    pub(crate) fn begin(&self) {
        self.n_begun.update(|it| it + 1);
        if let Some(waiting) = self.waiting.borrow_mut().take() {
            waiting.wake();
        }
    }

    /// Whether the end of the current request is unknown.
    pub(crate) fn is_lost(&self) -> bool {
        self.is_lost.get() && self.n_ahead() == 0
    }

    /// Returns why the head of the current request was refused; `None` if it was not.
    pub(crate) fn refusal(&self) -> Option<BadHead> {
        self.refused.get().filter(|_| self.n_ahead() == 0)
    }

    /// Number of requests that wait to be handled.
    pub(super) fn n_ahead(&self) -> u64 {
        self.n_heads.get().saturating_sub(self.n_begun.get())
    }
}

impl Reader {
    /// Whether a head was refused, after which nothing more is read.
    pub(super) fn has_refused(&self) -> bool {
        matches!(self.next, Next::Waste)
    }

    /// Whether reading must pause, because two whole requests wait to be handled, or because
    /// [`MAX_UNKNOWN`] bytes have passed. Wakes the task of `context` when reading may continue.
    ///
    /// Without the limit of two, a client could fill memory with pipelined heads of 128 KiB each. A
    /// limit of one would pause every connection between the arrival of a request and its handling,
    /// at the cost of one more poll.
    pub(super) fn is_ahead(&self, context: &Context<'_>) -> bool {
        let is_ahead = match self.next {
            Next::Head => self.held.is_empty() && self.arrivals.n_ahead() > 1,
            Next::Unknown => self.n_unknown >= MAX_UNKNOWN,
            Next::Body(_) | Next::Chunks(_) | Next::Waste => false,
        };
        if is_ahead {
            *self.arrivals.waiting.borrow_mut() = Some(context.waker().clone());
        }
        is_ahead
    }

    pub(super) fn arrivals(&self) -> Rc<Arrivals> {
        Rc::clone(&self.arrivals)
    }

    /// Copies ready bytes into the buffer, as many as fit. Returns whether there were any.
    pub(super) fn copy_ready(&mut self, buffer: &mut ReadBuf<'_>) -> bool {
        let (bytes, given) = &mut self.ready;
        if bytes.is_empty() {
            return false;
        }
        let left = bytes.get(*given..).unwrap_or_default();
        let (now, later) = left.split_at(left.len().min(buffer.remaining()));
        buffer.put_slice(now);
        *given += now.len();
        if later.is_empty() {
            self.ready = (Vec::new(), 0);
        }
        true
    }

    /// Follows new bytes and returns how many of them pass unchanged. The rest is held.
    pub(super) fn take(&mut self, bytes: &[u8]) -> usize {
        if !self.held.is_empty() {
            self.hold(bytes);
            return 0;
        }
        let mut n_passed = 0;
        while let Some(rest) = bytes.get(n_passed..).filter(|it| !it.is_empty()) {
            match self.next {
                Next::Unknown => {
                    self.n_unknown += rest.len();
                    return bytes.len();
                }
                Next::Waste => return n_passed,
                Next::Body(left) => n_passed += self.skip(left, rest.len()),
                Next::Chunks(chunks) => n_passed += self.skip_chunks(chunks, rest),
                Next::Head => match head::read(rest) {
                    Reading::Whole { length, head: Head { framing, instead: None } } => {
                        n_passed += length;
                        self.follow(framing);
                    }
                    Reading::Whole { .. } | Reading::Part | Reading::Bad(_) => {
                        self.hold(rest);
                        return n_passed;
                    }
                },
            }
        }
        n_passed
    }

    /// Adds these bytes to the held ones, and moves as many held bytes as possible to `ready`.
    fn hold(&mut self, bytes: &[u8]) {
        // The end of a head may begin in the old bytes.
        let tail = self.held.len().saturating_sub(3);
        self.held.extend_from_slice(bytes);
        let is_worth_a_look = self.held.len() >= self.next_look
            || self.held.get(tail..).is_some_and(has_end_of_head)
            || !matches!(self.next, Next::Head);
        if is_worth_a_look {
            self.process_held();
        }
    }

    fn process_held(&mut self) {
        let held = mem::take(&mut self.held);
        let mut rest = held.as_slice();
        while !rest.is_empty() {
            let n_taken = match self.next {
                Next::Unknown => rest.len(),
                Next::Waste => return,
                Next::Body(left) => self.skip(left, rest.len()),
                Next::Chunks(chunks) => self.skip_chunks(chunks, rest),
                Next::Head => match head::read(rest) {
                    Reading::Whole { length, head } => {
                        self.follow(head.framing);
                        if let Some(instead) = head.instead {
                            self.ready.0.extend_from_slice(&instead);
                            rest = rest.get(length..).unwrap_or_default();
                            continue;
                        }
                        length
                    }
                    Reading::Part if rest.len() >= MAX_HEAD => {
                        return self.refuse(BadHead::TooLarge);
                    }
                    Reading::Part => {
                        self.next_look = SECOND_LOOK.max(2 * rest.len()).min(MAX_HEAD);
                        self.held = rest.to_vec();
                        return;
                    }
                    Reading::Bad(why) => return self.refuse(why),
                },
            };
            let (now, later) = rest.split_at(n_taken.min(rest.len()));
            self.ready.0.extend_from_slice(now);
            rest = later;
        }
    }

    fn refuse(&mut self, why: BadHead) {
        self.arrivals.refused.set(Some(why));
        self.follow(Framing::Length(0));
        self.next = Next::Waste;
        self.ready.0.extend_from_slice(REFUSED);
    }

    /// Called when a head has passed.
    fn follow(&mut self, framing: Framing) {
        self.arrivals.n_heads.update(|it| it + 1);
        self.next_look = 0;
        self.next = match framing {
            Framing::Length(0) => Next::Head,
            Framing::Length(length) => Next::Body(length),
            Framing::Chunks => Next::Chunks(Chunks::BEGIN),
        };
    }

    /// Skips bytes of a body that has `left` bytes to come, and returns how many of the `n_here`
    /// bytes belong to it.
    fn skip(&mut self, left: u64, n_here: usize) -> usize {
        let n_skipped = usize::try_from(left).map_or(n_here, |it| it.min(n_here));
        self.next = match left - n_skipped as u64 {
            0 => Next::Head,
            left => Next::Body(left),
        };
        n_skipped
    }

    /// Skips bytes of a chunked body, and returns how many of these bytes belong to it. If the body
    /// can't be followed, the rest of the connection is not followed either.
    fn skip_chunks(&mut self, chunks: Chunks, bytes: &[u8]) -> usize {
        let (next, n_skipped) = match chunks.follow(bytes) {
            Followed::Within(chunks) => (Next::Chunks(chunks), bytes.len()),
            Followed::ToEnd(n_skipped) => (Next::Head, n_skipped),
            Followed::Lost => {
                self.arrivals.is_lost.set(true);
                (Next::Unknown, bytes.len())
            }
        };
        self.next = next;
        n_skipped
    }
}

fn has_end_of_head(bytes: &[u8]) -> bool {
    let ends = |it: &[u8]| it.starts_with(b"\n\n") || it.starts_with(b"\n\r\n");
    (0..bytes.len()).any(|at| bytes.get(at..).is_some_and(ends))
}
