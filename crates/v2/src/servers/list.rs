//! `GET /servers` and `GET /servers/detail`.

use ferronova_compute::Server;
use ferronova_extend::{Call, next_link, read_list};
use ferronova_http::{Failure, Reply};

use super::View;

/// `GET /servers`
pub(crate) async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    let (servers, next) = find(&call, "servers").await?;
    Ok(Reply::ok(View::new(&call).brief(&servers, next.as_deref())))
}

/// `GET /servers/detail`
pub(crate) async fn detail(call: Call<'_>) -> Result<Reply, Failure> {
    let (servers, next) = find(&call, "servers/detail").await?;
    Ok(Reply::ok(View::new(&call).detailed(&servers, next.as_deref())))
}

/// The servers of a page. A full page has a link to the next one, even if that is empty.
async fn find(call: &Call<'_>, path: &str) -> Result<(Vec<Server>, Option<Vec<u8>>), Failure> {
    let list = read_list(call)?;
    let limit = list.limit;
    let servers = call.compute().list_servers(call.request(), list).await?;
    let full = servers.last().filter(|_| servers.len() == limit);
    let next = full.map(|it| {
        next_link(&format!("{}/{path}", call.url()), call.query_text(), &it.id.to_string())
    });
    Ok((servers, next))
}
