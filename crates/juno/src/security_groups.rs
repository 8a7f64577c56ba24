//! `/os-security-groups`, and the groups of a server.

use std::slice;

use ferronova_compute::{Error, Scope, SecurityGroup, SecurityGroupChange, SecurityGroupError};
use ferronova_extend::{Call, Fields, Key, cut, object};
use ferronova_http::{Failure, Fault, Reply, StatusCode};
use serde_json::{Map, Value};

use crate::security_group_rules::{self, SourceGroupNames};

const SECURITY_GROUPS: Key = Key::new("security_groups");
const SECURITY_GROUP: Key = Key::new("security_group");
const DESCRIPTION: Key = Key::new("description");
const ID: Key = Key::new("id");
const NAME: Key = Key::new("name");
const RULES: Key = Key::new("rules");
const TENANT_ID: Key = Key::new("tenant_id");

/// Maximum length of a name or a description, in characters.
const MAX_LENGTH: usize = 255;

/// `GET /os-security-groups`: the groups of the caller's project, or of all projects for an
/// administrator with `all_tenants`.
pub async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    let query = call.query();
    let caller = call.caller();
    let scope = if caller.is_admin && query.last("all_tenants").is_some() {
        Scope::All
    } else {
        Scope::Project(caller.project_id.clone())
    };
    let groups = call.compute().list_security_groups(call.request(), &scope).await?;
    answer(&call, &cut(groups, &query)?).await
}

/// `GET /os-security-groups/{id}`
pub async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let group = call.compute().find_security_group(call.request(), call.param("id")).await?;
    answer_one(&call, &group).await
}

/// `POST /os-security-groups`
pub async fn create(call: Call<'_>) -> Result<Reply, Failure> {
    let (name, description) = read_name_and_description(&body(&call)?)?;
    let group = call.compute().create_security_group(call.request(), name, description).await?;
    answer_one(&call, &group).await
}

/// `PUT /os-security-groups/{id}`
///
/// # Errors
///
/// An unknown group is reported before an invalid name or description.
pub async fn update(call: Call<'_>) -> Result<Reply, Failure> {
    let body = body(&call)?;
    let group = call.compute().find_security_group(call.request(), call.param("id")).await?;
    let (name, description) = read_name_and_description(&body)?;
    let change = SecurityGroupChange { name: Some(name), description: Some(description) };
    let group = call.compute().update_security_group(group, change).await?;
    answer_one(&call, &group).await
}

/// `DELETE /os-security-groups/{id}`
pub async fn delete(call: Call<'_>) -> Result<Reply, Failure> {
    let group = call.compute().find_security_group(call.request(), call.param("id")).await?;
    if group.is_default() {
        return Err(Error::from(SecurityGroupError::DeletesDefault).into());
    }
    call.compute().delete_security_group(group).await?;
    Ok(call.accepted())
}

/// `GET /servers/{id}/os-security-groups`
pub async fn of_server(call: Call<'_>) -> Result<Reply, Failure> {
    let groups = call.compute().security_groups_of(call.request(), call.server()?).await?;
    answer(&call, &groups).await
}

/// `{"addSecurityGroup": {"name": "…"}}`
pub async fn add(call: Call<'_>) -> Result<Reply, Failure> {
    let name = name_in(&call.parse()?)?;
    call.compute().add_security_group(call.request(), call.server()?, &name).await?;
    Ok(call.accepted())
}

/// `{"removeSecurityGroup": {"name": "…"}}`
pub async fn remove(call: Call<'_>) -> Result<Reply, Failure> {
    let name = name_in(&call.parse()?)?;
    call.compute().remove_security_group(call.request(), call.server()?, &name).await?;
    Ok(call.accepted())
}

/// Reads the name in the value of an action.
fn name_in(value: &Value) -> Result<String, Fault> {
    let Value::Object(members) = value else {
        return Err(Fault::bad_request("Missing parameter dict"));
    };
    let name = members.get("name").ok_or(Fault::bad_request("Security group not specified"))?;
    match name.as_str() {
        Some(name) if !name.trim().is_empty() => Ok(name.to_owned()),
        None if !name.is_null() => Ok(name.to_string()),
        Some(_) | None => Err(Fault::bad_request("Security group name cannot be empty")),
    }
}

/// Parses the body; null if the request has no body.
fn body(call: &Call<'_>) -> Result<Value, Fault> {
    if call.has_body() { call.parse() } else { Ok(Value::Null) }
}

/// Reads the requested name and description of a group.
fn read_name_and_description(body: &Value) -> Result<(String, String), Fault> {
    let wanted = body.get(SECURITY_GROUP.as_str()).filter(|it| !it.is_null());
    let wanted = wanted.ok_or(Fault::plain(StatusCode::UNPROCESSABLE_ENTITY))?;
    let wanted = wanted.as_object().ok_or(Fault::plain(StatusCode::BAD_REQUEST))?;
    Ok((property(wanted, "name")?, property(wanted, "description")?))
}

/// Reads and checks the requested name or description of a group.
fn property(asked: &Map<String, Value>, name: &str) -> Result<String, Fault> {
    let text = asked.get(name).and_then(Value::as_str).ok_or_else(|| {
        Fault::bad_request(format!("Security group {name} is not a string or unicode"))
    })?;
    match text.trim().chars().count() {
        0 => Err(Fault::bad_request(format!("Security group {name} cannot be empty."))),
        1..=MAX_LENGTH => Ok(text.to_owned()),
        _ => Err(Fault::bad_request(format!(
            "Security group {name} has more than {MAX_LENGTH} characters."
        ))),
    }
}

async fn answer(call: &Call<'_>, groups: &[SecurityGroup]) -> Result<Reply, Failure> {
    let sources = SourceGroupNames::of(call.compute(), groups, &[]).await?;
    Ok(Reply::ok(object(|out| {
        out.list(SECURITY_GROUPS, groups, |group, out| write(group, &sources, out));
    })))
}

async fn answer_one(call: &Call<'_>, group: &SecurityGroup) -> Result<Reply, Failure> {
    let sources = SourceGroupNames::of(call.compute(), slice::from_ref(group), &[]).await?;
    Ok(Reply::ok(object(|out| {
        out.object(SECURITY_GROUP, |out| write(group, &sources, out));
    })))
}

fn write(group: &SecurityGroup, sources: &SourceGroupNames, out: &mut Fields<'_>) {
    out.field(DESCRIPTION, &group.description)
        .field(ID, &group.id().to_string())
        .field(NAME, &group.name)
        .list(RULES, security_group_rules::shown(group), |rule, out| {
            security_group_rules::write(group, rule, sources, out);
        })
        .field(TENANT_ID, &group.project_id);
}
