//! `/servers/{id}/os-server-password`: the encrypted password that the guest generated.

use ferronova_extend::{Call, Key, object};
use ferronova_http::{Failure, Reply};

const PASSWORD: Key = Key::new("password");

/// `GET /servers/{id}/os-server-password`
pub async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let password = call.compute().server_password(call.request(), call.server()?).await?;
    Ok(Reply::ok(object(|out| {
        out.field(PASSWORD, &password);
    })))
}

/// `DELETE /servers/{id}/os-server-password`: removes the stored password; the password in the
/// guest stays valid.
pub async fn clear(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().clear_server_password(call.request(), call.server()?).await?;
    Ok(Reply::no_content())
}
