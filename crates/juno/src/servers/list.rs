//! `GET /servers` and `GET /servers/detail`.

use std::sync::Arc;

use ferronova_compute::{Needs, Parts, Related, Server};
use ferronova_extend::{Call, Fields, ServerPage, WriteServer, next_link};
use ferronova_http::{Failure, Reply};

use super::{
    query::{ProjectFilter, read_list},
    view::{SIZE, ServerView},
};

/// `GET /servers`
///
/// # Errors
///
/// - 400 if a parameter is invalid.
/// - 403 if the policy forbids the list, or a caller who is no administrator asks for deleted
///   servers.
/// - 503 if there is no memory for a large page.
pub async fn list(call: Call<'_>, project_filter: ProjectFilter) -> Result<Reply, Failure> {
    let mut list = read_list(&call, project_filter)?;
    let view = Brief(ServerView::new(&call));
    let page = Arc::new(ServerPage::new(view, call.large_reply(), list.limit, SIZE / 4));
    list.parts = Parts::NONE;
    call.compute().list_servers(call.request(), list, page.clone()).await?;
    Ok(page.finish(|id| next_page(&call, "servers", id))?)
}

/// `GET /servers/detail`
pub async fn detail(call: Call<'_>, project_filter: ProjectFilter) -> Result<Reply, Failure> {
    let mut list = read_list(&call, project_filter)?;
    let view = ServerView::new(&call);
    list.parts = Parts::OF_2014.or(view.needs().parts());
    let page = ServerPage::new(Detailed(view), call.large_reply(), list.limit, SIZE);
    let page = Arc::new(page.showing_work(call.compute().unseen_work()));
    call.compute().list_servers(call.request(), list, page.clone()).await?;
    Ok(page.finish(|id| next_page(&call, "servers/detail", id))?)
}

fn next_page(call: &Call<'_>, path: &str, last_id: &str) -> Vec<u8> {
    next_link(&format!("{}/{path}", call.url()), call.query_text(), last_id)
}

/// Writes servers with id, name and links.
struct Brief(ServerView);

impl WriteServer for Brief {
    fn write(&mut self, server: &Server, out: &mut Fields<'_>) {
        self.0.write_brief(server, out);
    }
}

/// Writes servers with all keys.
struct Detailed(ServerView);

impl WriteServer for Detailed {
    fn needs(&self) -> Needs {
        self.0.needs()
    }

    fn relate(&mut self, related: Related) {
        self.0.relate(related);
    }

    fn write(&mut self, server: &Server, out: &mut Fields<'_>) {
        self.0.write_with_extensions(server, out);
    }
}
