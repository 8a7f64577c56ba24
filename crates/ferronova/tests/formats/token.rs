//! Tokens in the format of the old programs.
//!
//! Tokens are valid for a day, so no folder can contain a valid one. This module creates a token
//! that the old program could have issued an hour ago with the key in the folder.

use std::time::{Duration, SystemTime};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::user::User;

const VERSION: u8 = 1;

/// Flags of the token: it has a project, and both ids are packed hexadecimal digits.
const FLAGS: u8 = 2 | 4 | 8;

const HOUR: Duration = Duration::from_hours(1);

const SIGNATURE_LEN: usize = 16;

/// Creates a token for the project of a user, signed with a key in hexadecimal digits.
pub(crate) fn issued_an_hour_ago(user: &User, key: &str) -> String {
    let issued_at = SystemTime::now() - HOUR;
    let mut bytes = vec![VERSION, FLAGS];
    bytes.extend(seconds(issued_at));
    bytes.extend(seconds(issued_at + 24 * HOUR));
    let audit_id = fastrand::u128(..);
    bytes.extend(audit_id.to_be_bytes());
    bytes.extend(unpacked(user.id));
    bytes.extend(unpacked(user.project_id));
    let mut signature = Hmac::<Sha256>::new_from_slice(&unpacked(key)).expect("any length will do");
    signature.update(&bytes);
    bytes.extend(&signature.finalize().into_bytes()[..SIGNATURE_LEN]);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn seconds(time: SystemTime) -> [u8; 5] {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).expect("it is after 1970");
    let [_, _, _, seconds @ ..] = since.as_secs().to_be_bytes();
    seconds
}

/// Decodes hexadecimal digits.
fn unpacked(digits: &str) -> Vec<u8> {
    let pairs = (0..digits.len()).step_by(2).map(|at| &digits[at..at + 2]);
    pairs.map(|it| u8::from_str_radix(it, 16).expect("they are digits")).collect()
}
