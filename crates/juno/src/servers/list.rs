//! `GET /servers` and `GET /servers/detail`.

use ferronova_compute::Server;
use ferronova_extend::{Call, ProjectFilter, next_link, read_list};
use ferronova_http::{Failure, Reply};

use super::View;

/// `GET /servers`
///
/// # Errors
///
/// 400 for a wrong parameter, 403.
pub async fn list(call: Call<'_>, project_filter: ProjectFilter) -> Result<Reply, Failure> {
    let (servers, next) = find(&call, project_filter, "servers").await?;
    let infrastructure = call.compute().infrastructure();
    Ok(Reply::ok(View::new(&call, &infrastructure).brief(&servers, next.as_deref())))
}

/// `GET /servers/detail`
///
/// # Errors
///
/// 400 for a wrong parameter, 403.
pub async fn detail(call: Call<'_>, project_filter: ProjectFilter) -> Result<Reply, Failure> {
    let (servers, next) = find(&call, project_filter, "servers/detail").await?;
    let infrastructure = call.compute().infrastructure();
    Ok(Reply::ok(View::new(&call, &infrastructure).detailed(&servers, next.as_deref())))
}

/// The servers of a page. A full page has a link to the next one, even if that is empty.
async fn find(
    call: &Call<'_>,
    project_filter: ProjectFilter,
    path: &str,
) -> Result<(Vec<Server>, Option<Vec<u8>>), Failure> {
    let list = read_list(call, project_filter)?;
    let limit = list.limit;
    let servers = call.compute().list_servers(call.request(), list).await?;
    let full = servers.last().filter(|_| servers.len() == limit);
    let next = full.map(|it| {
        next_link(&format!("{}/{path}", call.url()), call.query_text(), &it.id.to_string())
    });
    Ok((servers, next))
}
