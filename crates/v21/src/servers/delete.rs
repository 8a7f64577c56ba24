//! `DELETE /servers/{id}`

use ferronova_http::{Failure, Reply};

use crate::kit::Call;

/// Deletes the server in the path. A lock refuses this.
pub(super) async fn delete(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute.delete_server(call.request(), call.server()?).await?;
    Ok(Reply::no_content())
}
