//! `/v3/projects`, `/v3/users`, `/v3/roles`, `/v3/auth/projects` and `/v3/auth/catalog`.

use ferronova_http::{QueryString, Reply, StatusCode};
use ferronova_identity::{Accounts, DEFAULT_DOMAIN_ID, Project, ProjectRef, Role, User, UserRef};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    call::{IdentityCall, reply},
    catalogue::{self, ServiceV3},
    refusal,
};
use crate::{
    listing::{satisfies, to_item},
    paging::{Paging, PagingDefaults},
};

#[derive(Serialize)]
struct ProjectView<'a> {
    id: &'a str,
    name: &'a str,
    domain_id: &'static str,
    parent_id: &'static str,
    description: &'a str,
    enabled: bool,
    is_domain: bool,
    tags: [(); 0],
    options: Options,
    links: SelfLink,
}

#[derive(Serialize)]
struct UserView<'a> {
    id: &'a str,
    name: &'a str,
    domain_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_project_id: Option<&'a str>,
    enabled: bool,
    password_expires_at: Option<&'a str>,
    options: Options,
    links: SelfLink,
}

#[derive(Serialize)]
struct RoleView<'a> {
    id: &'a str,
    name: &'a str,
    domain_id: Option<&'a str>,
    description: Option<&'a str>,
    options: Options,
    links: SelfLink,
}

/// Always an empty object: accounts have no options.
#[derive(Serialize)]
struct Options {}

#[derive(Serialize)]
struct SelfLink {
    #[serde(rename = "self")]
    href: String,
}

#[derive(Serialize)]
struct CatalogueBody {
    catalog: Vec<ServiceV3>,
    links: SelfLink,
}

/// `GET /v3/auth/projects`: the projects in which the caller has a role.
pub(crate) fn own_projects(call: IdentityCall<'_>) -> Result<Reply, Reply> {
    let requester = call.requester()?;
    let accounts = call.identity.accounts();
    let projects = accounts.projects_of(requester.user_id());
    list(&call, "projects", "/v3/auth/projects", projects.into_iter().map(|it| project(&call, it)))
}

/// `GET /v3/users/{id}/projects`
pub(crate) fn projects_of_user(call: IdentityCall<'_>) -> Result<Reply, Reply> {
    call.requester()?.require_self(call.id()?, "identity:list_user_projects")?;
    let accounts = call.identity.accounts();
    let user = find_user(&call, &accounts)?;
    let projects = accounts.projects_of(&user.id);
    let path = format!("/v3/users/{}/projects", user.id);
    list(&call, "projects", &path, projects.into_iter().map(|it| project(&call, it)))
}

/// `GET /v3/projects`: the projects in which the caller has a role, or all projects for an
/// administrator.
pub(crate) fn projects(call: IdentityCall<'_>) -> Result<Reply, Reply> {
    let requester = call.requester()?;
    let accounts = call.identity.accounts();
    let projects = if requester.is_admin() {
        accounts.directory().projects.iter().collect()
    } else {
        accounts.projects_of(requester.user_id())
    };
    list(&call, "projects", "/v3/projects", projects.into_iter().map(|it| project(&call, it)))
}

/// `GET /v3/projects/{id}`: 404 for projects that the caller can't see.
pub(crate) fn show_project(call: IdentityCall<'_>) -> Result<Reply, Reply> {
    let requester = call.requester()?;
    let accounts = call.identity.accounts();
    let id = call.id()?;
    let found = accounts.find_project(ProjectRef::Id(id)).filter(|found| {
        let is_own = |it: &&Project| it.id == found.id;
        requester.is_admin() || accounts.projects_of(requester.user_id()).iter().any(is_own)
    });
    let found = found.ok_or_else(|| refusal::not_found("project", id))?;
    Ok(reply(StatusCode::OK, &json!({ "project": project(&call, found) })))
}

/// `GET /v3/users`
pub(crate) fn users(call: IdentityCall<'_>) -> Result<Reply, Reply> {
    call.requester()?.require_admin("identity:list_users")?;
    let accounts = call.identity.accounts();
    let users = accounts.directory().users.iter();
    list(&call, "users", "/v3/users", users.map(|it| user(&call, it)))
}

/// `GET /v3/users/{id}`
pub(crate) fn show_user(call: IdentityCall<'_>) -> Result<Reply, Reply> {
    call.requester()?.require_self(call.id()?, "identity:get_user")?;
    let accounts = call.identity.accounts();
    let found = find_user(&call, &accounts)?;
    Ok(reply(StatusCode::OK, &json!({ "user": user(&call, found) })))
}

/// `GET /v3/roles`
pub(crate) fn roles(call: IdentityCall<'_>) -> Result<Reply, Reply> {
    call.requester()?.require_admin("identity:list_roles")?;
    let accounts = call.identity.accounts();
    let roles = accounts.directory().roles.iter();
    list(&call, "roles", "/v3/roles", roles.map(|it| role(&call, it)))
}

/// `GET /v3/auth/catalog`
pub(crate) fn catalogue(call: IdentityCall<'_>) -> Result<Reply, Reply> {
    let requester = call.requester()?;
    let project = requester.token_data.project.as_ref().ok_or_else(refusal::needs_project)?;
    let catalog = catalogue::of_v3(call.incoming.base_url(), &project.id);
    let links = SelfLink { href: call.url("/v3/auth/catalog") };
    Ok(reply(StatusCode::OK, &CatalogueBody { catalog, links }))
}

fn find_user<'a>(call: &IdentityCall<'_>, accounts: &'a Accounts) -> Result<&'a User, Reply> {
    let id = call.id()?;
    accounts.find_user(UserRef::Id(id)).ok_or_else(|| refusal::not_found("user", id))
}

/// Replies with a list in Keystone's form. The query filters and sorts the list, and selects a page
/// of it.
fn list<T: Serialize>(
    call: &IdentityCall<'_>,
    key: &str,
    path: &str,
    things: impl Iterator<Item = T>,
) -> Result<Reply, Reply> {
    let query = QueryString::parse(call.incoming.query_text());
    let items = things.map(|it| to_item(&it)).filter(|it| satisfies(it, &query)).collect();
    let paging = Paging::parse(&query, PagingDefaults::ALL_AT_ONCE);
    let page = paging.and_then(|it| it.cut(items));
    let page = page.map_err(|error| refusal::bad_request(&error.to_string()))?;
    let links = json!({"self": call.url(path), "previous": Value::Null, "next": Value::Null});
    Ok(reply(StatusCode::OK, &json!({ (key): page.items, "links": links })))
}

fn project<'a>(call: &IdentityCall<'_>, project: &'a Project) -> ProjectView<'a> {
    ProjectView {
        id: &project.id,
        name: &project.name,
        domain_id: DEFAULT_DOMAIN_ID,
        parent_id: DEFAULT_DOMAIN_ID,
        description: &project.description,
        enabled: project.enabled,
        is_domain: false,
        tags: [],
        options: Options {},
        links: SelfLink { href: call.url(&format!("/v3/projects/{}", project.id)) },
    }
}

fn user<'a>(call: &IdentityCall<'_>, user: &'a User) -> UserView<'a> {
    UserView {
        id: &user.id,
        name: &user.name,
        domain_id: DEFAULT_DOMAIN_ID,
        description: user.description.as_deref(),
        email: user.email.as_deref(),
        default_project_id: user.default_project_id.as_deref(),
        enabled: user.enabled,
        password_expires_at: None,
        options: Options {},
        links: SelfLink { href: call.url(&format!("/v3/users/{}", user.id)) },
    }
}

fn role<'a>(call: &IdentityCall<'_>, role: &'a Role) -> RoleView<'a> {
    RoleView {
        id: &role.id,
        name: &role.name,
        domain_id: None,
        description: None,
        options: Options {},
        links: SelfLink { href: call.url(&format!("/v3/roles/{}", role.id)) },
    }
}
