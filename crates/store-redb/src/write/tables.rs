//! Reads servers, and writes the records of the whole store, within a write transaction.

use ferronova_compute::Census;

use crate::{
    engine_error::EngineError,
    records::{self, ImageTally, KeyPairTally, Stored},
    snapshot,
    tables::{META_CENSUS, META_IMAGES, META_KEY_PAIRS, Tables},
};

impl Tables<'_> {
    pub(crate) fn read(&mut self, number: u64) -> Result<Option<Stored>, EngineError> {
        let (states, records) = self.states_and_records()?;
        snapshot::read(states, records, number)
    }

    pub(crate) fn write_census(&mut self, census: Census) -> Result<(), EngineError> {
        let row = records::encode_census(census)?;
        self.meta()?.insert(META_CENSUS, row.as_slice())?;
        Ok(())
    }

    pub(crate) fn write_image_tally(&mut self, tally: ImageTally) -> Result<(), EngineError> {
        let row = records::encode_image_tally(tally)?;
        self.meta()?.insert(META_IMAGES, row.as_slice())?;
        Ok(())
    }

    pub(crate) fn write_key_pair_tally(&mut self, tally: KeyPairTally) -> Result<(), EngineError> {
        let row = records::encode_key_pair_tally(tally)?;
        self.meta()?.insert(META_KEY_PAIRS, row.as_slice())?;
        Ok(())
    }
}
