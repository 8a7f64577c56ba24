//! The row of a key pair.

use ferronova_compute::KeyPair;
use serde::{Deserialize, Serialize};

use super::time::Micros;
use crate::{engine_error::EngineError, seal, tables::META_KEY_PAIRS};

#[derive(Serialize, Deserialize)]
struct KeyPairRow<'a> {
    id: u64,
    public_key: &'a str,
    fingerprint: &'a str,
    created: Micros,
}

/// The number of key pairs, and their highest id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyPairTally {
    pub(crate) count: u64,
    /// The highest id that a key pair ever had.
    pub(crate) highest: u64,
}

pub(crate) fn encode_key_pair_tally(tally: KeyPairTally) -> Result<Vec<u8>, EngineError> {
    seal::seal(META_KEY_PAIRS.as_bytes(), &tally).map_err(EngineError::Encoding)
}

pub(crate) fn decode_key_pair_tally(sealed: &[u8]) -> Result<KeyPairTally, EngineError> {
    seal::unseal(META_KEY_PAIRS.as_bytes(), sealed)
        .map_err(|it| EngineError::damaged("the record of how many key pairs there are", &it))
}

/// Makes the sealed row of a key pair.
pub(crate) fn encode_key_pair(key_pair: &KeyPair) -> Result<Vec<u8>, EngineError> {
    let row = KeyPairRow {
        id: key_pair.id,
        public_key: &key_pair.public_key,
        fingerprint: &key_pair.fingerprint,
        created: key_pair.created.into(),
    };
    seal::seal(&sealed_key(&key_pair.user_id, &key_pair.name), &row).map_err(EngineError::Encoding)
}

pub(crate) fn decode_key_pair(
    user_id: &str,
    name: &str,
    sealed: &[u8],
) -> Result<KeyPair, EngineError> {
    let key = sealed_key(user_id, name);
    let row: KeyPairRow<'_> = seal::unseal(&key, sealed).map_err(|damage| {
        EngineError::damaged(
            format_args!("the record of key pair {name} of user {user_id}"),
            &damage,
        )
    })?;
    Ok(KeyPair {
        id: row.id,
        user_id: user_id.to_owned(),
        name: name.to_owned(),
        public_key: row.public_key.to_owned(),
        fingerprint: row.fingerprint.to_owned(),
        created: row.created.into(),
    })
}

/// Returns the bytes that stand for the key in the checksum: both parts, and the length of the
/// first, so that no other two parts give the same bytes.
fn sealed_key(user_id: &str, name: &str) -> Vec<u8> {
    let mut key = (user_id.len() as u64).to_be_bytes().to_vec();
    key.extend_from_slice(user_id.as_bytes());
    key.extend_from_slice(name.as_bytes());
    key
}
