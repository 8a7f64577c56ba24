//! Tokens.

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ferronova_compute::{Identity, SystemClock, Timestamp};
use ferronova_identity::{Directory, EmbeddedIdentity, Settings};
use ferronova_server::Seed;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::documents::{InMemory, block_on};

/// The secret that the service signs its tokens with, so that a target can sign any content.
const KEY: [u8; 32] = [7; 32];

/// The days that have this key: that of tokens without a time of issue, and that of the corpus.
const DAYS: [i64; 2] = [0, 16_359];

/// The version of the layout whose signature includes the generation of the user.
const OF_DAYS: u8 = 2;

/// Number of bytes of the signature at the end of a token.
const SIGNATURE_LEN: usize = 16;

thread_local! {
    static IDENTITY: EmbeddedIdentity = open();
}

/// Presents a token. If the first byte is odd, the rest is its text; otherwise it is the content,
/// and the signature is valid.
///
/// # Panics
///
/// If a token with a wrong signature is accepted, or if one is valid for one use and not for
/// another.
pub fn token(data: &[u8]) {
    let Some((&first, said)) = data.split_first() else {
        return;
    };
    if first & 1 == 0 {
        show(&sign(said));
    } else if let Ok(text) = str::from_utf8(said)
        && show(text)
    {
        assert!(is_signed(text), "a token without a good signature is taken: {text}");
    }
}

/// Whether the service accepts the token; every operation on tokens is tried.
fn show(text: &str) -> bool {
    IDENTITY.with(|identity| {
        let validated = block_on(identity.validate(text));
        let inspected = identity.inspect(text);
        assert_eq!(validated.is_ok(), inspected.is_ok(), "{text}");
        if let (Ok(validated), Ok(inspected)) = (&validated, &inspected) {
            assert_eq!(validated.subject.user_id(), inspected.user.id);
            assert!(inspected.expires_at > Timestamp::from_seconds(0));
        }
        inspected.is_ok()
    })
}

fn sign(said: &[u8]) -> String {
    let signature = hmac(said);
    BASE64_URL_SAFE_NO_PAD.encode([said, &signature[..SIGNATURE_LEN]].concat())
}

fn is_signed(text: &str) -> bool {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    let said = bytes.len().checked_sub(SIGNATURE_LEN).and_then(|it| bytes.get(..it));
    said.is_some_and(|it| sign(it) == text)
}

fn hmac(said: &[u8]) -> [u8; 32] {
    let mut hmac = Hmac::<Sha256>::new_from_slice(&KEY).expect("a key may have any length");
    hmac.update(said);
    if said.first() == Some(&OF_DAYS) {
        // No user's tokens were ever ended.
        hmac.update(&[0; 8]);
    }
    hmac.finalize().into_bytes().into()
}

fn open() -> EmbeddedIdentity {
    let seed = Seed::built_in(Timestamp::from_seconds(0)).expect("the built-in seed is good");
    let documents = InMemory::default()
        .with("identity/directory", versioned(&json(&seed.directory)))
        .with("identity/keys", versioned(&DAYS.map(key_of_day).concat()))
        .with("identity/key", versioned(&KEY));
    let opened =
        EmbeddedIdentity::open(Arc::new(documents), Arc::new(SystemClock), Settings::default());
    block_on(opened).expect("the documents are good")
}

/// A key as it is stored.
fn key_of_day(day: i64) -> Vec<u8> {
    [&[0], &day.to_be_bytes()[..], &KEY].concat()
}

fn json(directory: &Directory) -> Vec<u8> {
    serde_json::to_vec(directory).expect("a directory can be written")
}

/// A document of version 1, the only one.
fn versioned(content: &[u8]) -> Vec<u8> {
    [&[1], content].concat()
}
