//! Tokens: content, encoding and signature.
//!
//! A token is base64url without padding of these bytes:
//!
//! | bytes | what |
//! | --- | --- |
//! | 1 | the version of this layout: 2, or 1 in tokens from before daily keys |
//! | 1 | flags |
//! | 5 | the time of issue, in seconds since 1970, big-endian |
//! | 5 | the time of expiry, likewise |
//! | 16 | the token's audit id, random |
//! | 16 | if issued in exchange for another token: the audit id of the first token in the chain |
//! | 16, or 1 + n | the user id: packed if it is 32 hexadecimal digits, else its length and text |
//! | 16, or 1 + n | if the token has a scope: the project id, likewise |
//! | 16 | the first half of an HMAC-SHA256 |
//!
//! The HMAC uses the key of the day on which the token was issued. It covers all bytes of the token
//! before the HMAC, and 8 bytes that are not in the token: the user's generation. So when the
//! generation is increased, all tokens of the user become invalid. In version 1 the HMAC does not
//! cover the generation, which must be 0.
//!
//! Half an HMAC is as hard to guess as an audit id, and keeps a token within 254 characters.

use std::array;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ferronova_compute::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{
    ids::{AuditId, InlineId},
    key_name::{KeyName, Secret},
};

/// Maximum length of a token, in characters. Clients may have no room for longer tokens, for
/// example in database columns or headers.
const LONGEST_TOKEN: usize = 255;

/// Size of the buffer for a decoded token, in bytes: room for the longest token, with its length
/// rounded up to whole groups of four characters.
const LONGEST_BYTES: usize = LONGEST_TOKEN.div_ceil(4) * 3;

/// The version of the layout before daily keys.
const LEGACY_VERSION: u8 = 1;
const VERSION: u8 = 2;

const GOT_BY_TOKEN: u8 = 1;
const HAS_PROJECT: u8 = 2;
const USER_IS_PACKED: u8 = 4;
const PROJECT_IS_PACKED: u8 = 8;
const KNOWN_FLAGS: u8 = GOT_BY_TOKEN | HAS_PROJECT | USER_IS_PACKED | PROJECT_IS_PACKED;

const SIGNATURE_LEN: usize = 16;

/// The content of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) user_id: InlineId,
    /// The id of the token's project; `None` for a token without a scope.
    pub(crate) project_id: Option<InlineId>,
    /// When the token was issued, in whole seconds.
    pub(crate) issued_at: Timestamp,
    /// When the token expires, in whole seconds.
    pub(crate) expires_at: Timestamp,
    /// Identifies the token in records, which must not contain the token itself.
    pub(crate) audit_id: AuditId,
    /// If this token was issued in exchange for another: the audit id of the first token in the
    /// chain of such exchanges.
    pub(crate) first_audit_id: Option<AuditId>,
}

/// Signs tokens with one key.
#[derive(Clone)]
pub(crate) struct Signer(Hmac<Sha256>);

impl Signer {
    pub(crate) fn new(secret: &Secret) -> Self {
        // HMAC itself pads short keys with zeros to its block size; doing so here avoids its
        // fallible constructor.
        let block: [u8; 64] = array::from_fn(|i| secret.get(i).copied().unwrap_or_default());
        Self(Hmac::new(&block.into()))
    }

    /// Signs a token for a user of this generation, and returns it as a text of at most 255
    /// characters that need no quoting in URLs and headers.
    pub(crate) fn sign(&self, token: &Token, generation: u64) -> String {
        let mut bytes = token.to_bytes();
        let hmac = self.0.clone().chain_update(&bytes).chain_update(generation.to_be_bytes());
        bytes.extend(hmac.finalize().into_bytes().into_iter().take(SIGNATURE_LEN));
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }
}

/// A text in the format of a token. Its signature has not been checked yet.
pub(crate) struct UnverifiedToken {
    pub(crate) token: Token,
    version: u8,
    bytes: [u8; LONGEST_BYTES],
    len: usize,
}

impl UnverifiedToken {
    /// Parses a token; `None` if the text does not have the format of a token.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST_TOKEN {
            return None;
        }
        let mut bytes = [0; LONGEST_BYTES];
        let len = BASE64_URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
        let (said, _) = bytes.get(..len)?.split_last_chunk::<SIGNATURE_LEN>()?;
        let (version, token) = Token::from_bytes(said)?;
        Some(Self { token, version, bytes, len })
    }

    /// The name of the key with which the token must have been signed.
    pub(crate) fn key_name(&self) -> KeyName {
        if self.version == LEGACY_VERSION {
            KeyName::Legacy
        } else {
            KeyName::at(self.token.issued_at)
        }
    }

    /// Whether `signer` signed the token for a user of this generation. Compares in constant time.
    pub(crate) fn is_signed(&self, signer: &Signer, generation: u64) -> bool {
        let bytes = self.bytes.get(..self.len).unwrap_or_default();
        let Some((said, signature)) = bytes.split_last_chunk::<SIGNATURE_LEN>() else {
            return false;
        };
        let hmac = signer.0.clone().chain_update(said);
        let is_legacy = self.version == LEGACY_VERSION;
        let hmac = if is_legacy { hmac } else { hmac.chain_update(generation.to_be_bytes()) };
        hmac.verify_truncated_left(signature).is_ok() && (!is_legacy || generation == 0)
    }
}

impl Token {
    fn flags(&self) -> u8 {
        let mut flags = 0;
        if self.first_audit_id.is_some() {
            flags |= GOT_BY_TOKEN;
        }
        if self.user_id.pack().is_some() {
            flags |= USER_IS_PACKED;
        }
        if let Some(project_id) = self.project_id {
            flags |= HAS_PROJECT;
            if project_id.pack().is_some() {
                flags |= PROJECT_IS_PACKED;
            }
        }
        flags
    }

    fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(192);
        bytes.extend_from_slice(&[VERSION, self.flags()]);
        bytes.extend_from_slice(&seconds(self.issued_at));
        bytes.extend_from_slice(&seconds(self.expires_at));
        bytes.extend_from_slice(&self.audit_id.0);
        if let Some(first) = self.first_audit_id {
            bytes.extend_from_slice(&first.0);
        }
        self.user_id.write(&mut bytes);
        if let Some(project_id) = self.project_id {
            project_id.write(&mut bytes);
        }
        bytes
    }

    /// Reads the version of the layout and the content from the bytes before the signature.
    fn from_bytes(bytes: &[u8]) -> Option<(u8, Self)> {
        let mut reader = Reader(bytes);
        let [version, flags] = reader.array()?;
        if !matches!(version, LEGACY_VERSION | VERSION) || flags & !KNOWN_FLAGS != 0 {
            return None;
        }
        let has = |flag| flags & flag != 0;
        let issued_at = reader.time()?;
        let expires_at = reader.time()?;
        let audit_id = AuditId(reader.array()?);
        let first_audit_id = if has(GOT_BY_TOKEN) { Some(AuditId(reader.array()?)) } else { None };
        let user_id = if has(USER_IS_PACKED) { reader.packed_id()? } else { reader.id()? };
        let project_id = match (has(HAS_PROJECT), has(PROJECT_IS_PACKED)) {
            (true, true) => Some(reader.packed_id()?),
            (true, false) => Some(reader.id()?),
            (false, _) => None,
        };
        let token = Self { user_id, project_id, issued_at, expires_at, audit_id, first_audit_id };
        reader.0.is_empty().then_some((version, token))
    }
}

/// The time in seconds, in five bytes, which suffice beyond the year 9999.
fn seconds(time: Timestamp) -> [u8; 5] {
    let [_, _, _, seconds @ ..] = time.as_seconds().to_be_bytes();
    seconds
}

/// The unread rest of a token.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    fn time(&mut self) -> Option<Timestamp> {
        let bytes: [u8; 5] = self.array()?;
        let seconds = bytes.iter().fold(0, |high, &low| high << 8 | i64::from(low));
        Some(Timestamp::from_seconds(seconds))
    }

    fn packed_id(&mut self) -> Option<InlineId> {
        self.array().map(InlineId::unpack)
    }

    fn id(&mut self) -> Option<InlineId> {
        let [len] = self.array()?;
        let (text, rest) = self.0.split_at_checked(usize::from(len))?;
        self.0 = rest;
        InlineId::new(str::from_utf8(text).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::check::LONGEST_ID;

    fn signer() -> Signer {
        Signer::new(&[7; 32])
    }

    /// Reads a token of a user of generation 0; `None` if its signature is not valid.
    fn read(text: &str) -> Option<Token> {
        read_of(text, 0)
    }

    fn read_of(text: &str, generation: u64) -> Option<Token> {
        let unverified = UnverifiedToken::read(text)?;
        unverified.is_signed(&signer(), generation).then_some(unverified.token)
    }

    fn token(user_id: &str, project_id: Option<&str>) -> Token {
        Token {
            user_id: InlineId::new(user_id).unwrap(),
            project_id: project_id.map(|it| InlineId::new(it).unwrap()),
            issued_at: Timestamp::from_seconds(1_700_000_000),
            expires_at: Timestamp::from_seconds(1_700_086_400),
            audit_id: AuditId([1; 16]),
            first_audit_id: None,
        }
    }

    #[test]
    fn the_longest_ids_make_a_token_of_254_characters() {
        let longest = "z".repeat(LONGEST_ID);
        let token =
            Token { first_audit_id: Some(AuditId([2; 16])), ..token(&longest, Some(&longest)) };

        let text = signer().sign(&token, 0);

        assert_eq!(text.len(), 254);
        assert_eq!(read(&text), Some(token));
    }

    #[test]
    fn hexadecimal_ids_are_packed() {
        let ids = ("ad000000000000000000000000000001", "de000000000000000000000000000001");

        let text = signer().sign(&token(ids.0, Some(ids.1)), 0);

        assert_eq!(text.len(), 102);
    }

    #[test]
    fn every_change_of_a_character_is_refused() {
        let text = signer().sign(&token("ad000000000000000000000000000001", Some("demo")), 0);
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/. \n";

        for position in 0..text.len() {
            for &other in alphabet {
                let mut changed = text.clone().into_bytes();
                if changed[position] == other {
                    continue;
                }
                changed[position] = other;
                let changed = String::from_utf8(changed).unwrap();

                assert_eq!(read(&changed), None, "{changed}");
            }
        }
    }

    #[test]
    fn a_cut_or_lengthened_token_is_refused() {
        let text = signer().sign(&token("admin", Some("demo")), 0);

        for len in 0..text.len() {
            assert_eq!(read(&text[..len]), None);
        }
        for more in ["A", "AA", "AAAA", "=", "==", "\n", " "] {
            assert_eq!(read(&format!("{text}{more}")), None);
            assert_eq!(read(&format!("{more}{text}")), None);
        }
    }

    #[test]
    fn a_token_of_another_key_is_refused() {
        let text = Signer::new(&[8; 32]).sign(&token("admin", None), 0);

        assert_eq!(read(&text), None);
    }

    /// Makes a token of arbitrary bytes, as another version might. The signature covers `bytes` and
    /// then `behind`, which is not in the token.
    fn sign_bytes_and(bytes: &[u8], behind: &[u8]) -> String {
        let signature = signer().0.chain_update(bytes).chain_update(behind).finalize().into_bytes();
        BASE64_URL_SAFE_NO_PAD.encode([bytes, &signature[..SIGNATURE_LEN]].concat())
    }

    fn sign_bytes(bytes: &[u8]) -> String {
        sign_bytes_and(bytes, &[0; 8])
    }

    #[test]
    fn a_token_is_one_of_a_generation_and_does_not_get_longer_by_it() {
        let token = token("admin", Some("demo"));

        for generation in [0, 1, 255, 256, u64::MAX] {
            let text = signer().sign(&token, generation);

            assert_eq!(text.len(), signer().sign(&token, 0).len());
            for other in [0, 1, 255, 256, u64::MAX] {
                let is_it = other == generation;
                assert_eq!(read_of(&text, other).is_some(), is_it, "{generation} as {other}");
            }
        }
    }

    #[test]
    fn a_token_of_the_first_layout_is_one_of_generation_0() {
        let token = token("admin", Some("demo"));
        let mut bytes = token.to_bytes();
        bytes[0] = LEGACY_VERSION;
        let text = sign_bytes_and(&bytes, &[]);

        assert_eq!(read(&text), Some(token));
        assert_eq!(UnverifiedToken::read(&text).unwrap().key_name(), KeyName::Legacy);
        assert_eq!(read_of(&text, 1), None);
        assert_eq!(read(&sign_bytes(&bytes)), None, "it is over the bytes alone");
        bytes[0] = VERSION;
        assert_eq!(read(&sign_bytes_and(&bytes, &[])), None, "the generation is in it");
    }

    #[test]
    fn a_token_names_its_key_by_the_day_of_its_issue() {
        let of = |issued_at| {
            let issued_at = Timestamp::from_seconds(issued_at);
            let text = signer().sign(&Token { issued_at, ..token("admin", None) }, 0);
            UnverifiedToken::read(&text).unwrap().key_name()
        };

        assert_eq!(of(0), KeyName::Day(0));
        assert_eq!(of(86_399), KeyName::Day(0));
        assert_eq!(of(86_400), KeyName::Day(1));
    }

    #[test]
    fn a_signed_token_of_another_version_or_with_unknown_flags_is_refused() {
        let bytes = token("admin", None).to_bytes();
        assert!(read(&sign_bytes(&bytes)).is_some());

        for (position, value) in [(0, 0), (0, 3), (1, 16), (1, 128)] {
            let mut other = bytes.clone();
            other[position] = value;

            assert_eq!(read(&sign_bytes(&other)), None);
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_given_as_a_token(text in "\\PC*", plain in "[A-Za-z0-9_-]{0,300}") {
            prop_assert_eq!(read(&text), None);
            prop_assert_eq!(read(&plain), None);
        }

        #[test]
        fn any_bytes_can_be_signed(bytes in prop::collection::vec(any::<u8>(), 0..180)) {
            let _ = read(&sign_bytes(&bytes));
            let _ = read(&sign_bytes(&[&[VERSION], &bytes[..]].concat()));
            let _ = read(&sign_bytes_and(&[&[LEGACY_VERSION], &bytes[..]].concat(), &[]));
        }

        #[test]
        fn what_is_signed_is_read(
            user_id in "[A-Za-z0-9][A-Za-z0-9._-]{0,63}|[0-9a-f]{32}|[0-9A-F]{32}",
            project_id in prop::option::of("[A-Za-z0-9][A-Za-z0-9._-]{0,63}|[0-9a-f]{32}"),
            issued_at in 0..253_402_300_799_i64,
            lifetime in 0..100_000_000_i64,
            audit_id in any::<[u8; 16]>(),
            first_audit_id in any::<Option<[u8; 16]>>(),
        ) {
            let token = Token {
                issued_at: Timestamp::from_seconds(issued_at),
                expires_at: Timestamp::from_seconds(issued_at + lifetime).whole_second(),
                audit_id: AuditId(audit_id),
                first_audit_id: first_audit_id.map(AuditId),
                ..token(&user_id, project_id.as_deref())
            };

            let text = signer().sign(&token, 0);

            prop_assert!(text.len() <= LONGEST_TOKEN);
            prop_assert!(text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it)));
            prop_assert_eq!(read(&text), Some(token));
        }
    }
}
