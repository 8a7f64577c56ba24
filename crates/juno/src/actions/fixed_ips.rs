//! `{"addFixedIp": {"networkId": "…"}}` and `{"removeFixedIp": {"address": "…"}}`, once the version
//! has read what is asked.

use ferronova_extend::Call;
use ferronova_http::{Failure, Reply};

/// Gives a server one more fixed address.
///
/// # Errors
///
/// 404, 403, as the version words a lock; 400 for a network that is not there or has none left.
pub async fn add_fixed_ip(call: &Call<'_>, network: &str) -> Result<Reply, Failure> {
    call.compute().add_fixed_ip(call.request(), call.server()?, network).await?;
    Ok(call.accepted())
}

/// Takes a fixed address from a server.
///
/// # Errors
///
/// 404, 403, as the version words a lock; 400 for an address that is not the server's.
pub async fn remove_fixed_ip(call: &Call<'_>, address: &str) -> Result<Reply, Failure> {
    call.compute().remove_fixed_ip(call.request(), call.server()?, address).await?;
    Ok(call.accepted())
}
