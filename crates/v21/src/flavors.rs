//! `/flavors`: the sizes of servers.

use ferronova_compute::Flavor;
use ferronova_extend::{Fields, Key, handler, object};
use ferronova_http::{Failure, Fault, Reply};

use crate::{
    kit::{Call, Query, Route},
    query,
    view::flavor::FlavorView,
    wording::not_found,
};

mod list;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/flavors", handler!(list)),
    Route::get("/flavors/detail", handler!(detail)),
    Route::get("/flavors/{id}", handler!(show)),
];

const FLAVOR: Key = Key::new("flavor");
const FLAVORS: Key = Key::new("flavors");
const FLAVORS_LINKS: Key = Key::new("flavors_links");
const REL: Key = Key::new("rel");
const HREF: Key = Key::new("href");

async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    page(&call, "flavors", FlavorView::Brief).await
}

async fn detail(call: Call<'_>) -> Result<Reply, Failure> {
    page(&call, "flavors/detail", FlavorView::Whole).await
}

async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    query::read(&call, Query::Other)?;
    let flavor = find(&call).await?;
    let view = call.flavor_view(FlavorView::Whole);
    Ok(Reply::ok(object(|out| {
        out.object(FLAVOR, |out| view.write(&flavor, out));
    })))
}

/// The flavor that `{id}` in the path names.
pub(crate) async fn find(call: &Call<'_>) -> Result<Flavor, Failure> {
    let id = call.param("id");
    let found = call.compute.flavor_open_to(call.caller, id).await?;
    Ok(found.ok_or_else(|| unknown(id))?)
}

fn unknown(id: &str) -> Fault {
    not_found(format!("Flavor {id} could not be found."))
}

async fn page(call: &Call<'_>, path: &str, view: FlavorView) -> Result<Reply, Failure> {
    let query = query::read(call, Query::Flavors)?;
    let (flavors, is_full) = list::find(call, &query).await?;
    let view = call.flavor_view(view);
    let last = flavors.last().filter(|_| is_full);
    let next = last.map(|it| query::next_link(call, path, Query::Flavors, &it.id));
    Ok(Reply::ok(object(|out| {
        out.list(FLAVORS, &flavors, |flavor, out: &mut Fields<'_>| view.write(flavor, out));
        if let Some(href) = next {
            out.list(FLAVORS_LINKS, [href], |href, out| {
                out.field(REL, "next").link(HREF, &href);
            });
        }
    })))
}
