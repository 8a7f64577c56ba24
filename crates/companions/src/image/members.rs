//! `/v2/images/{id}/members`: the projects that an image is shared with. Sharing is not supported,
//! so there are none.

use ferronova_compute::{Image, Visibility};
use ferronova_http::Reply;
use serde_json::json;

use super::{
    call::{ImageCall, ok},
    refusal::Refusal,
};

/// `GET /v2/images/{id}/members`
pub(crate) async fn list(call: &ImageCall<'_>) -> Result<Reply, Refusal> {
    let image = find(call).await?;
    if image.visibility == Visibility::Shared {
        return Ok(ok(&json!({"members": [], "schema": "/v2/schemas/members"})));
    }
    let id = image.id;
    let text =
        format!("Not allowed to list members for image {id}: Only shared images have members.");
    Err(Refusal::forbidden(text))
}

/// `POST /v2/images/{id}/members`
pub(crate) async fn add(call: &ImageCall<'_>) -> Result<Reply, Refusal> {
    let id = find(call).await?.id;
    Err(Refusal::forbidden(format!("Not allowed to create members for image {id}.")))
}

/// Any request for `/v2/images/{id}/members/{name}`
pub(crate) async fn one(call: &ImageCall<'_>) -> Result<Reply, Refusal> {
    let id = find(call).await?.id;
    let text = format!("{} not found in the member list of the image {id}.", call.name()?);
    Err(Refusal::not_found(text))
}

async fn find(call: &ImageCall<'_>) -> Result<Image, Refusal> {
    call.find_image().await.map_err(|it| it.reword_no_image(|id| format!("Image {id} not found.")))
}
