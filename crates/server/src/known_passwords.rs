//! Passwords in clear text, for the announcement.

use std::{collections::BTreeMap, fmt};

use argon2::{Argon2, PasswordHash, PasswordVerifier};
use ferronova_identity::User;

use crate::seed::BUILT_IN;

/// The password of every user of the built-in seed.
pub(crate) const BUILT_IN_PASSWORD: &str = "secret";

/// Passwords in clear text, as far as they are known; the database has hashes only.
///
/// The password of the built-in seed's users is always known: their hashes identify them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct KnownPasswords {
    by_user_id: BTreeMap<String, String>,
}

impl KnownPasswords {
    /// Remembers the password of a user.
    pub(crate) fn remember(&mut self, user_id: &str, password: String) {
        self.by_user_id.insert(user_id.to_owned(), password);
    }

    /// Remembers the password of a user if it matches the hash.
    pub(crate) fn remember_if_right(&mut self, user: &User, password: &str) {
        if self.of(user).is_none() && is_right(&user.password_hash, password) {
            self.remember(&user.id, password.to_owned());
        }
    }

    /// The password of a user, if it is known.
    #[must_use]
    pub fn of(&self, user: &User) -> Option<&str> {
        let built_in = has_built_in_password(user).then_some(BUILT_IN_PASSWORD);
        self.by_user_id.get(&user.id).map(String::as_str).or(built_in)
    }
}

impl fmt::Debug for KnownPasswords {
    /// Leaves out the passwords, so that no log contains them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.by_user_id.keys()).finish()
    }
}

/// Whether the user has the public password of the built-in seed.
pub(crate) fn has_built_in_password(user: &User) -> bool {
    // Looks for the hash in the text of the built-in seed, where nothing else looks like a hash.
    user.password_hash.starts_with("$argon2") && BUILT_IN.contains(&user.password_hash)
}

fn is_right(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|it| Argon2::default().verify_password(password.as_bytes(), &it).is_ok())
}
