//! Verifies the passwords of logins, and limits the load that this causes.

use std::{
    collections::HashMap,
    num::NonZero,
    sync::{Arc, PoisonError, RwLock},
    thread,
};

use ferronova_compute::StoreError;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::{runtime::Handle, sync::Semaphore};

use crate::{AuthError, User, password_hash, random::random};

/// Maximum number of waiting logins. Each login takes some milliseconds, so the last of them waits
/// for seconds. With more logins, the clients would time out anyway.
const MAX_WAITING: usize = 1024;

/// Verifies passwords, and caches the fingerprints of right passwords.
pub(crate) struct Passwords {
    /// One permit for each verification that can run at the same time.
    turns: Arc<Semaphore>,
    /// One permit for each login that can wait or run at the same time.
    places: Semaphore,
    /// Makes the fingerprints, with a random key that only this process has. Fingerprints are fast
    /// to compute: if they used no secret key, passwords could be guessed from them.
    fingerprint: Hmac<Sha256>,
    /// The fingerprints of verified passwords, by user id.
    verified: RwLock<HashMap<String, [u8; 32]>>,
}

impl Passwords {
    /// Makes a `Passwords` that runs at most one verification per core at a time.
    pub(crate) fn new() -> Result<Self, StoreError> {
        let turns = thread::available_parallelism().map_or(1, NonZero::get);
        Self::with(turns, MAX_WAITING)
    }

    fn with(turns: usize, places: usize) -> Result<Self, StoreError> {
        Ok(Self {
            turns: Arc::new(Semaphore::new(turns)),
            places: Semaphore::new(turns + places),
            fingerprint: Hmac::new(&random::<64>()?.into()),
            verified: RwLock::default(),
        })
    }

    /// Whether `password` is the user's password. Without a user the result is `false`, but the
    /// dummy hash is verified first, so that the call takes as long as for a user.
    pub(crate) async fn verify(
        &self,
        user: Option<&User>,
        dummy_hash: &str,
        password: &str,
    ) -> Result<bool, AuthError> {
        if user.is_some_and(|it| self.is_verified(it, password)) {
            return Ok(true);
        }
        let _place = self.places.try_acquire().map_err(|_| AuthError::Busy)?;
        let turns = Arc::clone(&self.turns);
        let turn = turns.acquire_owned().await.map_err(|it| failed(it.into()))?;
        // If many clients log in as one user at the same time, another call may have verified the
        // password while this one waited.
        if user.is_some_and(|it| self.is_verified(it, password)) {
            return Ok(true);
        }
        let hash = user.map_or(dummy_hash, |it| &it.password_hash).to_owned();
        let given = password.to_owned();
        let runtime = Handle::try_current().map_err(|it| failed(it.into()))?;
        let verification = runtime.spawn_blocking(move || {
            // The permit is released when the verification ends, even if the caller's future is
            // dropped earlier.
            let _turn = turn;
            password_hash::verify(&hash, &given)
        });
        let is_right =
            verification.await.map_err(|it| failed(it.into()))?.map_err(|it| failed(it.into()))?;
        match user {
            Some(user) if is_right => {
                self.remember(user, password);
                Ok(true)
            }
            Some(_) | None => Ok(false),
        }
    }

    /// Whether this password of the user was verified before. Compares in constant time.
    fn is_verified(&self, user: &User, password: &str) -> bool {
        let fingerprint = self.fingerprint_of(user, password);
        let verified = self.verified.read().unwrap_or_else(PoisonError::into_inner);
        verified.get(&user.id).is_some_and(|it| fingerprint.verify_slice(it).is_ok())
    }

    fn remember(&self, user: &User, password: &str) {
        let fingerprint = self.fingerprint_of(user, password).finalize().into_bytes();
        let mut verified = self.verified.write().unwrap_or_else(PoisonError::into_inner);
        verified.insert(user.id.clone(), fingerprint.into());
    }

    fn fingerprint_of(&self, user: &User, password: &str) -> Hmac<Sha256> {
        // Neither ids nor hashes contain a 0 byte, so different inputs can't have the same bytes.
        self.fingerprint
            .clone()
            .chain_update(&user.id)
            .chain_update([0])
            .chain_update(&user.password_hash)
            .chain_update([0])
            .chain_update(password)
    }
}

fn failed(source: Box<dyn std::error::Error + Send + Sync>) -> AuthError {
    AuthError::Failed(StoreError::failed("verifying a password", source))
}

#[cfg(test)]
mod tests {
    use std::{
        future::Future,
        iter,
        pin::{Pin, pin},
        sync::LazyLock,
        task::{Context, Poll, Waker},
    };

    use super::*;
    use crate::hash_password;

    fn user(password: &str) -> User {
        User {
            id: "u".into(),
            name: "u".into(),
            password_hash: hash_password(password).unwrap(),
            email: None,
            description: None,
            default_project_id: None,
            enabled: true,
            generation: 0,
        }
    }

    static DUMMY: LazyLock<String> = LazyLock::new(|| password_hash::dummy_hash(iter::empty()));

    fn run<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    fn poll<T>(future: Pin<&mut impl Future<Output = T>>) -> Poll<T> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn a_right_password_needs_no_turn_the_second_time() {
        let (passwords, user) = (Passwords::with(1, 1).unwrap(), user("secret"));
        assert!(run(passwords.verify(Some(&user), &DUMMY, "secret")).unwrap());
        let _turn = passwords.turns.try_acquire().unwrap();

        let again = poll(pin!(passwords.verify(Some(&user), &DUMMY, "secret")));

        assert!(matches!(again, Poll::Ready(Ok(true))), "{again:?}");
    }

    #[test]
    fn nobody_needs_a_turn_as_a_wrong_password_does() {
        let (passwords, user) = (Passwords::with(1, 2).unwrap(), user("secret"));
        assert!(run(passwords.verify(Some(&user), &DUMMY, "secret")).unwrap());
        let turn = passwords.turns.try_acquire().unwrap();
        let mut wrong = Box::pin(passwords.verify(Some(&user), &DUMMY, "wrong"));
        let mut nobody = Box::pin(passwords.verify(None, &DUMMY, "secret"));

        assert!(poll(wrong.as_mut()).is_pending());
        assert!(poll(nobody.as_mut()).is_pending());
        drop(turn);

        assert!(!run(wrong).unwrap());
        assert!(!run(nobody).unwrap());
    }

    #[test]
    fn what_is_remembered_holds_for_that_user_and_that_hash_only() {
        let (passwords, user_1) = (Passwords::new().unwrap(), user("secret"));
        assert!(run(passwords.verify(Some(&user_1), &DUMMY, "secret")).unwrap());

        let other_hash = user("new secret");
        let other_id = User { id: "v".into(), ..user_1.clone() };

        assert!(passwords.is_verified(&user_1, "secret"));
        assert!(!passwords.is_verified(&user_1, "secre"));
        assert!(!passwords.is_verified(&other_hash, "secret"));
        assert!(!passwords.is_verified(&other_id, "secret"));
        assert!(!Passwords::new().unwrap().is_verified(&user_1, "secret"));
    }

    #[test]
    fn a_login_waits_for_its_turn_and_one_too_many_is_sent_away() {
        let (passwords, user) = (Passwords::with(1, 1).unwrap(), user("secret"));
        let turn = passwords.turns.try_acquire().unwrap();
        let mut first = Box::pin(passwords.verify(Some(&user), &DUMMY, "secret"));
        let mut second = Box::pin(passwords.verify(Some(&user), &DUMMY, "secret"));
        assert!(poll(first.as_mut()).is_pending());
        assert!(poll(second.as_mut()).is_pending());

        let third = run(passwords.verify(Some(&user), &DUMMY, "secret"));
        drop(turn);

        assert!(matches!(third, Err(AuthError::Busy)), "{third:?}");
        assert!(run(first).unwrap());
        assert!(run(second).unwrap());
        assert_eq!(passwords.turns.available_permits(), 1);
    }

    #[test]
    fn outside_of_a_runtime_a_login_fails_and_does_not_panic() {
        let passwords = Passwords::new().unwrap();

        let login = poll(pin!(passwords.verify(None, &DUMMY, "secret")));

        assert!(matches!(login, Poll::Ready(Err(AuthError::Failed(_)))));
    }
}
