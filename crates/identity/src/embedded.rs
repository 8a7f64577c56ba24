//! The identity that lives in the same process and keeps its documents in the same store.

use std::{future::ready, sync::Arc, time::Duration};

use ferronova_compute::{Caller, Clock, Documents, Identity, IdentityError, PortFuture, Validated};
use log::{debug, info};

use crate::{
    AuthError, Directory, OpenError, Project, ProjectRef, TokenData, User, UserRef,
    accounts::{Account, Accounts, Grant},
    passwords::Passwords,
    random::random,
    revocations::Revocations,
    stored::{self, Stored},
    token::{Signer, Token},
};

/// How the identity behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How long a token is valid; counted in whole seconds, at least one.
    pub token_lifetime: Duration,
}

impl Default for Settings {
    /// Tokens for a day.
    fn default() -> Self {
        Self { token_lifetime: Duration::from_hours(24) }
    }
}

/// Users, projects and tokens, kept in documents.
///
/// The directory is read when it is opened and does not change then; tokens survive a restart.
pub struct EmbeddedIdentity {
    pub(crate) documents: Arc<dyn Documents>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: Settings,
    pub(crate) accounts: Accounts,
    pub(crate) passwords: Passwords,
    pub(crate) signer: Signer,
    pub(crate) revocations: Revocations,
}

/// A valid token, and what the directory says about it.
pub(crate) struct Session<'a> {
    pub(crate) token: Token,
    pub(crate) account: &'a Account,
    /// Nothing for a token without a scope.
    pub(crate) grant: Option<&'a Grant>,
}

impl EmbeddedIdentity {
    /// Writes the directory of a new database, and a new key, in one step. Tokens of a key that
    /// was there before are not valid any more.
    ///
    /// # Errors
    ///
    /// [`OpenError::Directory`] if the directory contradicts itself, [`OpenError::Failed`] if it
    /// can't be written.
    pub async fn install(
        documents: &dyn Documents,
        directory: &Directory,
    ) -> Result<(), OpenError> {
        directory.check()?;
        let key = random()?;
        let written = vec![stored::directory_document(directory)?, stored::key_document(&key)];
        documents.write(written, Vec::new()).await?;
        Ok(())
    }

    /// Reads what was installed. Makes a key if there is none, and forgets the revocations of
    /// tokens that have ended.
    ///
    /// # Errors
    ///
    /// Any [`OpenError`].
    pub async fn open(
        documents: Arc<dyn Documents>,
        clock: Arc<dyn Clock>,
        settings: Settings,
    ) -> Result<Self, OpenError> {
        let stored = Stored::read(&*documents)?;
        let accounts = Accounts::new(stored.directory)?;
        let revocations = Revocations::new(stored.revoked);
        let ended = revocations.take_ended(clock.now());
        let removed: Vec<_> = ended.into_iter().map(stored::revocation_name).collect();
        let mut written = Vec::new();
        let key = stored.key.map_or_else(random, Ok)?;
        if stored.key.is_none() {
            info!("there was no key for tokens yet, made one");
            written.push(stored::key_document(&key));
        }
        if !written.is_empty() || !removed.is_empty() {
            debug!("forgetting {} revoked tokens that have ended", removed.len());
            documents.write(written, removed).await?;
        }
        let signer = Signer::new(&key);
        let passwords = Passwords::new(&accounts.directory().users)?;
        Ok(Self { documents, clock, settings, accounts, passwords, signer, revocations })
    }

    /// What a token says, with the names of everything in it.
    ///
    /// # Errors
    ///
    /// [`AuthError::InvalidToken`].
    pub fn inspect(&self, token: &str) -> Result<TokenData, AuthError> {
        let session = self.find_session(token).ok_or(AuthError::InvalidToken)?;
        Ok(TokenData::new(&session.token, session.account, session.grant))
    }

    /// Makes a token invalid before its end, durably. Tokens that were got by it stay valid, as
    /// in Keystone.
    ///
    /// # Errors
    ///
    /// [`AuthError::InvalidToken`], also if it was revoked before, and [`AuthError::Failed`] if
    /// that can't be written; the token stays valid then.
    pub async fn revoke(&self, token: &str) -> Result<(), AuthError> {
        let token = self.find_session(token).ok_or(AuthError::InvalidToken)?.token;
        // First in memory: were this future dropped while the store writes, the token would be
        // revoked too early rather than after the next start only.
        if !self.revocations.add(&token) {
            return Err(AuthError::InvalidToken);
        }
        let written = vec![stored::revocation_document(token.audit_id, token.expires_at)];
        let ended = self.revocations.take_ended(self.clock.now());
        let removed = ended.into_iter().map(stored::revocation_name).collect();
        if let Err(error) = self.documents.write(written, removed).await {
            self.revocations.remove(&token);
            return Err(error.into());
        }
        debug!("revoked token {} of user {:?}", token.audit_id, token.user_id);
        Ok(())
    }

    /// Everyone and everything there is, with the roles that others imply.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        self.accounts.directory()
    }

    /// The user of that id or name, enabled or not.
    #[must_use]
    pub fn find_user(&self, user: UserRef<'_>) -> Option<&User> {
        self.accounts.find_user(user)
    }

    /// The project of that id or name, enabled or not.
    #[must_use]
    pub fn find_project(&self, project: ProjectRef<'_>) -> Option<&Project> {
        self.accounts.find_project(project)
    }

    /// The enabled projects in which the user has a role, in the directory's order; none for a
    /// user that does not exist.
    #[must_use]
    pub fn projects_of(&self, user_id: &str) -> Vec<&Project> {
        self.accounts.projects_of(user_id)
    }

    /// What is behind a token; nothing unless it is valid now.
    pub(crate) fn find_session(&self, text: &str) -> Option<Session<'_>> {
        let token = self.signer.read(text)?;
        if token.expires_at <= self.clock.now() || self.revocations.contains(&token) {
            return None;
        }
        let account = self.accounts.find_enabled(token.user_id.as_str())?;
        let grant = match token.project_id {
            Some(project_id) => Some(account.find_grant(project_id.as_str())?),
            None => None,
        };
        Some(Session { token, account, grant })
    }
}

impl Identity for EmbeddedIdentity {
    fn validate<'a>(&'a self, token: &'a str) -> PortFuture<'a, Result<Validated, IdentityError>> {
        let session = self.find_session(token).ok_or(IdentityError::InvalidToken);
        Box::pin(ready(session.map(|it| it.validated())))
    }

    fn generation(&self) -> u64 {
        self.revocations.generation()
    }
}

impl Session<'_> {
    fn validated(&self) -> Validated {
        let roles = self.grant.map(|it| it.roles.as_slice()).unwrap_or_default();
        Validated {
            caller: Caller {
                user_id: self.account.user.id.clone(),
                project_id: self.grant.map(|it| it.project.id.clone()).unwrap_or_default(),
                roles: roles.iter().map(|it| it.name.clone()).collect(),
                is_admin: false,
            },
            expires_at: self.token.expires_at,
        }
    }
}
