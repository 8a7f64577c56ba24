//! The gate: finds the caller of a request by its token.

use std::{
    ops::Range,
    sync::{Arc, OnceLock, PoisonError, RwLock},
    time::Duration,
};

use ferronova_compute::{Clock, Identity, IdentityError, Policy, Subject, Target, Timestamp};
use quick_cache::unsync::Cache;

use crate::{Fault, HeaderName, Incoming, Reply, unauthorized_page};

/// The header with a request's token.
pub const X_AUTH_TOKEN: HeaderName = HeaderName::from_static("x-auth-token");

/// The policy rule for administrators.
const CONTEXT_IS_ADMIN: &str = "context_is_admin";

/// Maximum number of cached callers. When the cache is full, a seldom used caller is evicted.
const REMEMBERED: usize = 10_000;

/// Maximum age of a cached caller. A revoked token keeps working for at most this long. With our
/// own identity service it stops working at once, as a revocation changes the generation of the
/// service; an external service, such as Keystone, can't report revocations.
const ASKED_AGAIN_AFTER: Duration = Duration::from_mins(1);

/// Maximum number of API versions that can cache data about a caller.
const VERSIONS: usize = 4;

/// Finds callers by their tokens, and caches them for a minute, or until the token expires.
pub struct Gate {
    identity: Arc<dyn Identity>,
    policy: Arc<dyn Policy>,
    clock: Arc<dyn Clock>,
    /// The cached callers by token. A token is compared with a cached one only if their hashes
    /// under a random key are equal, so timing reveals nothing to somebody who guesses a token
    /// piece by piece.
    sessions: RwLock<Cache<Box<str>, Arc<Session>>>,
}

/// A caller with a valid token.
pub struct Session {
    pub subject: Subject,
    /// The time during which the caller is cached. The start matters if the clock is set back.
    remembered: Range<Timestamp>,
    identity_generation: u64,
    policy_generation: u64,
    visible: [OnceLock<Arc<[bool]>>; VERSIONS],
}

impl Session {
    /// Returns what an API version lets the caller see. `ask` computes it, and the result is kept
    /// as long as the caller is cached. `version` is the number of the API version; from the fifth
    /// version on, `ask` is called every time.
    pub fn visible(&self, version: usize, ask: impl FnOnce() -> Arc<[bool]>) -> Arc<[bool]> {
        match self.visible.get(version) {
            Some(known) => Arc::clone(known.get_or_init(ask)),
            None => ask(),
        }
    }
}

impl Gate {
    #[must_use]
    pub fn new(
        identity: Arc<dyn Identity>,
        policy: Arc<dyn Policy>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let sessions = RwLock::new(Cache::new(REMEMBERED));
        Self { identity, policy, clock, sessions }
    }

    /// Returns the caller with this token.
    pub async fn admit(&self, token: &str) -> Result<Arc<Session>, IdentityError> {
        let identity_generation = self.identity.generation();
        let policy_generation = self.policy.generation();
        let now = self.clock.now();
        if let Some(session) = self.remembered(token)
            && session.identity_generation == identity_generation
            && session.policy_generation == policy_generation
            && session.remembered.contains(&now)
        {
            return Ok(session);
        }
        let validated = self.identity.validate(token).await?;
        let mut subject = validated.subject;
        if let Subject::Scoped(caller) = &mut subject {
            caller.is_admin = self.policy.allows(CONTEXT_IS_ADMIN, caller, Target::own(caller));
        }
        let session = Arc::new(Session {
            subject,
            remembered: now..validated.expires_at.min(now + ASKED_AGAIN_AFTER),
            identity_generation,
            policy_generation,
            visible: Default::default(),
        });
        self.remember(token, &session);
        Ok(session)
    }

    /// Returns the caller of a request.
    ///
    /// # Errors
    ///
    /// The error is the reply to send:
    ///
    /// - 401 if the request has no valid token.
    /// - 500 if the identity service fails.
    pub async fn admit_request(&self, incoming: &Incoming<'_>) -> Result<Arc<Session>, Reply> {
        let unauthorized = || unauthorized_page(&format!("{}/identity", incoming.base_url()));
        let token = incoming.joined_header(&X_AUTH_TOKEN).ok_or_else(unauthorized)?;
        self.admit(&token).await.map_err(|error| match error {
            IdentityError::InvalidToken => unauthorized(),
            IdentityError::Failed(error) => Fault::internal(&error).to_reply(),
        })
    }

    fn remembered(&self, token: &str) -> Option<Arc<Session>> {
        self.sessions.read().unwrap_or_else(PoisonError::into_inner).get(token).cloned()
    }

    fn remember(&self, token: &str, session: &Arc<Session>) {
        let mut sessions = self.sessions.write().unwrap_or_else(PoisonError::into_inner);
        sessions.insert(token.into(), Arc::clone(session));
    }
}
