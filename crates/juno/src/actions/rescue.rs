//! `{"rescue": null}`

use ferronova_compute::parse_id;
use ferronova_extend::Call;
use ferronova_http::{Failure, Fault, Reply};
use serde_json::Value;
use uuid::Uuid;

use super::passwords::password_answer;

/// Boots a server from another disk, after the version has parsed the request. Replies with the
/// password.
pub async fn rescue(
    call: &Call<'_>,
    admin_pass: &str,
    image_id: Option<Uuid>,
) -> Result<Reply, Failure> {
    call.compute().rescue(call.request(), call.server()?, image_id).await?;
    Ok(password_answer(Some(admin_pass)))
}

/// Parses the image in a rescue request: an id, or a URL that ends in an id.
pub fn read_rescue_image(reference: &Value) -> Result<Uuid, Fault> {
    let id = reference.as_str().and_then(|it| parse_id(it.rsplit('/').next()?));
    id.ok_or(Fault::bad_request("Invalid imageRef provided."))
}
