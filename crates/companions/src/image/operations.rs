//! Changes of images, and who may make them.

use ferronova_compute::{Caller, Image, MAX_IMAGE_METADATA};
use ferronova_http::StatusCode;

use super::{call::ImageCall, refusal::Refusal};

/// Maximum number of tags of an image.
const MAX_TAGS: usize = 128;

/// The role that Glance's default policy requires.
const MEMBER: &str = "member";

/// Fails unless the rule `rule` of Glance's default policy allows the caller an operation on the
/// image. Administrators may do everything, and members of the image's project most things.
pub(crate) fn check_member(
    caller: Option<&Caller>,
    image: &Image,
    rule: &str,
) -> Result<(), Refusal> {
    let caller = caller.ok_or_else(|| Refusal::by_rule(rule))?;
    let is_member = || caller.roles.iter().any(|it| it.eq_ignore_ascii_case(MEMBER));
    let is_owner = || image.project_id.as_ref() == Some(&caller.project_id);
    if caller.is_admin || (is_owner() && is_member()) {
        return Ok(());
    }
    Err(Refusal::by_rule(rule))
}

/// Changes the image that the path names, and returns the new image. `change` runs again if another
/// request changed the image meanwhile.
pub(crate) async fn edit(
    call: &ImageCall<'_>,
    change: impl Fn(&mut Image) -> Result<(), Refusal>,
) -> Result<Image, Refusal> {
    let id = call.id()?;
    loop {
        let old = call.find_image().await?;
        let mut new = old.clone();
        change(&mut new)?;
        check_numbers(&old, &new)?;
        let request = call.request_by("modify_image")?;
        let replaced = call.compute.replace_image(request, &old, new).await;
        // The change can be refused, as the image may belong to another project by now.
        let replaced = replaced.map_err(|it| Refusal::of_change(it, id, "modify_image"))?;
        if let Some(image) = replaced {
            return Ok(image);
        }
    }
}

/// Fails if the change exceeds the maximum number of properties or tags. An image that already has
/// more than the maximum may keep as many as it has.
fn check_numbers(old: &Image, new: &Image) -> Result<(), Refusal> {
    for (what, before, attempted, maximum) in [
        ("properties", old.metadata.len(), new.metadata.len(), MAX_IMAGE_METADATA),
        ("tags", old.tags.len(), new.tags.len(), MAX_TAGS),
    ] {
        if attempted > maximum && attempted > before {
            let text = format!(
                "The limit has been exceeded on the number of allowed image {what}. Attempted: \
                 {attempted}, Maximum: {maximum}"
            );
            return Err(Refusal::Page(StatusCode::PAYLOAD_TOO_LARGE, text));
        }
    }
    Ok(())
}
