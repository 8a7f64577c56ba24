//! The identity that lives in the same process and keeps its documents in the same store.

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

/// Users, projects and tokens, kept in documents. Tokens survive a restart.
pub struct EmbeddedIdentity {
    pub(crate) documents: Arc<dyn Documents>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: Settings,
    pub(crate) passwords: Passwords,
    pub(crate) revocations: Revocations,
    /// Whether the keys that are stored are those of `keyring`.
    pub(crate) pending_key_write: PendingKeyWrite,
    /// Held by whoever changes `accounts` or `keyring`, while the change is being written as well.
    pub(crate) changing: Mutex<()>,
    accounts: RwLock<Arc<Accounts>>,
    keyring: RwLock<Arc<Keyring>>,
    generation: AtomicU64,
}

/// A valid token, and what the directory says about it.
pub(crate) struct ValidToken {
    pub(crate) token: Token,
    pub(crate) key: KeyName,
    pub(crate) accounts: Arc<Accounts>,
    pub(crate) account: Arc<Account>,
    /// Nothing for a token without a scope.
    pub(crate) grant: Option<Arc<Grant>>,
}

impl EmbeddedIdentity {
    /// Writes the directory of a new database, without any key, in one step. Tokens of keys that
    /// were there before are not valid any more.
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
        let keys = stored::keys_document(&Keyring::default());
        let written = vec![stored::directory_document(directory)?, keys];
        documents.write(written, vec![stored::FIRST_KEY.to_owned()]).await?;
        Ok(())
    }

    /// Reads what was installed. The one key of an earlier version becomes the first of the keys,
    /// and revocations of tokens whose key is gone are forgotten.
    ///
    /// # Errors
    ///
    /// Any [`OpenError`].
    pub async fn open(
        documents: Arc<dyn Documents>,
        clock: Arc<dyn Clock>,
        settings: Settings,
    ) -> Result<Self, OpenError> {
        let StoredIdentity { directory, keyring, first_key, revoked } =
            StoredIdentity::read(&*documents)?;
        let has_keyring = keyring.is_some();
        let first = first_key.map(|it| SigningKey::first(clock.now(), it));
        let is_written = has_keyring && first.is_none();
        let keyring = keyring.unwrap_or_default().with_first(first);
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

    /// What a token says, with the names of everything in it.
    ///
    /// # Errors
    ///
    /// [`AuthError::InvalidToken`].
    pub fn inspect(&self, token: &str) -> Result<TokenData, AuthError> {
        let valid = self.find_valid_token(token).ok_or(AuthError::InvalidToken)?;
        Ok(TokenData::new(&valid.token, &valid.account, valid.grant.as_deref()))
    }

    /// Makes a token invalid before its end, durably. Tokens that were got by it stay valid, as
    /// in Keystone.
    ///
    /// # Errors
    ///
    /// [`AuthError::InvalidToken`], also if it was revoked before, and [`AuthError::Failed`] if
    /// that can't be written; the token stays valid then.
    pub async fn revoke(&self, token: &str) -> Result<(), AuthError> {
        let ValidToken { token, key, .. } =
            self.find_valid_token(token).ok_or(AuthError::InvalidToken)?;
        // First in memory: were this future dropped while the store writes, the token would be
        // revoked too early rather than after the next start only.
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

    /// Who exists now.
    #[must_use]
    pub fn accounts(&self) -> Arc<Accounts> {
        Arc::clone(&self.accounts.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn keyring(&self) -> Arc<Keyring> {
        Arc::clone(&self.keyring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on these exist.
    pub(crate) fn set_accounts(&self, accounts: Accounts) {
        *self.accounts.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(accounts);
        self.advance();
    }

    /// From now on tokens of these keys are valid, and no others.
    pub(crate) fn set_keyring(&self, keyring: Keyring) {
        *self.keyring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keyring);
        self.advance();
    }

    /// Has everybody forget what was valid. It comes after what it is about: whoever reads the new
    /// generation finds it.
    fn advance(&self) {
        self.generation.fetch_add(1, Ordering::Release);
    }

    /// What is behind a token; nothing unless it is valid now.
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
