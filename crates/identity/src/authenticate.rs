//! Logins: exchanging a password or a token for a new token.

use std::{fmt, sync::Arc, time::Duration};

use log::debug;

use crate::{
    Accounts, AuthError, EmbeddedIdentity, ProjectRef, TokenData, UserRef,
    accounts::{Account, Grant},
    ids::{AuditId, InlineId},
    token::Token,
};

/// The credentials of a login.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum LoginMethod<'a> {
    Password {
        user: UserRef<'a>,
        password: &'a str,
    },
    /// A valid token, with a scope or without.
    Token(&'a str),
}

impl fmt::Debug for LoginMethod<'_> {
    /// Leaves out password and token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Password { user, .. } => {
                f.debug_struct("Password").field("user", user).finish_non_exhaustive()
            }
            Self::Token(_) => f.write_str("Token(…)"),
        }
    }
}

/// The scope that a login asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestedScope<'a> {
    /// The login asks for a token without a scope.
    Unscoped,
    Project(ProjectRef<'a>),
    /// The login does not mention a scope. The scope is the user's default project if the user has
    /// a role there, or else none.
    Default,
}

/// A new token.
#[derive(Clone, PartialEq, Eq)]
pub struct IssuedToken {
    /// The token: at most 255 characters that need no quoting in URLs and headers.
    pub token: String,
    pub token_data: TokenData,
}

impl fmt::Debug for IssuedToken {
    /// Leaves out the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IssuedToken").field("token_data", &self.token_data).finish_non_exhaustive()
    }
}

/// A user whose credentials were verified.
struct Authenticated {
    accounts: Arc<Accounts>,
    account: Arc<Account>,
    /// The token that was used as credentials; `None` for a password.
    token: Option<Token>,
}

impl EmbeddedIdentity {
    /// Issues a token for valid credentials.
    ///
    /// A token that is issued in exchange for another token expires no later than the other token.
    /// Passwords are verified in the blocking pool of the current runtime, at most one per core at
    /// a time.
    pub async fn authenticate(
        &self,
        method: LoginMethod<'_>,
        scope: RequestedScope<'_>,
    ) -> Result<IssuedToken, AuthError> {
        let authenticated = match method {
            LoginMethod::Password { user, password } => {
                self.verify_password(user, password).await?
            }
            LoginMethod::Token(text) => {
                let valid = self.find_valid_token(text).ok_or(AuthError::InvalidToken)?;
                Authenticated {
                    accounts: valid.accounts,
                    account: valid.account,
                    token: Some(valid.token),
                }
            }
        };
        let grant = authenticated.find_scope(scope)?;
        self.issue(&authenticated, grant).await
    }

    async fn verify_password(
        &self,
        user: UserRef<'_>,
        password: &str,
    ) -> Result<Authenticated, AuthError> {
        let accounts = self.accounts();
        // A disabled user counts as unknown: the dummy hash is verified instead of the user's
        // password.
        let account = accounts.find_user(user).and_then(|it| accounts.find(&it.id));
        let account = account.filter(|it| it.user.enabled).map(Arc::clone);
        let user = account.as_ref().map(|it| &it.user);
        let is_right = self.passwords.verify(user, accounts.dummy_hash(), password).await?;
        match account {
            Some(account) if is_right => Ok(Authenticated { accounts, account, token: None }),
            Some(_) | None => Err(AuthError::WrongCredentials),
        }
    }

    async fn issue(
        &self,
        authenticated: &Authenticated,
        grant: Option<&Grant>,
    ) -> Result<IssuedToken, AuthError> {
        let Authenticated { account, token: parent, .. } = authenticated;
        let issued_at = self.clock.now().whole_second();
        let key = self.key_of_day(issued_at).await?;
        let ends = issued_at + self.lifetime();
        // The ids of a checked directory are short enough for a token, so `InlineId::new` succeeds.
        let token = Token {
            user_id: InlineId::new(&account.user.id).ok_or(AuthError::WrongCredentials)?,
            project_id: grant.and_then(|it| InlineId::new(&it.project.id)),
            issued_at,
            expires_at: parent.map_or(ends, |it| it.expires_at.min(ends)).whole_second(),
            audit_id: AuditId::random()?,
            first_audit_id: parent.map(|it| it.first_audit_id.unwrap_or(it.audit_id)),
        };
        debug!("issued token {} to user {}", token.audit_id, account.user.id);
        let token_data = TokenData::new(&token, account, grant);
        // The signature covers the generation at the time of verification. If the user's generation
        // was increased meanwhile, the token is already invalid.
        Ok(IssuedToken { token: key.signer.sign(&token, account.user.generation), token_data })
    }

    pub(crate) fn lifetime(&self) -> Duration {
        Duration::from_secs(self.settings.token_lifetime.as_secs().max(1))
    }
}

impl Authenticated {
    fn find_scope(&self, scope: RequestedScope<'_>) -> Result<Option<&Grant>, AuthError> {
        let find_grant = |project| {
            let project = self.accounts.find_project(project)?;
            self.account.find_grant(&project.id).map(|it| &**it)
        };
        match scope {
            RequestedScope::Unscoped => Ok(None),
            RequestedScope::Project(project) => {
                find_grant(project).map(Some).ok_or(AuthError::WrongProject)
            }
            RequestedScope::Default => Ok(self
                .account
                .user
                .default_project_id
                .as_deref()
                .and_then(|id| find_grant(ProjectRef::Id(id)))),
        }
    }
}
