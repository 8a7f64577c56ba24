//! Tokens as v3 shows them.

use ferronova_identity::{DEFAULT_DOMAIN_ID, DEFAULT_DOMAIN_NAME, IdAndName, TokenData};
use serde::Serialize;

use super::catalogue::{self, ServiceV3};
use crate::times::with_micros;

/// Whether the catalogue is shown with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Catalogue {
    With,
    Without,
}

/// The body of every reply that shows a token.
#[derive(Serialize)]
pub(crate) struct TokenBody<'a> {
    token: Token<'a>,
}

#[derive(Serialize)]
struct Token<'a> {
    methods: &'a [&'static str],
    user: User<'a>,
    audit_ids: &'a [String],
    expires_at: String,
    issued_at: String,
    #[serde(flatten)]
    scope: Option<Scope<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    catalog: Option<Vec<ServiceV3>>,
}

/// The members that v3 shows only for a token with a project.
#[derive(Serialize)]
struct Scope<'a> {
    project: InDomain<'a>,
    is_domain: bool,
    roles: Vec<Role<'a>>,
}

#[derive(Serialize)]
struct User<'a> {
    #[serde(flatten)]
    user: InDomain<'a>,
    password_expires_at: Option<&'a str>,
}

#[derive(Serialize)]
struct InDomain<'a> {
    id: &'a str,
    name: &'a str,
    domain: Domain,
}

#[derive(Serialize)]
struct Domain {
    id: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
struct Role<'a> {
    id: &'a str,
    name: &'a str,
}

impl<'a> TokenBody<'a> {
    pub(crate) fn new(data: &'a TokenData, base_url: &str, catalogue: Catalogue) -> Self {
        let role = |it: &'a IdAndName| Role { id: &it.id, name: &it.name };
        let scope = data.project.as_ref().map(|project| Scope {
            project: project.into(),
            is_domain: false,
            roles: data.roles.iter().map(role).collect(),
        });
        let catalog = match (&data.project, catalogue) {
            (Some(project), Catalogue::With) => Some(catalogue::of_v3(base_url, &project.id)),
            (Some(_), Catalogue::Without) | (None, _) => None,
        };
        let token = Token {
            methods: &data.methods,
            user: User { user: (&data.user).into(), password_expires_at: None },
            audit_ids: &data.audit_ids,
            expires_at: with_micros(data.expires_at),
            issued_at: with_micros(data.issued_at),
            scope,
            catalog,
        };
        Self { token }
    }
}

impl<'a> From<&'a IdAndName> for InDomain<'a> {
    fn from(named: &'a IdAndName) -> Self {
        let domain = Domain { id: DEFAULT_DOMAIN_ID, name: DEFAULT_DOMAIN_NAME };
        Self { id: &named.id, name: &named.name, domain }
    }
}
