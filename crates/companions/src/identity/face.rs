//! The identity service as a mount.

use std::sync::Arc;

use ferronova_http::{
    Answer, AnswerFuture, HeaderName, Incoming, Method, Mount, Reply, StatusCode,
};
use ferronova_identity::EmbeddedIdentity;

use super::{
    accounts,
    call::{IdentityCall, reply},
    refusal, tokens_v2, tokens_v3, versions,
};
use crate::routes::{Routes, Unrouted};

/// Keystone's API for the embedded identity: logins, tokens and the catalogue, on v3 and v2.0.
pub struct IdentityFace {
    identity: Arc<EmbeddedIdentity>,
    routes: Routes<Endpoint>,
}

#[derive(Clone, Copy)]
enum Endpoint {
    Versions,
    VersionV3,
    IssueV3,
    Validate,
    Revoke,
    OwnProjects,
    Catalogue,
    Projects,
    Project,
    Users,
    User,
    UserProjects,
    Roles,
    VersionV2,
    IssueV2,
    Tenants,
}

const ROUTES: &[(Method, &str, Endpoint)] = &[
    (Method::GET, "/", Endpoint::Versions),
    (Method::GET, "/v3", Endpoint::VersionV3),
    (Method::POST, "/v3/auth/tokens", Endpoint::IssueV3),
    (Method::GET, "/v3/auth/tokens", Endpoint::Validate),
    (Method::DELETE, "/v3/auth/tokens", Endpoint::Revoke),
    (Method::GET, "/v3/auth/projects", Endpoint::OwnProjects),
    (Method::GET, "/v3/auth/catalog", Endpoint::Catalogue),
    (Method::GET, "/v3/projects", Endpoint::Projects),
    (Method::GET, "/v3/projects/{id}", Endpoint::Project),
    (Method::GET, "/v3/users", Endpoint::Users),
    (Method::GET, "/v3/users/{id}", Endpoint::User),
    (Method::GET, "/v3/users/{id}/projects", Endpoint::UserProjects),
    (Method::GET, "/v3/roles", Endpoint::Roles),
    (Method::GET, "/v2.0", Endpoint::VersionV2),
    (Method::POST, "/v2.0/tokens", Endpoint::IssueV2),
    (Method::GET, "/v2.0/tenants", Endpoint::Tenants),
];

impl IdentityFace {
    #[must_use]
    pub fn new(identity: Arc<EmbeddedIdentity>) -> Self {
        Self { identity, routes: Routes::new(ROUTES) }
    }

    async fn serve(&self, incoming: &Incoming<'_>) -> Answer {
        let found = match self.routes.find(incoming.method(), incoming.rest()) {
            Ok(found) => found,
            Err(Unrouted::Path) => return finish(refusal::no_route(), None, incoming),
            Err(Unrouted::Method(allow)) => {
                return finish(refusal::wrong_method(&allow), None, incoming);
            }
        };
        let call = IdentityCall { identity: &self.identity, incoming, id: found.id };
        let reply = run(found.endpoint, call).await.unwrap_or_else(|refusal| refusal);
        finish(reply, Some(found.pattern), incoming)
    }
}

impl Mount for IdentityFace {
    fn segments(&self) -> &'static [&'static str] {
        &["identity"]
    }

    fn routes(&self) -> Vec<&'static str> {
        self.routes.patterns()
    }

    fn answer<'a>(&'a self, incoming: &'a Incoming<'a>) -> AnswerFuture<'a> {
        Box::pin(self.serve(incoming))
    }
}

async fn run(endpoint: Endpoint, call: IdentityCall<'_>) -> Result<Reply, Reply> {
    let base_url = call.incoming.base_url();
    match endpoint {
        Endpoint::Versions => Ok(reply(StatusCode::OK, &versions::list(base_url))),
        Endpoint::VersionV3 => Ok(reply(StatusCode::OK, &versions::v3(base_url))),
        Endpoint::VersionV2 => Ok(reply(StatusCode::OK, &versions::v2(base_url))),
        Endpoint::IssueV3 => tokens_v3::issue(call).await,
        Endpoint::Validate => tokens_v3::validate(call),
        Endpoint::Revoke => tokens_v3::revoke(call).await,
        Endpoint::OwnProjects => accounts::own_projects(call),
        Endpoint::Catalogue => accounts::catalogue(call),
        Endpoint::Projects => accounts::projects(call),
        Endpoint::Project => accounts::show_project(call),
        Endpoint::Users => accounts::users(call),
        Endpoint::User => accounts::show_user(call),
        Endpoint::UserProjects => accounts::projects_of_user(call),
        Endpoint::Roles => accounts::roles(call),
        Endpoint::IssueV2 => tokens_v2::issue(call).await,
        Endpoint::Tenants => tokens_v2::tenants(call),
    }
}

/// Adds the headers that every reply of Keystone has.
fn finish(reply: Reply, route: Option<&'static str>, incoming: &Incoming<'_>) -> Answer {
    let mut reply = reply.with_header(HeaderName::from_static("vary"), "X-Auth-Token");
    if reply.status() == StatusCode::UNAUTHORIZED {
        let challenge = format!("Keystone uri='{}/identity'", incoming.base_url());
        reply = reply.with_header(HeaderName::from_static("www-authenticate"), &challenge);
    }
    Answer { reply, route }
}
