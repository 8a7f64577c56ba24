//! Creates and changes servers.

use std::collections::HashSet;

use ferronova_compute::{Change, Error, Instance, StoreError};
use redb::ReadableTable;
use uuid::Uuid;

use super::{
    addresses::Claims,
    batch::{Batch, Refusal},
};
use crate::{
    engine_error::EngineError,
    new_orders::NewOrders,
    records::{self, Stored},
};

impl Batch<'_> {
    /// Creates all of these servers or none. Everything is checked before the first one is written.
    pub(crate) fn create(&mut self, changes: Vec<Change>) -> Result<Vec<Instance>, Refusal> {
        let mut orders = NewOrders::new(self.engine);
        let created = self.create_without_orders(changes, &mut orders)?;
        orders.write(&mut self.tables)?;
        Ok(created)
    }

    /// Like [`Self::create`], but the rows in the indexes of servers are only added to `orders`.
    pub(super) fn create_without_orders(
        &mut self,
        changes: Vec<Change>,
        orders: &mut NewOrders<'_>,
    ) -> Result<Vec<Instance>, Refusal> {
        let mut checked = Vec::with_capacity(changes.len());
        let mut ids = HashSet::new();
        let mut claims = Claims::default();
        let mut number = self.current.highest_number;
        for change in changes {
            number = number.checked_add(1).ok_or_else(|| refused("there is no number left"))?;
            let mut server = change.server;
            server.number = number;
            server.version = 1;
            if !ids.insert(server.id) || self.has(server.id)? {
                return Err(refused("its id is another server's"));
            }
            self.claim(&mut server, None, &change.allocate, &mut claims)?;
            self.claim_floating_ip(&server, None, None)?;
            self.check_groups(&server.project_id, &change.side_effects.needs_groups)?;
            self.check_images(&change.side_effects.images)?;
            checked.push((server, change.scratch, change.action, change.side_effects.images));
        }

        let mut created = Vec::with_capacity(checked.len());
        for (server, scratch, action, images) in checked {
            let project = self.project_number(&server.project_id)?;
            let mut stored = Stored { server: Box::new(server), scratch, project, actions: 0 };
            if let Some(action) = action {
                self.write_action(stored.server.number, 0, &action)?;
                stored.actions = 1;
            }
            self.insert(&stored, orders)?;
            self.change_images(images)?;
            created.push(stored.into_instance());
        }
        if number != self.current.highest_number {
            self.current.highest_number = number;
            self.write_highest_number()?;
        }
        Ok(created)
    }

    /// Stores a change of a server, if the server is still as in `old`, which was read in this
    /// generation. Returns `None` if another change was stored first.
    pub(crate) fn change(
        &mut self,
        old: &Stored,
        generation: u64,
        change: Change,
    ) -> Result<Option<Instance>, Refusal> {
        let number = old.server.number;
        if generation != self.current.generation
            || self.version_of(number)? != Some(old.server.version)
        {
            return Ok(None);
        }
        let mut server = change.server;
        server.id = old.server.id;
        server.number = number;
        server.version = old.server.version + 1;
        self.claim(&mut server, Some(&old.server), &change.allocate, &mut Claims::default())?;
        let loss = self.claim_floating_ip(
            &server,
            Some(&old.server),
            change.side_effects.floating_ip.as_ref(),
        )?;
        self.check_groups(&server.project_id, &change.side_effects.needs_groups)?;
        self.check_images(&change.side_effects.images)?;

        let project = if server.project_id == old.server.project_id {
            old.project
        } else {
            self.project_number(&server.project_id)?
        };
        if let Some(end) = change.ended {
            self.end_event(number, old.actions, end)?;
        }
        let mut actions = old.actions;
        if let Some(action) = change.action {
            self.write_action(number, actions, &action)?;
            actions += 1;
        }
        let new = Stored { server: Box::new(server), scratch: change.scratch, project, actions };
        if let Some(loss) = loss {
            self.lose(&loss)?;
        }
        self.update(old, &new)?;
        self.change_images(change.side_effects.images)?;
        Ok(Some(new.into_instance()))
    }

    fn has(&mut self, id: Uuid) -> Result<bool, EngineError> {
        Ok(self.tables.ids()?.get(id.as_bytes())?.is_some())
    }

    fn version_of(&mut self, number: u64) -> Result<Option<u64>, EngineError> {
        let state = self.tables.states()?.get(number)?;
        state.map(|it| records::decode_version(number, it.value())).transpose()
    }
}

fn refused(why: &'static str) -> Refusal {
    Refusal::Refused(Error::Store(StoreError::failed("storing a new server", why)))
}
