//! `/network/v2.0/security-groups`: the same groups as in compute's API.

use ferronova_compute::{
    DEFAULT_GROUP, SecurityGroup, SecurityGroupChange, SecurityGroupError, parse_id,
};
use serde_json::Value;

use super::{
    attributes::Attributes,
    call::NetworkCall,
    refusal::{self, Refusal},
};

/// The attributes of a new group.
const NEW: &[&str] = &["name", "description", "tenant_id", "project_id", "stateful", "shared"];
/// The attributes that can be changed.
const CHANGED: &[&str] = &["name", "description", "stateful"];

/// Returns the groups of the caller's project, or of all projects for an administrator.
pub(crate) async fn find(call: NetworkCall<'_>) -> Result<Vec<SecurityGroup>, Refusal> {
    let Some(request) = call.request() else {
        return Ok(Vec::new());
    };
    let groups = call.compute.list_security_groups(request, &request.caller.reach()).await;
    groups.map_err(refusal::from_error)
}

pub(crate) async fn create(call: NetworkCall<'_>) -> Result<SecurityGroup, Refusal> {
    let attributes = Attributes::read(call.incoming, "security_group", NEW)?;
    let request = attributes.request_to_make(&call)?;
    check_stateful(&attributes)?;
    let name = name_in(&attributes)?.unwrap_or_default();
    let description = attributes.text("description")?.unwrap_or_default();
    let (name, description) = (name.to_owned(), description.to_owned());
    let created = call.compute.create_security_group(request, name, description).await;
    created.map_err(refusal::from_error)
}

/// Changes the name or the description of a group. The default group can't be renamed.
pub(crate) async fn update(call: NetworkCall<'_>, id: &str) -> Result<SecurityGroup, Refusal> {
    let attributes = Attributes::read(call.incoming, "security_group", CHANGED)?;
    check_stateful(&attributes)?;
    let group = find_one(call, id).await?;
    if attributes.has("name") && group.is_default() {
        return Err(refusal::from_error(SecurityGroupError::UpdatesDefault.into()));
    }
    let change = SecurityGroupChange {
        name: name_in(&attributes)?.map(str::to_owned),
        description: attributes.text("description")?.map(str::to_owned),
    };
    let updated = call.compute.update_security_group(group, change).await;
    updated.map_err(refusal::from_error)
}

/// Deletes a group. Only administrators may delete a default group; it is created again when its
/// project next needs it.
pub(crate) async fn delete(call: NetworkCall<'_>, id: &str) -> Result<(), Refusal> {
    let group = find_one(call, id).await?;
    if group.is_default() && !call.subject.is_admin() {
        return Err(refusal::from_error(SecurityGroupError::DeletesDefault.into()));
    }
    call.compute.delete_security_group(group).await.map_err(refusal::from_error)
}

pub(crate) async fn find_one(call: NetworkCall<'_>, id: &str) -> Result<SecurityGroup, Refusal> {
    let not_found = || SecurityGroupError::NoSuchId { id: id.to_owned() };
    // Unlike in compute's API, the number of a group is not a valid id.
    let wanted = parse_id(id).ok_or_else(|| refusal::from_error(not_found().into()))?;
    let found = find(call).await?.into_iter().find(|it| it.id() == wanted);
    found.ok_or_else(|| refusal::from_error(not_found().into()))
}

/// Fails if the request asks for a group without connection tracking. Such groups are not
/// supported: if the value were ignored, the group would be shown with another value than the
/// client set.
fn check_stateful(attributes: &Attributes) -> Result<(), Refusal> {
    match attributes.value("stateful") {
        None | Some(Value::Bool(true)) => Ok(()),
        Some(Value::Bool(false)) => {
            Err(refusal::invalid("stateful", "no group without connection tracking is kept here"))
        }
        Some(other) => {
            Err(refusal::invalid("stateful", &format!("'{other}' is not a valid boolean value")))
        }
    }
}

/// Reads the name for a group. The name can't be `default`, which is the name of the group that
/// every project has.
fn name_in(attributes: &Attributes) -> Result<Option<&str>, Refusal> {
    let name = attributes.text("name")?;
    if name.is_some_and(|it| it.eq_ignore_ascii_case(DEFAULT_GROUP)) {
        let message = "Default security group already exists.";
        return Err(refusal::conflict("SecurityGroupDefaultAlreadyExists", message));
    }
    Ok(name)
}
