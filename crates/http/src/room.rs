//! The room that a large answer takes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ferronova_compute::PAGE_BYTES;
use tokio::task::yield_now;

use crate::{
    Fault, HeldMemory, Incoming, Memory, OutOfMemory, PageBody, Peer, Reply,
    page_body::{SMALL_BYTES, STEP},
};

/// How much memory a large page takes while it is made, in bytes.
const LARGE_PAGE: usize = PAGE_BYTES + STEP;

/// How many large answers of a project may be made or read before others wait for their turn.
const FEW: usize = 12;

/// How much of a page is made on the thread that answers others while there are few: in bytes, what
/// a thousand servers of usual size are.
const FEW_BYTES: usize = 1 << 21;

/// How many entries of a page are made there while there are more.
const MANY_ENTRIES: usize = 10;

/// How much of a page is made there then: as many clients may come at once as there are connections.
const MANY_BYTES: usize = 1 << 16;

/// The room that a large answer takes: memory, and a client that still waits.
pub struct Room {
    memory: Arc<Memory>,
    peer: Peer,
    project_id: String,
    is_crowded: bool,
    state: Mutex<State>,
    /// How long the page was when the client was last looked for.
    looked_at: Mutex<usize>,
}

/// What became of the room.
#[derive(Debug)]
enum State {
    /// Nobody asked for more than a small answer takes.
    Small,
    Large(HeldMemory),
    Refused(OutOfMemory),
    /// The client does not wait any more.
    Left,
}

impl Room {
    /// The room for the answer to a request of somebody in that project.
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

    /// Whether a page can grow without asking for more room.
    #[must_use]
    pub fn holds(&self, page: &PageBody) -> bool {
        if matches!(*self.state(), State::Large(_)) {
            return true;
        }
        if self.is_crowded {
            page.count() < MANY_ENTRIES && page.len() < MANY_BYTES
        } else {
            // For a client that has left, asking for more room ends the page.
            page.len() < FEW_BYTES && !(self.has_grown(page) && self.peer.is_gone())
        }
    }

    /// Waits for the room for a large page, and returns whether there is some and the client still
    /// waits for it. It is asked before each slice of the answer.
    pub async fn make(&self) -> bool {
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

    /// The same for a page that is made on the thread that answers others: asks only where the page
    /// has become large, and each time when it has grown by so much again. Others have their turn
    /// then.
    pub async fn make_for(&self, page: &PageBody) -> bool {
        if !self.has_grown(page) {
            return true;
        }
        yield_now().await;
        self.make().await
    }

    /// Whether a page has become larger by a small answer since the last time that it had.
    fn has_grown(&self, page: &PageBody) -> bool {
        let mut looked_at = self.looked_at.lock().unwrap_or_else(PoisonError::into_inner);
        let has_grown = page.len() >= *looked_at + SMALL_BYTES;
        if has_grown {
            *looked_at = page.len();
        }
        has_grown
    }

    /// The answer with this body, which keeps its memory until it is sent.
    ///
    /// # Errors
    ///
    /// If the answer was given up: 503 for want of memory, 400 for a client that left.
    pub fn answer(&self, body: Vec<u8>) -> Result<Reply, Fault> {
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
