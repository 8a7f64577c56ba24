//! `/v2/images/{id}/tags/{name}`

use ferronova_http::{Reply, StatusCode};

use super::{
    call::ImageCall,
    operations::{check_member, edit},
    refusal::Refusal,
    settings,
};

/// `PUT /v2/images/{id}/tags/{name}`
pub(crate) async fn add(call: &ImageCall<'_>) -> Result<Reply, Refusal> {
    call.check_no_body()?;
    let tag = settings::tag(call.name()?)?;
    let (id, caller) = (call.id()?, call.caller());
    let edited = edit(call, |image| {
        check_member(caller, image, "modify_image")?;
        image.tags.insert(tag.clone());
        Ok(())
    });
    edited.await.map_err(|refusal| reword_for_tags(refusal, id))?;
    Ok(Reply::no_content())
}

/// `DELETE /v2/images/{id}/tags/{name}`
pub(crate) async fn remove(call: &ImageCall<'_>) -> Result<Reply, Refusal> {
    call.check_no_body()?;
    let (id, tag, caller) = (call.id()?, call.name()?, call.caller());
    let edited = edit(call, |image| {
        check_member(caller, image, "modify_image")?;
        if image.tags.remove(tag) {
            return Ok(());
        }
        Err(Refusal::not_found("The resource could not be found."))
    });
    edited.await.map_err(|refusal| reword_for_tags(refusal, id))?;
    Ok(Reply::no_content())
}

/// Replaces the text of a refusal of [`edit`] by Glance's text for a change of tags.
fn reword_for_tags(refusal: Refusal, id: &str) -> Refusal {
    if let Refusal::Page(status @ StatusCode::PAYLOAD_TOO_LARGE, text) = &refusal {
        return Refusal::Page(*status, format!("Image tag limit exceeded for image {id}: {text}:"));
    }
    refusal.reword_no_image(|id| format!("Image {id} not found."))
}
