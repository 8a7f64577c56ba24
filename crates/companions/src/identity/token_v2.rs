//! Tokens as v2.0 shows them.

use ferronova_identity::{IssuedToken, Project, TokenData};
use serde::Serialize;

use super::catalogue::{self, ServiceV2};
use crate::times::with_micros;

/// The body of a reply with a new token.
#[derive(Serialize)]
pub(crate) struct AccessBody<'a> {
    access: Access<'a>,
}

#[derive(Serialize)]
struct Access<'a> {
    token: Token<'a>,
    user: User<'a>,
    metadata: Metadata<'a>,
    #[serde(rename = "serviceCatalog")]
    service_catalogue: Vec<ServiceV2>,
}

#[derive(Serialize)]
struct Token<'a> {
    id: &'a str,
    issued_at: String,
    expires: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<Tenant<'a>>,
    audit_ids: &'a [String],
}

/// A project, which v2.0 calls a tenant.
#[derive(Serialize)]
pub(crate) struct Tenant<'a> {
    id: &'a str,
    name: &'a str,
    enabled: bool,
    description: &'a str,
}

#[derive(Serialize)]
struct User<'a> {
    id: &'a str,
    name: &'a str,
    username: &'a str,
    roles: Vec<Role<'a>>,
    roles_links: [(); 0],
}

#[derive(Serialize)]
struct Role<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Metadata<'a> {
    is_admin: u8,
    roles: Vec<&'a str>,
}

impl<'a> AccessBody<'a> {
    pub(crate) fn new(
        issued: &'a IssuedToken,
        project: Option<&'a Project>,
        base_url: &str,
    ) -> Self {
        let data: &TokenData = &issued.token_data;
        let token = Token {
            id: &issued.token,
            issued_at: with_micros(data.issued_at),
            expires: data.expires_at.to_string(),
            tenant: project.map(Tenant::from),
            audit_ids: &data.audit_ids,
        };
        let user = User {
            id: &data.user.id,
            name: &data.user.name,
            username: &data.user.name,
            roles: data.roles.iter().map(|it| Role { name: &it.name }).collect(),
            roles_links: [],
        };
        let roles = data.roles.iter().map(|it| it.id.as_str()).collect();
        let services = project.map(|it| catalogue::of_v2(base_url, &it.id));
        let metadata = Metadata { is_admin: 0, roles };
        Self {
            access: Access {
                token,
                user,
                metadata,
                service_catalogue: services.unwrap_or_default(),
            },
        }
    }
}

impl<'a> From<&'a Project> for Tenant<'a> {
    fn from(project: &'a Project) -> Self {
        Self {
            id: &project.id,
            name: &project.name,
            enabled: project.enabled,
            description: &project.description,
        }
    }
}
