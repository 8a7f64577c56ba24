//! `GET /servers` and `GET /servers/detail`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ferronova_compute::{
    Needs, Parts, PortFuture, Related, Server, ShownWork, UnseenWork, Visit, Visitor,
};
use ferronova_extend::{Call, Key, next_link, write_members, write_object};
use ferronova_http::{Failure, LargeReply, PageBody, Reply};
use uuid::Uuid;

use super::{
    query::{ProjectFilter, read_list},
    view::{SIZE, ServerView},
};

const SERVERS: &str = "servers";
const SERVERS_LINKS: Key = Key::new("servers_links");
const REL: Key = Key::new("rel");
const HREF: Key = Key::new("href");

/// Maximum number of servers for which the buffer of a page has space from the start.
const USUAL_PAGE: usize = 50;

/// How much of each server to show.
#[derive(Clone, Copy)]
enum DetailLevel {
    Brief,
    Detailed,
}

/// `GET /servers`
///
/// # Errors
///
/// - 400 if a parameter is invalid.
/// - 403 if the policy forbids the list, or a caller who is no administrator asks for deleted
///   servers.
/// - 503 if there is no memory for a large page.
pub async fn list(call: Call<'_>, project_filter: ProjectFilter) -> Result<Reply, Failure> {
    answer(&call, project_filter, DetailLevel::Brief, "servers").await
}

/// `GET /servers/detail`
pub async fn detail(call: Call<'_>, project_filter: ProjectFilter) -> Result<Reply, Failure> {
    answer(&call, project_filter, DetailLevel::Detailed, "servers/detail").await
}

/// Replies with a page of servers. A full page has a link to the next page, even if the next page
/// is empty.
async fn answer(
    call: &Call<'_>,
    project_filter: ProjectFilter,
    level: DetailLevel,
    path: &str,
) -> Result<Reply, Failure> {
    let mut list = read_list(call, project_filter)?;
    let limit = list.limit;
    let page = Arc::new(ServerPage::new(call, level, limit));
    list.parts = match level {
        DetailLevel::Brief => Parts::NONE,
        DetailLevel::Detailed => Parts::OF_2014.or(page.needs().parts()),
    };
    call.compute().list_servers(call.request(), list, page.clone()).await?;

    let (text, last_id) = page.take();
    let is_full = text.is_cut() || text.count() == limit;
    let body = text.end(|buffer| {
        let Some(id) = last_id.filter(|_| is_full) else {
            return;
        };
        let url = format!("{}/{path}", call.url());
        let href = next_link(&url, call.query_text(), &id.to_string());
        write_members(buffer, |out| {
            out.list(SERVERS_LINKS, [href], |href, out| {
                out.field(REL, "next").link(HREF, &href);
            });
        });
    });
    let reply = page.reply.finish(body)?;
    page.state().works.drain(..).for_each(ShownWork::seen);
    Ok(reply)
}

/// A page of servers that is written while the servers are read from the store.
struct ServerPage {
    level: DetailLevel,
    unseen_work: Arc<UnseenWork>,
    reply: LargeReply,
    state: Mutex<PageState>,
}

struct PageState {
    view: ServerView,
    page: PageBody,
    /// The last server on the page.
    last: Option<Uuid>,
    /// Finished operations that the page shows as if they were in progress.
    works: Vec<ShownWork>,
}

impl ServerPage {
    fn new(call: &Call<'_>, level: DetailLevel, limit: usize) -> Self {
        let view = ServerView::new(call);
        let size = match level {
            DetailLevel::Brief => SIZE / 4,
            DetailLevel::Detailed => SIZE,
        };
        let page = PageBody::begin(SERVERS, size * (limit.min(USUAL_PAGE) + 1), limit);
        let state = Mutex::new(PageState { view, page, last: None, works: Vec::new() });
        let unseen_work = Arc::clone(call.compute().unseen_work());
        Self { level, unseen_work, reply: call.large_reply(), state }
    }

    /// Takes the page out of the state. Also returns the id of the page's last server.
    fn take(&self) -> (PageBody, Option<Uuid>) {
        let mut state = self.state();
        (std::mem::replace(&mut state.page, PageBody::begin(SERVERS, 0, 0)), state.last)
    }

    fn state(&self) -> MutexGuard<'_, PageState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Visitor for ServerPage {
    fn needs(&self) -> Needs {
        match self.level {
            DetailLevel::Brief => Needs::default(),
            DetailLevel::Detailed => self.state().view.needs(),
        }
    }

    fn relate(&self, related: Related) {
        self.state().view.relate(related);
    }

    fn begin(&self) {
        let mut state = self.state();
        state.page.clear();
        state.last = None;
        state.works.clear();
    }

    fn visit(&self, mut server: Server) -> Visit {
        let mut state = self.state();
        let PageState { view, page, last, works } = &mut *state;
        let work = match self.level {
            DetailLevel::Brief => None,
            DetailLevel::Detailed => self.unseen_work.show(&mut server),
        };
        let fits = page.add(|buffer| {
            write_object(buffer, |out| match self.level {
                DetailLevel::Brief => view.write_brief(&server, out),
                DetailLevel::Detailed => view.write_with_extensions(&server, out),
            });
        });
        if !fits {
            return Visit::Enough;
        }
        *last = Some(server.id);
        works.extend(work);
        if self.reply.may_grow(page) { Visit::Next } else { Visit::Pause }
    }

    fn go_on(&self) -> PortFuture<'_, bool> {
        Box::pin(self.reply.reserve())
    }
}
