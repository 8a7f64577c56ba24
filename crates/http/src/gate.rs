//! The gate: who calls, by the token of the request.

use std::{
    ops::Range,
    sync::{Arc, OnceLock, PoisonError, RwLock},
    time::Duration,
};

use ferronova_compute::{Clock, Identity, IdentityError, Policy, Subject, Target, Timestamp};
use quick_cache::unsync::Cache;

use crate::{Fault, HeaderName, Incoming, Reply, unauthorized_page};

/// The header that carries the token of a request.
pub const X_AUTH_TOKEN: HeaderName = HeaderName::from_static("x-auth-token");

/// The rule that says who is an administrator.
const CONTEXT_IS_ADMIN: &str = "context_is_admin";

/// Maximum number of remembered callers. One more makes the cache forget one that was seldom asked
/// for.
const REMEMBERED: usize = 10_000;

/// How long a caller is remembered before the identity port is asked again. Identities of our own
/// say with their generation that a token was revoked; an identity elsewhere, such as Keystone,
/// can't, so that this is the longest that a revoked token is still good for.
const ASKED_AGAIN_AFTER: Duration = Duration::from_mins(1);

/// How many API versions can note something about a caller.
const VERSIONS: usize = 4;

/// Finds out who calls, and remembers it for a minute, or until the token ends.
pub struct Gate {
    identity: Arc<dyn Identity>,
    policy: Arc<dyn Policy>,
    clock: Arc<dyn Clock>,
    /// By token. Whether a text is compared with a remembered token at all depends on a hash with
    /// a random key, so how long it takes tells nothing of one who guesses on from a beginning.
    sessions: RwLock<Cache<Box<str>, Arc<Session>>>,
}

/// Somebody whose token was found valid.
pub struct Session {
    /// Who it is.
    pub subject: Subject,
    /// While it is remembered. It ends at its begin too, where the clock was set back.
    remembered: Range<Timestamp>,
    identity_generation: u64,
    policy_generation: u64,
    visible: [OnceLock<Arc<[bool]>>; VERSIONS],
}

impl Session {
    /// What an API version lets the caller see, asked once for as long as the caller is remembered.
    /// `version` is different for every API version; beyond the fourth, `ask` is called each time.
    pub fn visible(&self, version: usize, ask: impl FnOnce() -> Arc<[bool]>) -> Arc<[bool]> {
        match self.visible.get(version) {
            Some(known) => Arc::clone(known.get_or_init(ask)),
            None => ask(),
        }
    }
}

impl Gate {
    /// A gate over these ports.
    #[must_use]
    pub fn new(
        identity: Arc<dyn Identity>,
        policy: Arc<dyn Policy>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let sessions = RwLock::new(Cache::new(REMEMBERED));
        Self { identity, policy, clock, sessions }
    }

    /// Whom this token stands for.
    ///
    /// # Errors
    ///
    /// As [`Identity::validate`].
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

    /// Who makes a request, by its token.
    ///
    /// # Errors
    ///
    /// The answer to the request: 401 without a good token, 500 if nobody can tell.
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
