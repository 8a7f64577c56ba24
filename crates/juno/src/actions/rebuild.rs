//! `{"rebuild": {"imageRef": "…"}}`

use ferronova_compute::Rebuild;
use ferronova_extend::{Call, Members};
use ferronova_http::{Failure, LOCATION, Reply};

use crate::servers::rebuilt;

/// Makes a server anew, once the version has read its part of the request. Extensions read theirs
/// of `members`. The answer is the whole server, with the password.
///
/// # Errors
///
/// 400 for an image that can't be used; 404, 403, 409.
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
