//! The stored documents and their formats.
//!
//! Every document starts with the version of its format:
//!
//! | document | version | after the version |
//! | --- | --- | --- |
//! | `identity/directory` | 1 | the directory as JSON |
//! | | 2 | the directory as JSON, with the generations of users |
//! | `identity/keys` | 1 | the keys that sign tokens, as `keys.rs` says |
//! | `identity/key` | 1 | the legacy key, 32 bytes; the next start moves it to `identity/keys` |
//! | `identity/revoked/<audit id>` | 1 | if the legacy key signed the token: the token's expiry in seconds, in 8 bytes, big-endian |
//! | | 2 | if the key of a day signed the token: that day, in 8 bytes, big-endian |

use ferronova_compute::{Documents, StoreError, Timestamp};

use crate::{
    Directory, OpenError,
    ids::AuditId,
    key_name::{KeyName, Secret},
    keys::Keyring,
};

const DIRECTORY: &str = "identity/directory";
const KEYS: &str = "identity/keys";
const REVOKED: &str = "identity/revoked/";

/// The name of the document that held the single key in versions before daily keys.
pub(crate) const LEGACY_KEY: &str = "identity/key";

/// Name and bytes of a document.
pub(crate) type Document = (String, Vec<u8>);

/// The content of all stored documents.
#[derive(Default)]
pub(crate) struct StoredIdentity {
    pub(crate) directory: Directory,
    /// The keys that sign tokens; `None` in a data folder from before daily keys.
    pub(crate) keyring: Option<Keyring>,
    /// The single key from before daily keys.
    pub(crate) legacy_key: Option<Secret>,
    /// The revoked tokens, with the keys that signed them.
    pub(crate) revoked: Vec<(AuditId, KeyName)>,
}

impl StoredIdentity {
    pub(crate) fn read(documents: &dyn Documents) -> Result<Self, OpenError> {
        let mut directory = None;
        let mut stored = Self::default();
        for (name, bytes) in documents.list("identity/")? {
            let damaged = || OpenError::Damaged { name: name.clone() };
            if name == DIRECTORY {
                let (_, json) = content(&name, &bytes, 2)?;
                // The parser's error may quote the document, so it is not passed on.
                directory = Some(serde_json::from_slice(json).map_err(|_| damaged())?);
            } else if name == KEYS {
                let (_, keys) = content(&name, &bytes, 1)?;
                stored.keyring = Some(Keyring::from_bytes(keys).ok_or_else(damaged)?);
            } else if name == LEGACY_KEY {
                let (_, key) = content(&name, &bytes, 1)?;
                stored.legacy_key = Some(key.try_into().map_err(|_| damaged())?);
            } else if let Some(id) = name.strip_prefix(REVOKED) {
                let (version, number) = content(&name, &bytes, 2)?;
                let number = i64::from_be_bytes(number.try_into().map_err(|_| damaged())?);
                let key = if version == 1 { KeyName::Legacy } else { KeyName::Day(number) };
                stored.revoked.push((audit_id(id).ok_or_else(damaged)?, key));
            }
        }
        Ok(Self { directory: directory.ok_or(OpenError::NoDirectory)?, ..stored })
    }
}

pub(crate) fn directory_document(directory: &Directory) -> Result<Document, StoreError> {
    let json = serde_json::to_vec(directory)
        .map_err(|it| StoreError::failed("writing the directory of users", it))?;
    Ok(document(DIRECTORY.to_owned(), 2, &json))
}

pub(crate) fn keys_document(keyring: &Keyring) -> Document {
    document(KEYS.to_owned(), 1, &keyring.to_bytes())
}

pub(crate) fn revocation_document(id: AuditId, ends: Timestamp, key: KeyName) -> Document {
    let (version, number) = match key {
        KeyName::Legacy => (1, ends.as_seconds()),
        KeyName::Day(day) => (2, day),
    };
    document(revocation_name(id), version, &number.to_be_bytes())
}

pub(crate) fn revocation_name(id: AuditId) -> String {
    format!("{REVOKED}{id}")
}

fn document(name: String, version: u8, content: &[u8]) -> Document {
    (name, [&[version], content].concat())
}

/// Returns the version of a document, and the bytes after the version. Fails if the version is
/// above `newest`.
fn content<'a>(name: &str, bytes: &'a [u8], newest: u8) -> Result<(u8, &'a [u8]), OpenError> {
    match bytes.split_first() {
        Some((&version, content)) if (1..=newest).contains(&version) => Ok((version, content)),
        Some((&version, _)) if version > newest => {
            Err(OpenError::NewerVersion { name: name.to_owned(), version })
        }
        Some(_) | None => Err(OpenError::Damaged { name: name.to_owned() }),
    }
}

/// Parses an audit id, which is the last part of the name of a revocation's document.
fn audit_id(text: &str) -> Option<AuditId> {
    let is_hex = text.len() == 32 && text.bytes().all(|it| it.is_ascii_hexdigit());
    let number = is_hex.then(|| u128::from_str_radix(text, 16).ok()).flatten()?;
    Some(AuditId(number.to_be_bytes()))
}
