//! The key pairs of a seed.

use std::collections::HashSet;

use ferronova_compute::{KeyPair, Timestamp};
use serde_saphyr::Spanned;

use super::{error::Wrong, format::KeyPairEntry, people::People};

/// Reads key pairs in the order of their creation. Those without a time get `time`.
pub(super) fn read_key_pairs(
    entries: Vec<Spanned<KeyPairEntry>>,
    people: &People,
    time: Timestamp,
) -> Result<Vec<KeyPair>, Wrong> {
    let mut names = HashSet::new();
    let mut key_pairs = Vec::with_capacity(entries.len());
    for Spanned { value: entry, referenced: at, .. } in entries {
        let user = people.find_user(&entry.user)?;
        let name = entry.name.0.0;
        if !names.insert((&user.id, name.clone())) {
            let what = format!("another key pair of `{}` is called `{name}`", user.name);
            return Err(Wrong::at(at, what));
        }
        let Spanned { value: public_key, referenced: at, .. } = entry.public_key;
        let created = entry.created.map_or(time, |it| it.0);
        let key_pair = KeyPair::new(&user.id, name, public_key, created).ok_or_else(|| {
            Wrong::at(at, "this is not a public key as OpenSSH writes it, such as `ssh-rsa AAAA…`")
        })?;
        key_pairs.push(key_pair);
    }
    Ok(key_pairs)
}
