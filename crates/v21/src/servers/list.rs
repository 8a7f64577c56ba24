//! `GET /servers` and `GET /servers/detail`.

use std::sync::Arc;

use ferronova_compute::{Needs, PartialServer, Parts, Related, Server, ServerListRequest};
use ferronova_extend::{Fields, ServerPage, WriteServer, read_limit};
use ferronova_http::{Failure, Reply};

use super::{conditions, order};
use crate::{
    kit::{Call, Feature, Query},
    query,
    view::{SIZE, ServerView, View},
};

/// The parameters with which a list shows no servers in part: a page of them would be no page.
const OF_PAGES: [&str; 4] = ["limit", "marker", "sort_key", "sort_dir"];

/// `GET /servers`
pub(super) async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    let (list, shows_partial) = read(&call)?;
    let list = ServerListRequest { parts: Parts::NONE, ..list };
    let writer = Brief { view: call.view(ServerView::Listed, call.passed()), shows_partial };
    let page = Arc::new(ServerPage::new(writer, call.large_reply(), list.limit, SIZE / 4));
    call.compute.list_servers(call.request(), list, page.clone()).await?;
    Ok(page.finish(|id| query::next_link(&call, "servers", Query::Servers, id))?)
}

/// `GET /servers/detail`
pub(super) async fn detail(call: Call<'_>) -> Result<Reply, Failure> {
    let (list, shows_partial) = read(&call)?;
    let view = call.view(ServerView::Listed, call.passed());
    let list = ServerListRequest { parts: view.needs().parts(), ..list };
    let writer = Detailed { view, shows_partial };
    let page = ServerPage::new(writer, call.large_reply(), list.limit, SIZE);
    let page = Arc::new(page.showing_work(call.compute.unseen_work()));
    call.compute.list_servers(call.request(), list, page.clone()).await?;
    Ok(page.finish(|id| query::next_link(&call, "servers/detail", Query::Servers, id))?)
}

/// Reads the query. Also returns whether the list shows servers in part.
fn read(call: &Call<'_>) -> Result<(ServerListRequest, bool), Failure> {
    let query = query::read(call, Query::Servers)?;
    call.require()?;
    let filters = conditions::read(call, &query)?;
    let shows_partial = call.edition.has(Feature::PartialServers)
        && !filters.narrow
        && OF_PAGES.iter().all(|it| query.last(it).is_none());
    let list = ServerListRequest {
        all_projects: filters.all_projects,
        deletion: filters.deletion,
        conditions: filters.conditions,
        order: order::read(call, &query)?,
        marker: query.last("marker").filter(|it| !it.is_empty()).map(str::to_owned),
        limit: read_limit(&query)?,
        parts: Parts::NONE,
    };
    Ok((list, shows_partial))
}

/// Writes servers with id, name and links.
struct Brief {
    view: View,
    shows_partial: bool,
}

impl WriteServer for Brief {
    fn write(&mut self, server: &Server, out: &mut Fields<'_>) {
        self.view.write_brief(server, out);
    }

    fn shows_partial(&self) -> bool {
        self.shows_partial
    }

    fn write_partial(&mut self, server: &PartialServer, out: &mut Fields<'_>) {
        self.view.write_brief_partial(server, out);
    }
}

/// Writes servers with everything that the caller sees.
struct Detailed {
    view: View,
    shows_partial: bool,
}

impl WriteServer for Detailed {
    fn needs(&self) -> Needs {
        self.view.needs()
    }

    fn relate(&mut self, related: Related) {
        self.view.relate(related);
    }

    fn write(&mut self, server: &Server, out: &mut Fields<'_>) {
        self.view.write(server, out);
    }

    fn shows_partial(&self) -> bool {
        self.shows_partial
    }

    fn write_partial(&mut self, server: &PartialServer, out: &mut Fields<'_>) {
        self.view.write_listed_partial(server, out);
    }
}
