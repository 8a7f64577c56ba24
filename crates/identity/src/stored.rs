//! What the identity keeps, and how it is written.
//!
//! Every document begins with the version of its format:
//!
//! | document | after the version |
//! | --- | --- |
//! | `identity/directory` | the directory as JSON |
//! | `identity/key` | the 32 bytes that sign tokens |
//! | `identity/revoked/<audit id>` | when that token would have ended, in seconds, big-endian |

use ferronova_compute::{Documents, StoreError, Timestamp};

use crate::{Directory, OpenError, ids::AuditId, token::Key};

const DIRECTORY: &str = "identity/directory";
const KEY: &str = "identity/key";
const REVOKED: &str = "identity/revoked/";

const VERSION: u8 = 1;

/// A document: its name and its bytes.
pub(crate) type Document = (String, Vec<u8>);

/// What the documents hold.
pub(crate) struct Stored {
    pub(crate) directory: Directory,
    /// Nothing if none was made yet.
    pub(crate) key: Option<Key>,
    /// Which tokens were revoked, and when they would have ended.
    pub(crate) revoked: Vec<(AuditId, Timestamp)>,
}

impl Stored {
    pub(crate) fn read(documents: &dyn Documents) -> Result<Self, OpenError> {
        let mut directory = None;
        let mut key = None;
        let mut revoked = Vec::new();
        for (name, bytes) in documents.list("identity/")? {
            let damaged = || OpenError::Damaged { name: name.clone() };
            if name == DIRECTORY {
                let json = content(&name, &bytes)?;
                // The parser's error may quote what it read, so it is not passed on.
                directory = Some(serde_json::from_slice(json).map_err(|_| damaged())?);
            } else if name == KEY {
                key = Some(content(&name, &bytes)?.try_into().map_err(|_| damaged())?);
            } else if let Some(id) = name.strip_prefix(REVOKED) {
                let seconds = content(&name, &bytes)?.try_into().map_err(|_| damaged())?;
                let ends = Timestamp::from_seconds(i64::from_be_bytes(seconds));
                revoked.push((audit_id(id).ok_or_else(damaged)?, ends));
            }
        }
        Ok(Self { directory: directory.ok_or(OpenError::NoDirectory)?, key, revoked })
    }
}

/// The document of the directory.
pub(crate) fn directory_document(directory: &Directory) -> Result<Document, StoreError> {
    let json = serde_json::to_vec(directory)
        .map_err(|it| StoreError::failed("writing the directory of users", it))?;
    Ok(document(DIRECTORY.to_owned(), &json))
}

/// The document of the key.
pub(crate) fn key_document(key: &Key) -> Document {
    document(KEY.to_owned(), key)
}

/// The document of a revocation.
pub(crate) fn revocation_document(id: AuditId, ends: Timestamp) -> Document {
    document(revocation_name(id), &ends.as_seconds().to_be_bytes())
}

/// The name of the document of a revocation.
pub(crate) fn revocation_name(id: AuditId) -> String {
    format!("{REVOKED}{id}")
}

fn document(name: String, content: &[u8]) -> Document {
    (name, [&[VERSION], content].concat())
}

/// What follows the version.
fn content<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a [u8], OpenError> {
    match bytes.split_first() {
        Some((&VERSION, content)) => Ok(content),
        Some((&version, _)) if version > VERSION => {
            Err(OpenError::NewerVersion { name: name.to_owned(), version })
        }
        Some(_) | None => Err(OpenError::Damaged { name: name.to_owned() }),
    }
}

/// Reads the form that names of documents have.
fn audit_id(text: &str) -> Option<AuditId> {
    let is_hex = text.len() == 32 && text.bytes().all(|it| it.is_ascii_hexdigit());
    let number = is_hex.then(|| u128::from_str_radix(text, 16).ok()).flatten()?;
    Some(AuditId(number.to_be_bytes()))
}
