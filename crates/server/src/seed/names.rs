//! Look-up by id or name, and ids for entries without one.

use std::collections::HashMap;

use serde_saphyr::Location;
use uuid::Uuid;

use super::{error::Wrong, format::Reference, quoted::quoted};
use crate::nearest::suggestion;

/// The namespace of derived ids. It must never change, because the same seed must always give the
/// same ids.
const NAMESPACE: Uuid = Uuid::from_u128(0xfe22_0a0a_5eed_4000_8000_0000_0000_0001);

/// Derives an id, always the same for the same kind and name.
pub(super) fn derived_id(kind: &str, name: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{kind}/{name}").as_bytes())
}

/// Like [`derived_id`], in 32 hexadecimal digits as in Keystone.
pub(super) fn derived_hex_id(kind: &str, name: &str) -> String {
    derived_id(kind, name).simple().to_string()
}

/// Index of all entries of one kind by id and by name.
pub(super) struct Names {
    kind: &'static str,
    by_id: HashMap<String, usize>,
    /// The indexes by name; several if entries share a name.
    by_name: HashMap<String, Vec<usize>>,
}

impl Names {
    /// An empty index.
    pub(super) fn of(kind: &'static str) -> Self {
        Self { kind, by_id: HashMap::new(), by_name: HashMap::new() }
    }

    /// Adds an entry; its index is the number of entries before it.
    pub(super) fn add(&mut self, id: String, name: &str, at: Location) -> Result<(), Wrong> {
        let index = self.by_id.len();
        if self.by_id.contains_key(&id) {
            let kind = self.kind;
            let what = format!("another {kind} has the id {id}; give this one an id of its own");
            return Err(Wrong::at(at, what));
        }
        self.by_id.insert(id, index);
        self.by_name.entry(name.to_owned()).or_default().push(index);
        Ok(())
    }

    /// Adds an entry, whose name must be unique.
    pub(super) fn add_unique(&mut self, id: String, name: &str, at: Location) -> Result<(), Wrong> {
        if self.by_name.contains_key(name) {
            let kind = self.kind;
            return Err(Wrong::at(at, format!("another {kind} is called {}", quoted(name))));
        }
        self.add(id, name, at)
    }

    /// Finds the index of an entry.
    pub(super) fn find(&self, reference: &Reference) -> Result<usize, Wrong> {
        let (text, kind) = (&reference.value, self.kind);
        let named = self.by_name.get(text).map(Vec::as_slice).unwrap_or_default();
        match (self.by_id.get(text), named) {
            (Some(index), _) | (None, [index]) => Ok(*index),
            (None, []) => {
                let known = self.by_name.keys().chain(self.by_id.keys());
                let mut known: Vec<&str> = known.map(String::as_str).collect();
                // Sorted, so that the message is deterministic.
                known.sort_unstable();
                let suggestion = suggestion(text, known);
                let what = format!("there is no {kind} {}{suggestion}", quoted(text));
                Err(Wrong::at(reference.referenced, what))
            }
            (None, [..]) => {
                let what = format!("more than one {kind} is called {}; give its id", quoted(text));
                Err(Wrong::at(reference.referenced, what))
            }
        }
    }
}
