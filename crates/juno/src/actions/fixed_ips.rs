//! `{"addFixedIp": {"networkId": "…"}}` and `{"removeFixedIp": {"address": "…"}}`, after the
//! version has parsed them.

use ferronova_extend::Call;
use ferronova_http::{Failure, Reply};

pub async fn add_fixed_ip(call: &Call<'_>, network: &str) -> Result<Reply, Failure> {
    call.compute().add_fixed_ip(call.request(), call.server()?, network).await?;
    Ok(call.accepted())
}

pub async fn remove_fixed_ip(call: &Call<'_>, address: &str) -> Result<Reply, Failure> {
    call.compute().remove_fixed_ip(call.request(), call.server()?, address).await?;
    Ok(call.accepted())
}
