//! A page of a list of servers, written while the servers are read from the store.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ferronova_compute::{
    Needs, PartialServer, PortFuture, Related, Server, ShownWork, UnseenWork, Visit, Visitor,
};
use ferronova_http::{Fault, LargeReply, PageBody, Reply};
use uuid::Uuid;

use crate::{Fields, Key, write_members, write_object};

const SERVERS: &str = "servers";
const SERVERS_LINKS: Key = Key::new("servers_links");
const REL: Key = Key::new("rel");
const HREF: Key = Key::new("href");

/// Maximum number of servers for which the buffer of a page has space from the start.
const USUAL_PAGE: usize = 50;

/// Writes the servers of a page.
pub trait WriteServer: Send {
    /// The related data that [`write`](Self::write) needs.
    fn needs(&self) -> Needs {
        Needs::default()
    }

    /// Sets the related data for the servers that follow.
    fn relate(&mut self, _related: Related) {}

    /// Writes the keys of a server.
    fn write(&mut self, server: &Server, out: &mut Fields<'_>);

    /// Whether the page shows servers whose part of the cloud does not answer.
    fn shows_partial(&self) -> bool {
        false
    }

    /// Writes what is known of a server whose part of the cloud does not answer.
    fn write_partial(&mut self, _server: &PartialServer, _out: &mut Fields<'_>) {}
}

/// A page of servers.
pub struct ServerPage<W> {
    /// Set if the page shows finished operations once as if they were in progress.
    unseen_work: Option<Arc<UnseenWork>>,
    reply: LargeReply,
    limit: usize,
    state: Mutex<State<W>>,
}

struct State<W> {
    writer: W,
    page: PageBody,
    /// Number of servers on the page, without those that are shown in part.
    n_servers: usize,
    /// The last server on the page.
    last: Option<Uuid>,
    /// Finished operations that the page shows as if they were in progress.
    works: Vec<ShownWork>,
}

impl<W: WriteServer> ServerPage<W> {
    /// Begins a page of at most `limit` servers. `usual_size` is the approximate size of a server,
    /// in bytes.
    #[must_use]
    pub fn new(writer: W, reply: LargeReply, limit: usize, usual_size: usize) -> Self {
        let page = PageBody::begin(SERVERS, usual_size * (limit.min(USUAL_PAGE) + 1), limit);
        let state = State { writer, page, n_servers: 0, last: None, works: Vec::new() };
        Self { unseen_work: None, reply, limit, state: Mutex::new(state) }
    }

    /// The same page, which shows finished operations once as if they were in progress.
    #[must_use]
    pub fn showing_work(self, unseen_work: &Arc<UnseenWork>) -> Self {
        Self { unseen_work: Some(Arc::clone(unseen_work)), ..self }
    }

    /// Returns the reply. A full page has a link to the next page, even if the next page is empty.
    /// `link` returns this link, escaped for a JSON string, for the id of the last server.
    ///
    /// # Errors
    ///
    /// - 503 if the page was given up because there was no memory.
    /// - 400 if the page was given up because the client left.
    pub fn finish(&self, link: impl FnOnce(&str) -> Vec<u8>) -> Result<Reply, Fault> {
        let mut state = self.state();
        let text = std::mem::replace(&mut state.page, PageBody::begin(SERVERS, 0, 0));
        let is_full = text.is_cut() || state.n_servers == self.limit;
        let body = text.end(|buffer| {
            let Some(id) = state.last.filter(|_| is_full) else {
                return;
            };
            let href = link(&id.to_string());
            write_members(buffer, |out| {
                out.list(SERVERS_LINKS, [href], |href, out| {
                    out.field(REL, "next").link(HREF, &href);
                });
            });
        });
        let reply = self.reply.finish(body)?;
        state.works.drain(..).for_each(ShownWork::seen);
        Ok(reply)
    }

    fn state(&self) -> MutexGuard<'_, State<W>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self, page: &PageBody) -> Visit {
        if self.reply.may_grow(page) { Visit::Next } else { Visit::Pause }
    }
}

impl<W: WriteServer> Visitor for ServerPage<W> {
    fn needs(&self) -> Needs {
        self.state().writer.needs()
    }

    fn relate(&self, related: Related) {
        self.state().writer.relate(related);
    }

    fn begin(&self) {
        let mut state = self.state();
        state.page.clear();
        state.n_servers = 0;
        state.last = None;
        state.works.clear();
    }

    fn unreachable(&self, server: PartialServer) -> Visit {
        let mut state = self.state();
        let State { writer, page, .. } = &mut *state;
        if !writer.shows_partial() {
            return Visit::Next;
        }
        let fits =
            page.add(|buffer| write_object(buffer, |out| writer.write_partial(&server, out)));
        if fits { self.next(page) } else { Visit::Enough }
    }

    fn visit(&self, mut server: Server) -> Visit {
        let mut state = self.state();
        let State { writer, page, n_servers, last, works } = &mut *state;
        let work = self.unseen_work.as_ref().and_then(|it| it.show(&mut server));
        if !page.add(|buffer| write_object(buffer, |out| writer.write(&server, out))) {
            return Visit::Enough;
        }
        *n_servers += 1;
        *last = Some(server.id);
        works.extend(work);
        self.next(page)
    }

    fn go_on(&self) -> PortFuture<'_, bool> {
        Box::pin(self.reply.reserve())
    }
}
