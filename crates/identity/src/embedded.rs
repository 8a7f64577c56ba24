//! The identity service that runs in the same process and keeps its documents in the same store.

use std::{
    future::ready,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use ferronova_compute::{
    Caller, Clock, Documents, Identity, IdentityError, PortFuture, Subject, Validated,
};
use log::debug;
use tokio::sync::Mutex;

use crate::{
    Accounts, AuthError, Directory, OpenError, TokenData,
    accounts::{Account, Grant},
    key_name::KeyName,
    keys::{Keyring, SigningKey},
    passwords::Passwords,
    pending_key_write::PendingKeyWrite,
    revocations::Revocations,
    stored::{self, StoredIdentity},
    token::{Token, UnverifiedToken},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How long a token is valid. Fractions of a second are dropped; the minimum is one second.
    pub token_lifetime: Duration,
}

impl Default for Settings {
    /// Tokens are valid for a day.
    fn default() -> Self {
        Self { token_lifetime: Duration::from_hours(24) }
    }
}

/// Users, projects and tokens, stored in documents. Tokens survive a restart.
pub struct EmbeddedIdentity {
    pub(crate) documents: Arc<dyn Documents>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: Settings,
    pub(crate) passwords: Passwords,
    pub(crate) revocations: Revocations,
    /// Whether `keyring` still has to be stored.
    pub(crate) pending_key_write: PendingKeyWrite,
    /// Must be held by code that changes `accounts` or `keyring`, from reading the old value until
    /// the change is written and in effect.
    pub(crate) changing: Mutex<()>,
    accounts: RwLock<Arc<Accounts>>,
    keyring: RwLock<Arc<Keyring>>,
    generation: AtomicU64,
}

/// A valid token, with its user and roles.
pub(crate) struct ValidToken {
    pub(crate) token: Token,
    pub(crate) key: KeyName,
    pub(crate) accounts: Arc<Accounts>,
    pub(crate) account: Arc<Account>,
    /// The user's roles in the token's project; `None` for a token without a scope.
    pub(crate) grant: Option<Arc<Grant>>,
}

impl EmbeddedIdentity {
    /// Writes the directory and an empty list of keys into a new database, in one step. Tokens
    /// signed with earlier keys become invalid.
    pub async fn install(
        documents: &dyn Documents,
        directory: &Directory,
    ) -> Result<(), OpenError> {
        directory.check()?;
        let keys = stored::keys_document(&Keyring::default());
        let written = vec![stored::directory_document(directory)?, keys];
        documents.write(written, vec![stored::LEGACY_KEY.to_owned()]).await?;
        Ok(())
    }

    /// Opens the identity service from the installed documents. If an earlier version stored a
    /// single key, that key becomes the first of the keys. Revocations of tokens whose key is gone
    /// are dropped.
    pub async fn open(
        documents: Arc<dyn Documents>,
        clock: Arc<dyn Clock>,
        settings: Settings,
    ) -> Result<Self, OpenError> {
        let StoredIdentity { directory, keyring, legacy_key, revoked } =
            StoredIdentity::read(&*documents)?;
        let has_keyring = keyring.is_some();
        let legacy = legacy_key.map(|it| SigningKey::legacy(clock.now(), it));
        let is_written = has_keyring && legacy.is_none();
        let keyring = keyring.unwrap_or_default().with_legacy(legacy);
        let identity = Self {
            documents,
            clock,
            settings,
            passwords: Passwords::new()?,
            revocations: Revocations::new(revoked),
            pending_key_write: PendingKeyWrite::default(),
            changing: Mutex::default(),
            accounts: RwLock::new(Arc::new(Accounts::new(directory)?)),
            keyring: RwLock::new(Arc::new(keyring)),
            generation: AtomicU64::new(0),
        };
        if !is_written || !identity.revocations.without_key(&identity.keyring()).is_empty() {
            identity.write_keys().await?;
        }
        Ok(identity)
    }

    /// Returns the data of a token. Fails if the token is not valid.
    pub fn inspect(&self, token: &str) -> Result<TokenData, AuthError> {
        let valid = self.find_valid_token(token).ok_or(AuthError::InvalidToken)?;
        Ok(TokenData::new(&valid.token, &valid.account, valid.grant.as_deref()))
    }

    /// Makes a token invalid before it expires, durably. As in Keystone, tokens that were issued in
    /// exchange for this token stay valid.
    ///
    /// # Errors
    ///
    /// - [`AuthError::InvalidToken`] if the token is not valid, for example because it was revoked
    ///   before.
    /// - [`AuthError::Failed`] if the revocation can't be written. The token then stays valid.
    pub async fn revoke(&self, token: &str) -> Result<(), AuthError> {
        let ValidToken { token, key, .. } =
            self.find_valid_token(token).ok_or(AuthError::InvalidToken)?;
        // The token is revoked in memory before the revocation is written. Otherwise, if this
        // future were dropped while the store writes, the token would stay valid until the next
        // start.
        if !self.revocations.add(token.audit_id, key) {
            return Err(AuthError::InvalidToken);
        }
        self.advance();
        let written = vec![stored::revocation_document(token.audit_id, token.expires_at, key)];
        if let Err(error) = self.documents.write(written, Vec::new()).await {
            self.revocations.forget(&[token.audit_id]);
            return Err(error.into());
        }
        debug!("revoked token {} of user {:?}", token.audit_id, token.user_id);
        Ok(())
    }

    /// The current snapshot of the directory.
    #[must_use]
    pub fn accounts(&self) -> Arc<Accounts> {
        Arc::clone(&self.accounts.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn keyring(&self) -> Arc<Keyring> {
        Arc::clone(&self.keyring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the snapshot of the directory.
    pub(crate) fn set_accounts(&self, accounts: Accounts) {
        *self.accounts.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(accounts);
        self.advance();
    }

    /// Replaces the keys. From now on only tokens signed with the new keys are valid.
    pub(crate) fn set_keyring(&self, keyring: Keyring) {
        *self.keyring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keyring);
        self.advance();
    }

    /// Invalidates cached results of validation. This must be called after the change itself, so
    /// that a reader of the new generation sees the change.
    fn advance(&self) {
        self.generation.fetch_add(1, Ordering::Release);
    }

    /// Finds the user and the roles of a token; `None` if the token is not valid now.
    pub(crate) fn find_valid_token(&self, text: &str) -> Option<ValidToken> {
        let unverified = UnverifiedToken::read(text)?;
        let token = unverified.token;
        let accounts = self.accounts();
        let account = accounts.find(token.user_id.as_str());
        let generation = account.map_or(0, |it| it.user.generation);
        if !self.keyring().has_signed(&unverified, generation)
            || token.expires_at <= self.clock.now()
            || self.revocations.contains(token.audit_id)
        {
            return None;
        }
        let account = Arc::clone(account.filter(|it| it.user.enabled)?);
        let grant = match token.project_id {
            Some(project_id) => Some(Arc::clone(account.find_grant(project_id.as_str())?)),
            None => None,
        };
        Some(ValidToken { token, key: unverified.key_name(), accounts, account, grant })
    }
}

impl Identity for EmbeddedIdentity {
    fn validate<'a>(&'a self, token: &'a str) -> PortFuture<'a, Result<Validated, IdentityError>> {
        let valid = self.find_valid_token(token).ok_or(IdentityError::InvalidToken);
        Box::pin(ready(valid.map(|it| it.validated())))
    }

    fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }
}

impl ValidToken {
    fn validated(&self) -> Validated {
        let user_id = self.account.user.id.clone();
        let subject = match &self.grant {
            Some(grant) => Subject::Scoped(Caller {
                user_id,
                project_id: grant.project.id.clone(),
                roles: grant.roles.iter().map(|it| it.name.clone()).collect(),
                is_admin: false,
            }),
            None => Subject::Unscoped { user_id },
        };
        Validated { subject, expires_at: self.token.expires_at }
    }
}
