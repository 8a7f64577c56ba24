//! Writes the actions of servers: new ones, and the ends of their events.

use ferronova_compute::{EventEnd, InstanceAction, KEPT_ACTIONS};
use redb::ReadableTable;

use super::batch::Batch;
use crate::{
    engine_error::{EngineError, log_damage},
    records,
    tables::action_key,
};

impl Batch<'_> {
    /// Writes an action under its number, and removes the oldest action if the server now has more
    /// than [`KEPT_ACTIONS`].
    pub(super) fn write_action(
        &mut self,
        number: u64,
        sequence: u64,
        action: &InstanceAction,
    ) -> Result<(), EngineError> {
        let actions = self.tables.actions()?;
        let key = action_key(number, sequence);
        let row = records::encode_action(&key, action)?;
        actions.insert(&key, row.as_slice())?;
        let kept = u64::try_from(KEPT_ACTIONS).unwrap_or(u64::MAX);
        if let Some(old) = sequence.checked_sub(kept) {
            actions.remove(&action_key(number, old))?;
        }
        Ok(())
    }

    /// Ends the newest event of a server that matches `end`, if there is one. If the event failed,
    /// its action fails too. `actions` is the number of actions that the server ever had.
    pub(super) fn end_event(
        &mut self,
        number: u64,
        actions: u64,
        end: EventEnd,
    ) -> Result<(), EngineError> {
        let Some((key, action)) = self.find_begun(number, actions, end)? else {
            return Ok(());
        };
        let row = records::encode_action(&key, &action)?;
        self.tables.actions()?.insert(&key, row.as_slice())?;
        Ok(())
    }

    /// Finds the newest action with an event that matches `end`, and returns it with that event
    /// ended. A damaged action is skipped and logged, so that it does not prevent changes of its
    /// server.
    fn find_begun(
        &mut self,
        number: u64,
        actions: u64,
        end: EventEnd,
    ) -> Result<Option<([u8; 16], InstanceAction)>, EngineError> {
        let (first, behind) = (action_key(number, 0), action_key(number, actions));
        let rows = self.tables.actions()?.range::<&[u8; 16]>(&first..&behind)?;
        for row in rows.rev().take(KEPT_ACTIONS) {
            let (key, sealed) = row?;
            match records::decode_action(key.value(), sealed.value()) {
                Ok(mut action) => {
                    if end.apply(std::slice::from_mut(&mut action)).is_some() {
                        return Ok(Some((*key.value(), action)));
                    }
                }
                Err(EngineError::Damaged(what)) => {
                    log_damage(&format!("passed over an action: {what}"));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}
