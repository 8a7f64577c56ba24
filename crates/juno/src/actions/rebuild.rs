//! `{"rebuild": {"imageRef": "…"}}`

use ferronova_compute::Rebuild;
use ferronova_extend::{Call, Members};
use ferronova_http::{Failure, LOCATION, Reply};

use crate::servers::rebuilt;

/// Rebuilds a server, after the version has parsed its part of the request. Extensions read their
/// members from `members`. Replies with the whole server and its password.
pub async fn rebuild(
    call: &Call<'_>,
    members: Members<'_>,
    mut rebuild: Rebuild,
    admin_pass: &str,
) -> Result<Reply, Failure> {
    call.visible().read(|it| &it.on_rebuild, members, &mut rebuild)?;
    let server = call.compute().rebuild(call.request(), call.server()?, rebuild).await?;
    let location = format!("{}/servers/{}", call.url(), server.id);
    Ok(rebuilt(call, &server, admin_pass).with_header(LOCATION, &location))
}
