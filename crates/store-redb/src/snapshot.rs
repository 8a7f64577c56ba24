//! The stored data as of one commit.

use ferronova_compute::{InstanceAction, KEPT_ACTIONS, KeyPair, is_same_text};
use redb::{AccessGuard, Database, ReadableTable};
use uuid::Uuid;

use crate::{
    engine_error::{EngineError, log_damage},
    records::{self, Extent, Stored},
    seal,
    server_lists::ListKey,
    tables::{ReadTables, action_key},
};

/// The stored data as of one commit.
pub(crate) struct Snapshot {
    /// How often, before this snapshot, the stored data had been replaced as a whole: by loaded
    /// content, or by the state of the last sync after a failure.
    pub(crate) generation: u64,
    /// How often, before this snapshot, servers had been added to security groups.
    pub(crate) group_uses: u64,
    pub(crate) tables: ReadTables,
}

impl Snapshot {
    pub(crate) fn of(database: &Database, generation: u64) -> Result<Self, EngineError> {
        Ok(Self { generation, group_uses: 0, tables: ReadTables::of(database)? })
    }

    /// Finds a server by its id.
    pub(crate) fn find(&self, id: Uuid) -> Result<Option<Stored>, EngineError> {
        self.find_parts(id, Extent::Whole)
    }

    /// Like [`Self::find`], but reads only this much of the server.
    pub(crate) fn find_parts(
        &self,
        id: Uuid,
        extent: Extent,
    ) -> Result<Option<Stored>, EngineError> {
        let Some(number) = self.number_of(id)? else {
            return Ok(None);
        };
        let stored = self.read_parts(number, extent)?;
        match stored {
            Some(stored) if stored.server.id == id => Ok(Some(stored)),
            Some(_) | None => Err(EngineError::Damaged(format!("the row of the id {id}"))),
        }
    }

    fn number_of(&self, id: Uuid) -> Result<Option<u64>, EngineError> {
        Ok(self.tables.ids()?.get(id.as_bytes())?.map(|it| it.value()))
    }

    pub(crate) fn read(&self, number: u64) -> Result<Option<Stored>, EngineError> {
        self.read_parts(number, Extent::Whole)
    }

    /// Like [`Self::read`], but reads only this much of the server.
    pub(crate) fn read_parts(
        &self,
        number: u64,
        extent: Extent,
    ) -> Result<Option<Stored>, EngineError> {
        let (states, records) = (self.tables.states()?, self.tables.records()?);
        let (state, record) = (states.get(number)?, records.get(number)?);
        join(number, state.as_ref(), record.as_ref(), extent)
    }

    /// Finds the number of a project; `None` if the project never had a server.
    pub(crate) fn find_project(&self, id: &str) -> Result<Option<u32>, EngineError> {
        Ok(self.tables.projects()?.get(id)?.map(|it| it.value()))
    }

    /// Returns the number of the project with exactly this id. If there is none, returns the
    /// numbers of all projects whose ids differ from it only by the case of letters.
    pub(crate) fn find_projects(&self, id: &str) -> Result<Vec<u32>, EngineError> {
        if let Some(number) = self.find_project(id)? {
            return Ok(vec![number]);
        }
        let mut numbers = Vec::new();
        for row in self.tables.projects()?.iter()? {
            let (known, number) = row?;
            if is_same_text(known.value(), id) {
                numbers.push(number.value());
            }
        }
        Ok(numbers)
    }

    /// Reads the actions of a server, newest first.
    pub(crate) fn actions(&self, id: Uuid) -> Result<Vec<InstanceAction>, EngineError> {
        let Some(number) = self.number_of(id)? else {
            return Ok(Vec::new());
        };
        let (first, last) = (action_key(number, 0), action_key(number, u64::MAX));
        let rows = self.tables.actions()?.range::<&[u8; 16]>(&first..=&last)?;
        let mut actions = Vec::new();
        for row in rows.rev().take(KEPT_ACTIONS) {
            let (key, sealed) = row?;
            actions.push(records::decode_action(key.value(), sealed.value())?);
        }
        Ok(actions)
    }

    /// Reads the key pairs of a user, in the order of their names. Damaged ones are left out and
    /// logged.
    pub(crate) fn key_pairs(&self, user_id: &str) -> Result<Vec<KeyPair>, EngineError> {
        let mut key_pairs = Vec::new();
        for row in rows_of_user(self.tables.key_pairs()?, user_id)? {
            let (key, sealed) = row?;
            match records::decode_key_pair(user_id, key.value().1, sealed.value()) {
                Ok(key_pair) => key_pairs.push(key_pair),
                Err(EngineError::Damaged(what)) => {
                    log_damage(&format!("passed over a key pair: {what}"));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(key_pairs)
    }

    /// Finds a key pair by its user and name.
    pub(crate) fn find_key_pair(
        &self,
        user_id: &str,
        name: &str,
    ) -> Result<Option<KeyPair>, EngineError> {
        let row = self.tables.key_pairs()?.get((user_id, name))?;
        row.map(|it| records::decode_key_pair(user_id, name, it.value())).transpose()
    }

    /// Reads every document whose name begins with `prefix`, in the order of names.
    pub(crate) fn documents(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, EngineError> {
        let mut documents = Vec::new();
        for row in self.tables.documents()?.range(prefix..)? {
            let (name, sealed) = row?;
            let name = name.value();
            if !name.starts_with(prefix) {
                break;
            }
            let content = seal::unseal_bytes(name.as_bytes(), sealed.value())
                .map_err(|it| EngineError::damaged(format_args!("the document {name}"), &it))?;
            documents.push((name.to_owned(), content.to_vec()));
        }
        Ok(documents)
    }
}

type Row<'a> = (AccessGuard<'a, (&'static str, &'static str)>, AccessGuard<'a, &'static [u8]>);

/// The rows of a user in the table of key pairs, in the order of their names.
pub(crate) fn rows_of_user<'a>(
    table: &'a impl ReadableTable<(&'static str, &'static str), &'static [u8]>,
    user_id: &'a str,
) -> Result<impl Iterator<Item = Result<Row<'a>, EngineError>> + 'a, EngineError> {
    let rows = table.range((user_id, "")..)?;
    Ok(rows.map(|it| Ok(it?)).take_while(move |row: &Result<Row<'_>, EngineError>| match row {
        Ok((key, _)) => key.value().0 == user_id,
        Err(_) => true,
    }))
}

/// Reads a server from its two rows.
pub(crate) fn read(
    states: &impl ReadableTable<u64, &'static [u8]>,
    records: &impl ReadableTable<u64, &'static [u8]>,
    number: u64,
) -> Result<Option<Stored>, EngineError> {
    join(number, states.get(number)?.as_ref(), records.get(number)?.as_ref(), Extent::Whole)
}

/// Makes a server from its two rows. Returns `None` if neither exists.
pub(crate) fn join(
    number: u64,
    state: Option<&AccessGuard<'_, &'static [u8]>>,
    record: Option<&AccessGuard<'_, &'static [u8]>>,
    extent: Extent,
) -> Result<Option<Stored>, EngineError> {
    match (state, record) {
        (Some(state), Some(record)) => {
            Stored::decode(number, state.value(), record.value(), extent).map(Some)
        }
        (None, None) => Ok(None),
        (Some(_), None) => {
            Err(EngineError::Damaged(format!("the record of server {number} is lost")))
        }
        (None, Some(_)) => {
            Err(EngineError::Damaged(format!("the state of server {number} is lost")))
        }
    }
}

/// Returns the server's name in a row of a list, or `None` if the row is damaged.
pub(crate) fn name_in<'a>(key: &ListKey, sealed: &'a [u8]) -> Option<&'a str> {
    seal::unseal_bytes(key, sealed).ok().and_then(|it| std::str::from_utf8(it).ok())
}
