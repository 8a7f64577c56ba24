//! What a token says.

use ferronova_compute::Timestamp;

use crate::{
    IdAndName,
    accounts::{Account, Grant},
    ids::AuditId,
    token::Token,
};

/// What a token says, with the names of everything in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenData {
    /// Whom it stands for.
    pub user: IdAndName,
    /// Where; nothing for a token without a scope.
    pub project: Option<IdAndName>,
    /// The roles there, each followed by those it implies.
    pub roles: Vec<IdAndName>,
    /// Since when, in whole seconds.
    pub issued_at: Timestamp,
    /// Until when, in whole seconds.
    pub expires_at: Timestamp,
    /// How its owner proved who it is: `password`, or `token` and `password`.
    pub methods: Vec<&'static str>,
    /// What records call it by, in 22 characters; then, if it was got by a token, what they call
    /// the first token of that chain by.
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
