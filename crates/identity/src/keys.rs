//! The keys that sign tokens, one per day.
//!
//! A key is made when the first token of its day is issued, and kept as long as a token signed with
//! it may be valid. It is then dropped for good, together with the revocations of its tokens: if
//! the clock is set back to that day later, the day gets another key, so the old tokens stay
//! invalid.
//!
//! The clock may be wrong. If it shows a wrong day, even for a minute, that day gets a key of its
//! own, and the keys of earlier days remain: the newest keys are kept even if they have expired
//! according to the clock.

use std::{array, sync::Arc, time::Duration};

use ferronova_compute::{StoreError, Timestamp};

use crate::{
    key_name::{KeyName, SECONDS_OF_DAY, Secret},
    random::random,
    token::{Signer, UnverifiedToken},
};

/// Number of the newest keys that are always kept, even if they have expired according to the
/// clock.
const MIN_KEPT: usize = 4;

/// Maximum number of keys, even if the clock jumps often. If there are more, the oldest keys are
/// dropped.
const MAX_KEYS: usize = 32;

pub(crate) struct SigningKey {
    pub(crate) name: KeyName,
    /// The latest time at which a token can have been issued with this key.
    pub(crate) last_issue: Timestamp,
    pub(crate) secret: Secret,
    pub(crate) signer: Signer,
}

impl SigningKey {
    pub(crate) fn of_day(day: i64, secret: Secret) -> Self {
        let end = day.saturating_add(1).saturating_mul(SECONDS_OF_DAY);
        let last_issue = Timestamp::from_seconds(end);
        Self { name: KeyName::Day(day), last_issue, secret, signer: Signer::new(&secret) }
    }

    /// Makes a legacy key: the single key of versions before daily keys. It signs no new tokens.
    pub(crate) fn legacy(last_issue: Timestamp, secret: Secret) -> Self {
        Self { name: KeyName::Legacy, last_issue, secret, signer: Signer::new(&secret) }
    }
}

/// The current keys, in the order in which they were made.
#[derive(Clone, Default)]
pub(crate) struct Keyring(Vec<Arc<SigningKey>>);

impl Keyring {
    pub(crate) fn new(keys: impl IntoIterator<Item = SigningKey>) -> Self {
        Self(keys.into_iter().map(Arc::new).collect())
    }

    pub(crate) fn has(&self, name: KeyName) -> bool {
        self.0.iter().any(|it| it.name == name)
    }

    pub(crate) fn find(&self, name: KeyName) -> Option<&Arc<SigningKey>> {
        self.0.iter().rfind(|it| it.name == name)
    }

    /// Whether one of these keys signed the token, for a user of that generation.
    pub(crate) fn has_signed(&self, unverified: &UnverifiedToken, generation: u64) -> bool {
        let name = unverified.key_name();
        // There are two legacy keys if the data folder was opened by this version, then by an
        // earlier version, and then by this version again.
        let mut named = self.0.iter().filter(|it| it.name == name);
        named.any(|it| unverified.is_signed(&it.signer, generation))
    }

    /// Returns these keys, preceded by the legacy key, if there is one.
    pub(crate) fn with_legacy(mut self, legacy: Option<SigningKey>) -> Self {
        self.0.splice(..0, legacy.map(Arc::new));
        self
    }

    /// Returns these keys and a new key for `day`. Keys that are no longer needed are left out.
    pub(crate) fn with_day(
        &self,
        day: i64,
        now: Timestamp,
        lifetime: Duration,
    ) -> Result<Self, StoreError> {
        let mut keys = self.0.clone();
        keys.push(Arc::new(SigningKey::of_day(day, random()?)));
        let latest = keys.len().saturating_sub(MIN_KEPT);
        let is_of_use = |(position, key): &(usize, Arc<SigningKey>)| {
            *position >= latest || now < key.last_issue + lifetime
        };
        let mut keys: Vec<Arc<SigningKey>> =
            keys.into_iter().enumerate().filter(is_of_use).map(|(_, key)| key).collect();
        keys.drain(..keys.len().saturating_sub(MAX_KEYS));
        Ok(Self(keys))
    }

    /// Writes the stored format. Each key is one byte, a number in 8 bytes (big-endian), and the
    /// secret. For the key of a day, the byte is 0 and the number is the day. For a legacy key, the
    /// byte is 1 and the number is `last_issue` in seconds.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for key in &self.0 {
            let (kind, number) = match key.name {
                KeyName::Day(day) => (0, day),
                KeyName::Legacy => (1, key.last_issue.as_seconds()),
            };
            bytes.push(kind);
            bytes.extend(number.to_be_bytes());
            bytes.extend(key.secret);
        }
        bytes
    }

    /// Parses the stored format; `None` if it is damaged.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (keys, []) = bytes.as_chunks::<{ 1 + 8 + 32 }>() else {
            return None;
        };
        let key = |[kind, rest @ ..]: &[u8; 41]| {
            let number: [u8; 8] = array::from_fn(|it| rest.get(it).copied().unwrap_or_default());
            let secret: Secret = rest.last_chunk().copied()?;
            match (*kind, i64::from_be_bytes(number)) {
                (0, day) => Some(SigningKey::of_day(day, secret)),
                (1, seconds) => Some(SigningKey::legacy(Timestamp::from_seconds(seconds), secret)),
                (_, _) => None,
            }
        };
        keys.iter().map(key).collect::<Option<Vec<SigningKey>>>().map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFETIME: Duration = Duration::from_hours(24);

    fn noon(day: i64) -> Timestamp {
        Timestamp::from_seconds(day * SECONDS_OF_DAY + SECONDS_OF_DAY / 2)
    }

    fn days(keyring: &Keyring) -> Vec<i64> {
        let day = |it: &Arc<SigningKey>| match it.name {
            KeyName::Day(day) => day,
            KeyName::Legacy => -1,
        };
        keyring.0.iter().map(day).collect()
    }

    /// The keys that are left after a token was issued on each of these days, in this order.
    fn after(shown: impl IntoIterator<Item = i64>) -> Keyring {
        shown.into_iter().fold(Keyring::default(), |keyring, day| {
            if keyring.has(KeyName::Day(day)) {
                return keyring;
            }
            keyring.with_day(day, noon(day), LIFETIME).unwrap()
        })
    }

    #[test]
    fn the_keys_of_the_last_days_are_there() {
        assert_eq!(days(&after(100..101)), [100]);
        assert_eq!(days(&after(100..120)), [116, 117, 118, 119]);
    }

    #[test]
    fn a_day_that_the_clock_shows_too_early_costs_no_key_of_the_days_before() {
        let shown = (100..104).chain([468]).chain(103..105);

        assert_eq!(days(&after(shown)), [102, 103, 468, 104]);
    }

    #[test]
    fn a_key_whose_tokens_may_be_valid_stays_however_many_were_made_since() {
        let shown = [100, 200, 201, 202, 203, 204, 100];
        assert_eq!(days(&after(shown)), [201, 202, 203, 204, 100]);

        let shown = [300, 299, 100, 101, 102, 103, 104, 105];
        assert_eq!(days(&after(shown)), [300, 299, 102, 103, 104, 105]);
    }

    #[test]
    fn a_day_that_comes_again_has_another_key() {
        let first = after([100]);
        let again = after(100..110).with_day(100, noon(100), LIFETIME).unwrap();

        let secret = |keyring: &Keyring| keyring.find(KeyName::Day(100)).unwrap().secret;
        assert_ne!(secret(&first), secret(&again));
    }

    #[test]
    fn there_are_never_more_than_32() {
        let keyring = after((0..100).rev());

        assert_eq!(days(&keyring), (0..32).rev().collect::<Vec<_>>());
    }

    #[test]
    fn what_is_stored_is_read() {
        let first = Keyring::new([SigningKey::legacy(Timestamp::from_seconds(99), [1; 32])]);
        let keyring = first.with_day(100, noon(100), LIFETIME).unwrap();

        let read = Keyring::from_bytes(&keyring.to_bytes()).unwrap();

        let all = |it: &Keyring| -> Vec<_> {
            it.0.iter().map(|it| (it.name, it.last_issue, it.secret)).collect()
        };
        assert_eq!(all(&read), all(&keyring));
        assert_eq!(all(&Keyring::from_bytes(&[]).unwrap()), []);
        let bytes = keyring.to_bytes();
        for len in 1..bytes.len() {
            assert_eq!(Keyring::from_bytes(&bytes[..len]).is_some(), len == 41, "{len}");
        }
        assert!(Keyring::from_bytes(&[2; 41]).is_none());
    }
}
