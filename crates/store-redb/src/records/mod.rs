//! The rows of the tables, and their conversion to and from the types of the model.
//!
//! The layout of every type here is part of the format: the order of its fields, and the numbers of
//! its states. No field is ever moved or removed. A new field goes to the end of a row and has a
//! default for the rows that were written before, and the database gets a new format. A struct
//! within a row (a rule, an address, a flavor) never changes: new values for it go to a new list in
//! the row.

mod action;
mod census;
mod details;
mod extent;
mod floating_ip;
mod head;
mod highest;
mod image;
mod infrastructure;
mod key_pair;
mod lock;
mod numbers;
mod record;
mod request_id;
mod row_list;
mod security_group;
mod state;
mod stored;
mod stored_id;
mod time;

pub(crate) use action::{decode_action, encode_action};
pub(crate) use census::{decode_census, encode_census};
pub(crate) use extent::Extent;
pub(crate) use floating_ip::{decode_floating_ip, encode_floating_ip};
pub(crate) use highest::Highest;
pub(crate) use image::{
    ImageTally, decode_image, decode_image_tally, encode_image, encode_image_tally,
};
pub(crate) use infrastructure::{
    decode_images_of_infrastructure, decode_infrastructure, encode_infrastructure,
};
pub(crate) use key_pair::{
    KeyPairTally, decode_key_pair, decode_key_pair_tally, encode_key_pair, encode_key_pair_tally,
};
pub(crate) use numbers::Numbered;
pub(crate) use record::{encode_record, is_same_record};
pub(crate) use security_group::{decode_group, encode_group};
pub(crate) use state::{decode_version, encode_state};
pub(crate) use stored::Stored;

use crate::engine_error::EngineError;

impl Stored {
    /// Decodes those of a server's two rows that exist, and returns the errors.
    pub(crate) fn damage(
        number: u64,
        state: Option<&[u8]>,
        record: Option<&[u8]>,
    ) -> Vec<EngineError> {
        let state = state.and_then(|it| state::decode_state(number, it).err());
        let record = record.and_then(|it| record::decode_record(number, it, Extent::Whole).err());
        state.into_iter().chain(record).collect()
    }

    /// Reads a server from its record alone.
    pub(crate) fn decode_record(number: u64, record: &[u8]) -> Result<Self, EngineError> {
        record::decode_record(number, record, Extent::Whole)
    }

    /// Sets what the state of a server holds.
    pub(crate) fn set_state(&mut self, state: &[u8]) -> Result<(), EngineError> {
        state::decode_state(self.server.number, state)?.complete(self);
        Ok(())
    }

    /// Reads this much of a server from its two rows.
    pub(crate) fn decode(
        number: u64,
        state: &[u8],
        record: &[u8],
        extent: Extent,
    ) -> Result<Self, EngineError> {
        let state = state::decode_state(number, state)?;
        let mut stored = record::decode_record(number, record, extent)?;
        state.complete(&mut stored);
        Ok(stored)
    }
}
