//! The rows of a server's lock.

use std::borrow::Cow;

use ferronova_compute::{Lock, LockedBy, RequestId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{numbers::AsNumber, request_id::short_request_id, stored_id::StoredId, time::Micros};

/// A usual lock: its flag is set, and its holder, user, project and time are known. If it has a
/// request id, that id has the form of the ids that this program makes. A lock that has no values
/// at all has no row.
#[derive(Serialize, Deserialize)]
pub(super) struct LockRow<'a> {
    holder: AsNumber<LockedBy>,
    reason: Option<Cow<'a, str>>,
    user_id: StoredId<'a>,
    project_id: StoredId<'a>,
    request_id: Option<[u8; 16]>,
    locked_at: Micros,
}

/// Any other lock.
#[derive(Serialize, Deserialize)]
pub(super) struct UnusualLockRow<'a> {
    is_set: bool,
    holder: Option<AsNumber<LockedBy>>,
    reason: Option<Cow<'a, str>>,
    user_id: Option<StoredId<'a>>,
    project_id: Option<StoredId<'a>>,
    request_id: Option<Cow<'a, str>>,
    locked_at: Option<Micros>,
}

/// Makes the row of a lock: either a usual or an unusual one, or none if the lock has no values.
pub(super) fn rows_of(lock: &Lock) -> (Option<LockRow<'_>>, Option<UnusualLockRow<'_>>) {
    if *lock == Lock::default() {
        return (None, None);
    }
    match LockRow::of(lock) {
        Some(row) => (Some(row), None),
        None => (None, Some(UnusualLockRow::of(lock))),
    }
}

/// Returns the lock of these rows: the inverse of [`rows_of`].
pub(super) fn lock_of(usual: Option<LockRow<'_>>, unusual: Option<UnusualLockRow<'_>>) -> Lock {
    match (usual, unusual) {
        (_, Some(row)) => row.into_lock(),
        (Some(row), None) => row.into_lock(),
        (None, None) => Lock::default(),
    }
}

impl<'a> LockRow<'a> {
    /// Makes the row of a lock; `None` if the lock is not a usual one.
    fn of(lock: &'a Lock) -> Option<Self> {
        if !lock.is_set {
            return None;
        }
        let request_id = match &lock.request_id {
            Some(text) => Some(short_request_id(text)?),
            None => None,
        };
        Some(Self {
            holder: AsNumber(lock.holder?),
            reason: lock.reason.as_deref().map(Cow::Borrowed),
            user_id: StoredId::of(lock.user_id.as_deref()?),
            project_id: StoredId::of(lock.project_id.as_deref()?),
            request_id,
            locked_at: lock.locked_at?.into(),
        })
    }

    fn into_lock(self) -> Lock {
        Lock {
            is_set: true,
            holder: Some(self.holder.0),
            reason: self.reason.map(Cow::into_owned),
            user_id: Some(self.user_id.into_string()),
            project_id: Some(self.project_id.into_string()),
            request_id: self.request_id.map(|it| RequestId(Uuid::from_bytes(it)).to_string()),
            locked_at: Some(self.locked_at.into()),
        }
    }
}

impl<'a> UnusualLockRow<'a> {
    fn of(lock: &'a Lock) -> Self {
        Self {
            is_set: lock.is_set,
            holder: lock.holder.map(AsNumber),
            reason: lock.reason.as_deref().map(Cow::Borrowed),
            user_id: lock.user_id.as_deref().map(StoredId::of),
            project_id: lock.project_id.as_deref().map(StoredId::of),
            request_id: lock.request_id.as_deref().map(Cow::Borrowed),
            locked_at: lock.locked_at.map(Micros::from),
        }
    }

    fn into_lock(self) -> Lock {
        Lock {
            is_set: self.is_set,
            holder: self.holder.map(|it| it.0),
            reason: self.reason.map(Cow::into_owned),
            user_id: self.user_id.map(StoredId::into_string),
            project_id: self.project_id.map(StoredId::into_string),
            request_id: self.request_id.map(Cow::into_owned),
            locked_at: self.locked_at.map(Into::into),
        }
    }
}

#[cfg(test)]
mod tests {
    use ferronova_store_conformance::building;

    use super::*;

    fn usual() -> Lock {
        let request_id = Some("req-00000000-0000-0000-0000-0000000004e9".to_owned());
        Lock { request_id, ..building::lock(LockedBy::Owner) }
    }

    #[test]
    fn the_lock_of_a_request_and_of_a_plain_seed_have_the_row_of_older_formats() {
        for lock in [usual(), Lock { request_id: None, reason: None, ..usual() }] {
            let (row, unusual) = rows_of(&lock);

            assert!(row.is_some() && unusual.is_none(), "{lock:?}");
            assert_eq!(lock_of(row, unusual), lock);
        }
    }

    #[test]
    fn an_unlocked_server_has_no_row_of_a_lock() {
        let lock = Lock::default();

        let (row, unusual) = rows_of(&lock);

        assert!(row.is_none() && unusual.is_none());
        assert_eq!(lock_of(row, unusual), lock);
    }

    #[test]
    fn a_lock_that_lacks_a_fact_comes_back_as_it_was() {
        let text = |it: &str| Some(it.to_owned());
        for lock in [
            Lock { is_set: false, ..usual() },
            Lock { holder: None, ..usual() },
            Lock { user_id: None, ..usual() },
            Lock { project_id: None, ..usual() },
            Lock { locked_at: None, ..usual() },
            Lock { request_id: text("a request"), ..usual() },
            Lock { request_id: text(""), ..usual() },
            Lock { is_set: true, ..Lock::default() },
            Lock { holder: Some(LockedBy::Admin), ..Lock::default() },
            Lock { reason: text("left over"), ..Lock::default() },
        ] {
            let (row, unusual) = rows_of(&lock);

            assert!(row.is_none() && unusual.is_some(), "{lock:?}");
            assert_eq!(lock_of(row, unusual), lock);
        }
    }
}
