//! Memory and presence checks for a large reply.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ferronova_compute::PAGE_BYTES;
use tokio::task::yield_now;

use crate::{
    Fault, HeldMemory, Incoming, Memory, OutOfMemory, PageBody, Peer, Reply,
    page_body::{SMALL_BYTES, STEP},
};

/// Memory that a large page takes while it is written, in bytes.
const LARGE_PAGE: usize = PAGE_BYTES + STEP;

/// A project counts as crowded if at least this many of its large replies are being written, or
/// read by clients.
const FEW: usize = 12;

/// Size in bytes at which memory is reserved for a page and the page moves to another thread, if
/// the project is not crowded: about a thousand servers of usual size.
const FEW_BYTES: usize = 1 << 21;

/// For a crowded project, the number of entries at which memory is reserved for a page and the page
/// moves to another thread.
const MANY_ENTRIES: usize = 10;

/// For a crowded project, the size in bytes at which memory is reserved for a page and the page
/// moves to another thread. This size is low because every connection could belong to a client of
/// such a project.
const MANY_BYTES: usize = 1 << 16;

/// A reply that may become large. While it is written, this type reserves memory for it, and checks
/// that its client still waits.
pub struct LargeReply {
    memory: Arc<Memory>,
    peer: Peer,
    project_id: String,
    is_crowded: bool,
    state: Mutex<State>,
    /// Length of the page when [`Self::has_grown`] last returned `true`.
    looked_at: Mutex<usize>,
}

#[derive(Debug)]
enum State {
    /// No memory has been reserved: the reply is small so far.
    Small,
    Large(HeldMemory),
    Refused(OutOfMemory),
    /// The client has closed the connection.
    Left,
}

impl LargeReply {
    /// Starts a reply that is small at first. Its memory counts against the share of `project_id`,
    /// which `Subject::shares_memory_of` returns.
    #[must_use]
    pub fn new(incoming: &Incoming<'_>, project_id: &str) -> Self {
        let memory = Arc::clone(incoming.memory());
        Self {
            is_crowded: memory.n_large(project_id) >= FEW,
            memory,
            peer: incoming.peer(),
            project_id: project_id.to_owned(),
            state: Mutex::new(State::Small),
            looked_at: Mutex::default(),
        }
    }

    /// Whether a page may grow without a call of [`Self::reserve`].
    #[must_use]
    pub fn may_grow(&self, page: &PageBody) -> bool {
        if matches!(*self.state(), State::Large(_)) {
            return true;
        }
        if self.is_crowded {
            page.count() < MANY_ENTRIES && page.len() < MANY_BYTES
        } else {
            // If the client has left, `reserve` ends the page.
            page.len() < FEW_BYTES && !(self.has_grown(page) && self.peer.is_gone())
        }
    }

    /// Waits for the memory of a large page. Returns whether there is memory and the client is
    /// still there. Must be called before each further slice of a list is read.
    pub async fn reserve(&self) -> bool {
        if self.peer.is_gone() {
            *self.state() = State::Left;
            return false;
        }
        if matches!(*self.state(), State::Large(_)) {
            return true;
        }
        let held = self.memory.hold_large(LARGE_PAGE, &self.project_id).await;
        let state = match held {
            _ if self.peer.is_gone() => State::Left,
            Ok(held) => State::Large(held),
            Err(error) => State::Refused(error),
        };
        let is_large = matches!(state, State::Large(_));
        *self.state() = state;
        is_large
    }

    /// Like [`Self::reserve`], but for a page whose thread also serves other requests. Returns
    /// `true` at once until the page has grown by another `SMALL_BYTES`; then lets other tasks run,
    /// and reserves.
    pub async fn reserve_for(&self, page: &PageBody) -> bool {
        if !self.has_grown(page) {
            return true;
        }
        yield_now().await;
        self.reserve().await
    }

    /// Whether a page has grown by `SMALL_BYTES` since this method last returned `true`.
    fn has_grown(&self, page: &PageBody) -> bool {
        let mut looked_at = self.looked_at.lock().unwrap_or_else(PoisonError::into_inner);
        let has_grown = page.len() >= *looked_at + SMALL_BYTES;
        if has_grown {
            *looked_at = page.len();
        }
        has_grown
    }

    /// Returns the reply with this body. The memory stays reserved until the body is sent.
    ///
    /// # Errors
    ///
    /// - 503 if the page was given up because there was no memory.
    /// - 400 if the page was given up because the client left.
    pub fn finish(&self, body: Vec<u8>) -> Result<Reply, Fault> {
        match std::mem::replace(&mut *self.state(), State::Small) {
            State::Small if body.len() >= SMALL_BYTES => {
                let held = self.memory.try_hold_large(body.capacity(), &self.project_id);
                let reply = Reply::ok(body);
                Ok(if let Some(held) = held { reply.holding(held) } else { reply })
            }
            State::Small => Ok(Reply::ok(body)),
            State::Large(held) => Ok(Reply::ok(body).holding(held)),
            State::Refused(error) => Err(error.into()),
            State::Left => Err(Fault::client_left()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
