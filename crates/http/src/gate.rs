//! The gate: who calls, by the token of the request.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use ferronova_compute::{Clock, Identity, IdentityError, Policy, Subject, Target, Timestamp};

use crate::{Fault, HeaderName, Incoming, Reply, unauthorized_page};

/// The header that carries the token of a request.
pub const X_AUTH_TOKEN: HeaderName = HeaderName::from_static("x-auth-token");

/// The rule that says who is an administrator.
const CONTEXT_IS_ADMIN: &str = "context_is_admin";

/// How many callers are remembered; when there are more, all are forgotten and asked for again.
const REMEMBERED: usize = 10_000;

/// How many API versions can note something about a caller.
const VERSIONS: usize = 4;

/// Finds out who calls, and remembers it while the token lives.
pub struct Gate {
    identity: Arc<dyn Identity>,
    policy: Arc<dyn Policy>,
    clock: Arc<dyn Clock>,
    /// By token. Whether a text is compared with a remembered token at all depends on a hash with
    /// a random key, so how long it takes tells nothing of one who guesses on from a beginning.
    sessions: RwLock<HashMap<Box<str>, Arc<Session>>>,
}

/// Somebody whose token was found valid.
pub struct Session {
    /// Who it is.
    pub subject: Subject,
    expires_at: Timestamp,
    identity_generation: u64,
    policy_generation: u64,
    visible: [OnceLock<u64>; VERSIONS],
}

impl Session {
    /// What an API version lets the caller see, asked once for as long as the token lives and the
    /// policy stays. `version` is different for every API version; beyond the fourth nothing is
    /// remembered.
    pub fn visible(&self, version: usize, ask: impl FnOnce() -> u64) -> u64 {
        match self.visible.get(version) {
            Some(known) => *known.get_or_init(ask),
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
        Self { identity, policy, clock, sessions: RwLock::default() }
    }

    /// Whom this token stands for.
    ///
    /// # Errors
    ///
    /// As [`Identity::validate`].
    pub async fn admit(&self, token: &str) -> Result<Arc<Session>, IdentityError> {
        let identity_generation = self.identity.generation();
        let policy_generation = self.policy.generation();
        if let Some(session) = self.remembered(token)
            && session.identity_generation == identity_generation
            && session.policy_generation == policy_generation
            && self.clock.now() < session.expires_at
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
            expires_at: validated.expires_at,
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
        if sessions.len() >= REMEMBERED {
            sessions.clear();
        }
        sessions.insert(token.into(), Arc::clone(session));
    }
}
