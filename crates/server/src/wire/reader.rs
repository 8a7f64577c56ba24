//! Follows the requests on a connection, and puts heads right on their way.

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
    head::{self, Head, LONGEST_HEAD, Reading},
};

/// How many bytes of a head have to be there before it is looked at a second time without its end.
const SECOND_LOOK: usize = 1024;

/// How many bytes are handed on that are not followed: enough for the rest of a body. The
/// connection ends with the answer to it.
const MOST_UNKNOWN: usize = 1 << 20;

/// What is read in place of a head that is refused. The answer to it ends the connection.
const REFUSED: &[u8] = b"GET / HTTP/1.1\r\nhost: refused\r\n\r\n";

/// What has come on a connection, for the code that answers.
#[derive(Debug, Default)]
pub(crate) struct Arrivals {
    /// How many heads were handed on.
    n_heads: Cell<u64>,
    /// How many of the requests with these heads have begun to be answered.
    n_begun: Cell<u64>,
    /// Who waits for the next to begin.
    waiting: RefCell<Option<Waker>>,
    /// Whether what follows the last head is not followed.
    is_lost: Cell<bool>,
    /// Why the last of them is not what the client sent, but stands for what was refused.
    refused: Cell<Option<BadHead>>,
}

/// Follows the requests on a connection.
#[derive(Debug, Default)]
pub(super) struct Reader {
    place: Place,
    /// The beginning of a head, or what stands behind one that was changed.
    held: Vec<u8>,
    /// How many bytes were handed on that are not followed.
    n_unknown: usize,
    /// How many bytes of a head there have to be before it is looked at again.
    next_look: usize,
    /// What is to be read before anything else, from the second number on.
    ready: (Vec<u8>, usize),
    arrivals: Rc<Arrivals>,
}

/// What comes next.
#[derive(Clone, Copy, Debug, Default)]
enum Place {
    /// A head.
    #[default]
    Head,
    /// So many bytes of a body.
    Body(u64),
    /// The rest of a body in chunks.
    Chunks(Chunks),
    /// Nobody knows; it is handed on as it is.
    Unknown,
    /// What nobody is going to answer.
    Waste,
}

impl Arrivals {
    /// The next request begins to be answered.
    pub(crate) fn begin(&self) {
        self.n_begun.update(|it| it + 1);
        if let Some(waiting) = self.waiting.borrow_mut().take() {
            waiting.wake();
        }
    }

    /// Whether nobody knows where the request that has begun last ends.
    pub(crate) fn is_lost(&self) -> bool {
        self.is_lost.get() && self.n_ahead() == 0
    }

    /// Why the request that has begun last is refused, if it is.
    pub(crate) fn refusal(&self) -> Option<BadHead> {
        self.refused.get().filter(|_| self.n_ahead() == 0)
    }

    /// How many heads were handed on whose requests have not begun to be answered.
    pub(super) fn n_ahead(&self) -> u64 {
        self.n_heads.get().saturating_sub(self.n_begun.get())
    }
}

impl Reader {
    /// Whether nothing more is going to be answered.
    pub(super) fn has_refused(&self) -> bool {
        matches!(self.place, Place::Waste)
    }

    /// Whether nothing more is to be read for now, as two whole requests have come that are not
    /// being answered yet. Otherwise a client could have the heads of many kept here, each of
    /// 128 KiB. With one alone it would be so for each request from its arrival to its beginning,
    /// and the connection looked at once more. Who asks is woken when it is over.
    pub(super) fn is_ahead(&self, context: &Context<'_>) -> bool {
        let is_ahead = match self.place {
            Place::Head => self.held.is_empty() && self.arrivals.n_ahead() > 1,
            Place::Unknown => self.n_unknown >= MOST_UNKNOWN,
            Place::Body(_) | Place::Chunks(_) | Place::Waste => false,
        };
        if is_ahead {
            *self.arrivals.waiting.borrow_mut() = Some(context.waker().clone());
        }
        is_ahead
    }

    pub(super) fn arrivals(&self) -> Rc<Arrivals> {
        Rc::clone(&self.arrivals)
    }

    /// Hands on what is ready, as much as there is place for, and says whether that was anything.
    pub(super) fn give(&mut self, buffer: &mut ReadBuf<'_>) -> bool {
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

    /// Looks at bytes that have come, and says how many of them are handed on as they are. The
    /// rest is kept here, for now.
    pub(super) fn take(&mut self, bytes: &[u8]) -> usize {
        if !self.held.is_empty() {
            self.hold(bytes);
            return 0;
        }
        let mut n_passed = 0;
        while let Some(rest) = bytes.get(n_passed..).filter(|it| !it.is_empty()) {
            match self.place {
                Place::Unknown => {
                    self.n_unknown += rest.len();
                    return bytes.len();
                }
                Place::Waste => return n_passed,
                Place::Body(left) => n_passed += self.skip(left, rest.len()),
                Place::Chunks(chunks) => n_passed += self.skip_chunks(chunks, rest),
                Place::Head => match head::read(rest) {
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

    /// Keeps these bytes, and makes ready what can be of all that are kept.
    fn hold(&mut self, bytes: &[u8]) {
        // A head may have come to its end with the first of the new bytes.
        let tail = self.held.len().saturating_sub(3);
        self.held.extend_from_slice(bytes);
        let is_worth_a_look = self.held.len() >= self.next_look
            || self.held.get(tail..).is_some_and(has_end_of_head)
            || !matches!(self.place, Place::Head);
        if is_worth_a_look {
            self.digest();
        }
    }

    fn digest(&mut self) {
        let held = mem::take(&mut self.held);
        let mut rest = held.as_slice();
        while !rest.is_empty() {
            let n_taken = match self.place {
                Place::Unknown => rest.len(),
                Place::Waste => return,
                Place::Body(left) => self.skip(left, rest.len()),
                Place::Chunks(chunks) => self.skip_chunks(chunks, rest),
                Place::Head => match head::read(rest) {
                    Reading::Whole { length, head } => {
                        self.follow(head.framing);
                        if let Some(instead) = head.instead {
                            self.ready.0.extend_from_slice(&instead);
                            rest = rest.get(length..).unwrap_or_default();
                            continue;
                        }
                        length
                    }
                    Reading::Part if rest.len() >= LONGEST_HEAD => {
                        return self.refuse(BadHead::TooLarge);
                    }
                    Reading::Part => {
                        self.next_look = SECOND_LOOK.max(2 * rest.len()).min(LONGEST_HEAD);
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
        self.place = Place::Waste;
        self.ready.0.extend_from_slice(REFUSED);
    }

    /// A head was handed on.
    fn follow(&mut self, framing: Framing) {
        self.arrivals.n_heads.update(|it| it + 1);
        self.next_look = 0;
        self.place = match framing {
            Framing::Length(0) => Place::Head,
            Framing::Length(length) => Place::Body(length),
            Framing::Chunks => Place::Chunks(Chunks::BEGIN),
        };
    }

    /// Goes past the bytes of a body that has so many left, and says how many are here.
    fn skip(&mut self, left: u64, n_here: usize) -> usize {
        let n_skipped = usize::try_from(left).map_or(n_here, |it| it.min(n_here));
        self.place = match left - n_skipped as u64 {
            0 => Place::Head,
            left => Place::Body(left),
        };
        n_skipped
    }

    /// The same for a body in chunks. One that can't be followed is the last that is.
    fn skip_chunks(&mut self, chunks: Chunks, bytes: &[u8]) -> usize {
        let (place, n_skipped) = match chunks.follow(bytes) {
            Followed::Within(chunks) => (Place::Chunks(chunks), bytes.len()),
            Followed::ToEnd(n_skipped) => (Place::Head, n_skipped),
            Followed::Lost => {
                self.arrivals.is_lost.set(true);
                (Place::Unknown, bytes.len())
            }
        };
        self.place = place;
        n_skipped
    }
}

fn has_end_of_head(bytes: &[u8]) -> bool {
    let ends = |it: &[u8]| it.starts_with(b"\n\n") || it.starts_with(b"\n\r\n");
    (0..bytes.len()).any(|at| bytes.get(at..).is_some_and(ends))
}
