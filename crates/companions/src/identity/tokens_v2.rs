//! `/v2.0`: logins and tenants, for clients of 2014.

use ferronova_http::{Reply, StatusCode};
use ferronova_identity::{DomainRef, LoginMethod, ProjectRef, RequestedScope, UserRef};
use serde::{Deserialize, Serialize};

use super::{
    call::{IdentityCall, reply},
    json_body,
    refusal::{self, missing},
    token_v2::{AccessBody, Tenant},
};

#[derive(Deserialize)]
struct Body {
    auth: Option<Auth>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Auth {
    password_credentials: Option<PasswordCredentials>,
    token: Option<Token>,
    tenant_name: Option<String>,
    tenant_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PasswordCredentials {
    username: Option<String>,
    user_id: Option<String>,
    password: Option<String>,
}

#[derive(Deserialize)]
struct Token {
    id: Option<String>,
}

#[derive(Serialize)]
struct Tenants<'a> {
    tenants: Vec<Tenant<'a>>,
    tenants_links: [(); 0],
}

/// `POST /v2.0/tokens`
pub(crate) async fn issue(call: IdentityCall<'_>) -> Result<Reply, Reply> {
    let body: Body = json_body::parse(call.incoming)?;
    let auth = body.auth.ok_or_else(|| missing("auth", "request body"))?;
    let issued = call.identity.authenticate(auth.method()?, auth.wish()).await;
    let issued = issued.map_err(|error| refusal::from_error(&error))?;
    let project = issued.token_data.project.as_ref();
    let accounts = call.identity.accounts();
    let project = project.and_then(|it| accounts.find_project(ProjectRef::Id(&it.id)));
    Ok(reply(StatusCode::OK, &AccessBody::new(&issued, project, call.incoming.base_url())))
}

/// `GET /v2.0/tenants`
pub(crate) fn tenants(call: IdentityCall<'_>) -> Result<Reply, Reply> {
    let requester = call.requester()?;
    let accounts = call.identity.accounts();
    let projects = accounts.projects_of(requester.user_id());
    let tenants = projects.into_iter().map(Tenant::from).collect();
    Ok(reply(StatusCode::OK, &Tenants { tenants, tenants_links: [] }))
}

impl Auth {
    fn method(&self) -> Result<LoginMethod<'_>, Reply> {
        if let Some(token) = &self.token {
            let id = token.id.as_deref().ok_or_else(|| missing("id", "token"))?;
            return Ok(LoginMethod::Token(id));
        }
        let Some(credentials) = &self.password_credentials else {
            return Err(missing("passwordCredentials or token", "auth"));
        };
        let user = match (&credentials.user_id, &credentials.username) {
            (Some(id), _) => UserRef::Id(id),
            (None, Some(name)) => UserRef::Name { name, domain: DomainRef::DEFAULT },
            (None, None) => return Err(missing("username or userId", "passwordCredentials")),
        };
        let password = credentials.password.as_deref();
        let password = password.ok_or_else(|| missing("password", "passwordCredentials"))?;
        Ok(LoginMethod::Password { user, password })
    }

    /// The requested scope. An empty tenant counts as no tenant, as clients without a tenant send
    /// an empty one. There are no default projects in v2.0.
    fn wish(&self) -> RequestedScope<'_> {
        if let Some(id) = self.tenant_id.as_deref().filter(|it| !it.is_empty()) {
            return RequestedScope::Project(ProjectRef::Id(id));
        }
        match self.tenant_name.as_deref().filter(|it| !it.is_empty()) {
            Some(name) => {
                RequestedScope::Project(ProjectRef::Name { name, domain: DomainRef::DEFAULT })
            }
            None => RequestedScope::Unscoped,
        }
    }
}
