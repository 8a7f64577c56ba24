//! The content of a token, with names.

use ferronova_compute::Timestamp;

use crate::{
    IdAndName,
    accounts::{Account, Grant},
    ids::AuditId,
    token::Token,
};

/// The content of a token, with the names of its user, project and roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenData {
    pub user: IdAndName,
    /// The token's project; `None` for a token without a scope.
    pub project: Option<IdAndName>,
    /// The roles in the project. Each is followed by the roles that it implies.
    pub roles: Vec<IdAndName>,
    /// When the token was issued, in whole seconds.
    pub issued_at: Timestamp,
    /// When the token expires, in whole seconds.
    pub expires_at: Timestamp,
    /// How the user authenticated: `password`, or `token` and `password`.
    pub methods: Vec<&'static str>,
    /// The token's audit id in 22 characters. If the token was issued in exchange for another, the
    /// audit id of the first token in the chain of such exchanges follows.
    pub audit_ids: Vec<String>,
}

impl TokenData {
    pub(crate) fn new(token: &Token, account: &Account, grant: Option<&Grant>) -> Self {
        let ids = [token.audit_id].into_iter().chain(token.first_audit_id);
        Self {
            user: (&account.user).into(),
            project: grant.map(|it| it.project.clone()),
            roles: grant.map(|it| it.roles.clone()).unwrap_or_default(),
            issued_at: token.issued_at,
            expires_at: token.expires_at,
            methods: match token.first_audit_id {
                Some(_) => vec!["token", "password"],
                None => vec!["password"],
            },
            audit_ids: ids.map(AuditId::to_text).collect(),
        }
    }
}
