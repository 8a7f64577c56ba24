//! Writes the rows of one server.

use super::{addresses::address_keys, batch::Batch};
use crate::{
    engine_error::EngineError,
    new_orders::NewOrders,
    orders,
    records::{self, Stored},
    seal, server_lists,
};

impl Batch<'_> {
    /// Writes every row of a new server except those in the indexes, which are added to `orders`.
    /// Fails at once if the disk has failed: then the engine keeps all writes in memory, and many
    /// servers may follow.
    pub(super) fn insert(
        &mut self,
        new: &Stored,
        orders: &mut NewOrders<'_>,
    ) -> Result<(), EngineError> {
        self.engine.check()?;
        self.tables.mark_dirty();
        let server = &new.server;
        self.current.census.add(server);
        self.tables.ids()?.insert(server.id.as_bytes(), server.number)?;
        let record = records::encode_record(new)?;
        self.tables.records()?.insert(server.number, record.as_slice())?;
        let state = records::encode_state(new)?;
        self.tables.states()?.insert(server.number, state.as_slice())?;
        for key in server_lists::keys_of(new).into_iter().flatten() {
            let name = seal::seal_bytes(&key, server.name.as_bytes());
            self.tables.lists()?.insert(&key, name.as_slice())?;
        }
        orders.add(new)?;
        for key in address_keys(server, &self.current.infrastructure.clone()) {
            self.tables.addresses()?.insert(&key, server.number)?;
        }
        Ok(())
    }

    /// Writes the rows of a server that differ between `old` and `new`. If the server was only
    /// locked, these are its state, and its rows in the lists and the index of locked servers.
    /// Fails if the disk has failed.
    pub(super) fn update(&mut self, old: &Stored, new: &Stored) -> Result<(), EngineError> {
        self.engine.check()?;
        self.tables.mark_dirty();
        self.current.census.remove(&old.server);
        self.current.census.add(&new.server);
        let number = new.server.number;
        let state = records::encode_state(new)?;
        self.tables.states()?.insert(number, state.as_slice())?;
        if !records::is_same_record(old, new) {
            let record = records::encode_record(new)?;
            self.tables.records()?.insert(number, record.as_slice())?;
        }
        self.move_list_keys(old, new)?;
        self.move_order_keys(old, new)?;
        self.move_addresses(old, new)
    }

    fn move_list_keys(&mut self, old: &Stored, new: &Stored) -> Result<(), EngineError> {
        let is_renamed = old.server.name != new.server.name;
        let left = server_lists::keys_of(old);
        let taken = server_lists::keys_of(new);
        // In both arrays each kind of list has the same index.
        for (left, taken) in left.into_iter().zip(taken) {
            // An older program may have written the row under another key.
            let former = left.and_then(|it| server_lists::former_key(&old.server, &it));
            let was_elsewhere = match former {
                Some(key) => self.tables.lists()?.remove(&key)?.is_some(),
                None => false,
            };
            let has_moved = left != taken || was_elsewhere;
            if let Some(key) = left.filter(|_| has_moved) {
                self.tables.lists()?.remove(&key)?;
            }
            if let Some(key) = taken.filter(|_| has_moved || is_renamed) {
                let name = seal::seal_bytes(&key, new.server.name.as_bytes());
                self.tables.lists()?.insert(&key, name.as_slice())?;
            }
        }
        Ok(())
    }

    fn move_order_keys(&mut self, old: &Stored, new: &Stored) -> Result<(), EngineError> {
        let (left, taken) = orders::changed_keys(old, new);
        for key in left.iter().filter(|it| !taken.contains(it)) {
            self.tables.orders()?.remove(key.as_slice())?;
        }
        let is_new_row = orders::row_of(&old.server) != orders::row_of(&new.server);
        for key in taken.iter().filter(|it| is_new_row || !left.contains(it)) {
            self.tables.orders()?.insert(key.as_slice(), orders::row_of(&new.server))?;
        }
        Ok(())
    }

    fn move_addresses(&mut self, old: &Stored, new: &Stored) -> Result<(), EngineError> {
        let (before, after) = (&old.server, &new.server);
        if before.addresses == after.addresses && before.is_deleted() == after.is_deleted() {
            return Ok(());
        }
        let infrastructure = self.current.infrastructure.clone();
        let left = address_keys(&old.server, &infrastructure);
        let taken = address_keys(&new.server, &infrastructure);
        for key in left.difference(&taken) {
            self.tables.addresses()?.remove(key)?;
        }
        for key in taken.difference(&left) {
            self.tables.addresses()?.insert(key, new.server.number)?;
        }
        Ok(())
    }

    /// Returns the number of a project, giving it the next one if it has none yet.
    pub(super) fn project_number(&mut self, id: &str) -> Result<u32, EngineError> {
        let projects = self.tables.projects()?;
        if let Some(number) = redb::ReadableTable::get(projects, id)? {
            return Ok(number.value());
        }
        // Projects are never removed one by one, so their count is the highest number in use.
        let count = redb::ReadableTableMetadata::len(projects)?;
        let number = u32::try_from(count + 1).map_err(|_| {
            redb::Error::Corrupted("there are more projects than numbers for them".to_owned())
        })?;
        projects.insert(id, number)?;
        self.tables.mark_dirty();
        Ok(number)
    }
}
