//! The text of one page of a list, and the room that a large one takes.

use std::sync::{Arc, Mutex, PoisonError};

use ferronova_compute::{PAGE_BYTES, Visit};
use ferronova_http::{Failure, Fault, Held, Memory, OutOfMemory, Peer, Reply};

use crate::{Call, Fields, Key, write_members, write_object};

/// A page with more items than these, or of more bytes, goes on in slices, off the thread that
/// answers others, and is held against the memory for large answers.
const SMALL_ITEMS: usize = 100;
const SMALL_BYTES: usize = 1 << 18;

/// The steps in which the text of a large page grows, in bytes: doubling it would take twice the
/// memory that it needs.
const STEP: usize = 1 << 20;

/// How much memory a large page takes while it is made, in bytes.
const LARGE_PAGE: usize = PAGE_BYTES + STEP;

/// The text of one page of a list: `{"servers":[…]`, as it is written.
pub struct Page {
    text: Vec<u8>,
    /// Where the items begin.
    start: usize,
    n_items: usize,
    is_cut: bool,
}

impl Page {
    /// A page whose items stand under `key`, with space for so many bytes.
    #[must_use]
    pub fn new(key: Key, space: usize) -> Self {
        let mut text = Vec::with_capacity(space);
        text.extend_from_slice(b"{\"");
        text.extend_from_slice(key.as_str().as_bytes());
        text.extend_from_slice(b"\":[");
        Self { start: text.len(), text, n_items: 0, is_cut: false }
    }

    /// Removes all items.
    pub fn clear(&mut self) {
        self.text.truncate(self.start);
        self.n_items = 0;
        self.is_cut = false;
    }

    /// Adds an item whose keys `write` writes, unless the page would be longer than
    /// [`PAGE_BYTES`]: then it is cut, and says [`Visit::Enough`]. The first item always fits.
    pub fn add(&mut self, write: impl FnOnce(&mut Fields<'_>)) -> Visit {
        let end = self.text.len();
        if end > SMALL_BYTES && self.text.capacity() - end < STEP / 2 {
            self.text.reserve_exact(STEP);
        }
        if self.n_items > 0 {
            self.text.push(b',');
        }
        write_object(&mut self.text, write);
        if self.text.len() > PAGE_BYTES && self.n_items > 0 {
            self.text.truncate(end);
            self.is_cut = true;
            return Visit::Enough;
        }
        self.n_items += 1;
        Visit::Next
    }

    /// Whether the page is small so far.
    #[must_use]
    pub fn is_small(&self) -> bool {
        self.n_items < SMALL_ITEMS && self.text.len() < SMALL_BYTES
    }

    /// Whether there is more than fits on the page, or than `limit` items, so that it needs a link
    /// to the next. A page of `limit` items is taken to be followed by another, as in Nova.
    #[must_use]
    pub fn has_next(&self, limit: usize) -> bool {
        self.is_cut || self.n_items == limit
    }

    /// The whole text, with the keys that `write` writes behind the items.
    #[must_use]
    pub fn finish(mut self, write: impl FnOnce(&mut Fields<'_>)) -> Vec<u8> {
        self.text.push(b']');
        write_members(&mut self.text, write);
        self.text.push(b'}');
        self.text
    }
}

/// Holds memory for work that takes so many bytes in large amounts, as soon as there is some.
///
/// # Errors
///
/// 503 if there is none for a while.
pub async fn hold_large(call: &Call<'_>, bytes: usize) -> Result<Option<Held>, Fault> {
    if bytes < SMALL_BYTES {
        return Ok(None);
    }
    Ok(Some(call.memory().hold_large(bytes, &call.caller().project_id).await?))
}

/// The room that a large answer takes: memory, and a client that still waits.
pub struct Room {
    memory: Arc<Memory>,
    peer: Peer,
    project_id: String,
    state: Mutex<RoomState>,
}

/// What a room was found to be.
#[derive(Debug)]
enum RoomState {
    /// Nobody asked for more than a small answer takes.
    Small,
    Large(Held),
    Refused(OutOfMemory),
    /// The client does not wait any more.
    Left,
}

impl Room {
    /// The room for the answer to this call.
    #[must_use]
    pub fn of(call: &Call<'_>) -> Self {
        Self {
            memory: Arc::clone(call.memory()),
            peer: call.peer(),
            project_id: call.caller().project_id.clone(),
            state: Mutex::new(RoomState::Small),
        }
    }

    /// Whether there is room for a large page.
    #[must_use]
    pub fn is_large(&self) -> bool {
        matches!(*self.state.lock().unwrap_or_else(PoisonError::into_inner), RoomState::Large(_))
    }

    /// Waits for the room for a large page, and returns whether there is some and the client still
    /// waits for it. It is asked before each slice of the answer.
    pub async fn make(&self) -> bool {
        if self.peer.is_gone() {
            self.set(RoomState::Left);
            return false;
        }
        if self.is_large() {
            return true;
        }
        let held = self.memory.hold_large(LARGE_PAGE, &self.project_id).await;
        let state = match held {
            _ if self.peer.is_gone() => RoomState::Left,
            Ok(held) => RoomState::Large(held),
            Err(error) => RoomState::Refused(error),
        };
        let is_large = matches!(state, RoomState::Large(_));
        self.set(state);
        is_large
    }

    /// The answer with this body, which keeps its memory until it is sent.
    ///
    /// # Errors
    ///
    /// If the answer was given up: 503 for want of memory, and [`Failure::ClientLeft`].
    pub fn answer(&self, body: Vec<u8>) -> Result<Reply, Failure> {
        match self.take() {
            RoomState::Small => Ok(Reply::ok(body)),
            RoomState::Large(held) => Ok(Reply::ok(body).holding(Some(held))),
            RoomState::Refused(error) => Err(Fault::from(error).into()),
            RoomState::Left => Err(Failure::ClientLeft),
        }
    }

    fn set(&self, state: RoomState) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }

    fn take(&self) -> RoomState {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut state, RoomState::Small)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ITEMS: Key = Key::plain("items");
    const TEXT: Key = Key::plain("text");

    fn page() -> Page {
        Page::new(ITEMS, 0)
    }

    fn add(page: &mut Page, text: &str) -> Visit {
        page.add(|out| {
            out.field(TEXT, text);
        })
    }

    #[test]
    fn items_and_what_follows_them_are_one_object() {
        let mut page = page();
        add(&mut page, "a");
        add(&mut page, "b");

        let text = page.finish(|out| {
            out.field(TEXT, "c");
        });

        let expected = r#"{"items":[{"text":"a"},{"text":"b"}],"text":"c"}"#;
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }

    #[test]
    fn a_page_without_items_is_an_empty_list() {
        assert_eq!(page().finish(|_| {}), br#"{"items":[]}"#);
    }

    #[test]
    fn a_page_that_would_be_too_long_is_cut_before_the_item() {
        let mut page = page();
        let long = "x".repeat(PAGE_BYTES / 3);

        let visits: Vec<Visit> = (0..3).map(|_| add(&mut page, &long)).collect();

        assert_eq!(visits, [Visit::Next, Visit::Next, Visit::Enough]);
        assert!(page.has_next(1000));
        let text = page.finish(|_| {});
        assert!(text.len() < PAGE_BYTES && text.ends_with(br#"x"}]}"#));
    }

    #[test]
    fn the_first_item_always_fits() {
        let mut page = page();

        let visit = add(&mut page, &"x".repeat(2 * PAGE_BYTES));

        assert_eq!(visit, Visit::Next);
        assert_eq!(add(&mut page, "y"), Visit::Enough);
    }

    #[test]
    fn a_page_of_as_many_items_as_its_limit_has_a_next_one() {
        let mut page = page();
        add(&mut page, "a");

        assert!(page.has_next(1));
        assert!(!page.has_next(2));
    }

    #[test]
    fn a_page_that_begins_again_has_no_items() {
        let mut page = page();
        add(&mut page, "a");

        page.clear();
        add(&mut page, "b");

        assert_eq!(page.finish(|_| {}), br#"{"items":[{"text":"b"}]}"#);
    }
}
