//! `{"rescue": null}`

use ferronova_compute::parse_id;
use ferronova_extend::Call;
use ferronova_http::{Failure, Fault, Reply};
use serde_json::Value;

use super::passwords::{answer, read_admin_pass};

/// Whether a request may name the image to boot from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RescueImage {
    /// It may.
    Read,
    /// What it says is not looked at.
    Ignored,
}

/// Boots a server from another disk, and says the password there.
///
/// # Errors
///
/// 400 for a password that is none, or an image that is none; 404, 403, 409.
pub async fn rescue(call: Call<'_>, image: RescueImage) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let admin_pass = read_admin_pass(value.get("adminPass"))?;
    let named = value.get("rescue_image_ref").filter(|it| !it.is_null());
    let image_id = named.filter(|_| image == RescueImage::Read).map(|reference| {
        let id = reference.as_str().and_then(|it| parse_id(it.rsplit('/').next()?));
        id.ok_or(Fault::bad_request("Invalid imageRef provided."))
    });
    let image_id = image_id.transpose()?;
    call.compute().rescue(call.request(), call.server()?, image_id).await?;
    Ok(answer(&admin_pass))
}
