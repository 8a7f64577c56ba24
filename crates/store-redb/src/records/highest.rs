//! The rows of the highest numbers that servers and security groups ever had.

use serde::{Deserialize, Serialize};

use crate::{
    engine_error::EngineError,
    seal,
    tables::{META_HIGHEST_GROUP, META_HIGHEST_NUMBER},
};

#[derive(Serialize, Deserialize)]
struct HighestRow {
    number: u64,
}

/// The kind of item whose highest number a row records.
#[derive(Clone, Copy)]
pub(crate) enum Highest {
    Server,
    SecurityGroup,
}

impl Highest {
    /// The name of the row in the table of records of the whole store.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Server => META_HIGHEST_NUMBER,
            Self::SecurityGroup => META_HIGHEST_GROUP,
        }
    }

    pub(crate) fn encode(self, number: u64) -> Result<Vec<u8>, EngineError> {
        seal::seal(self.name().as_bytes(), &HighestRow { number }).map_err(EngineError::Encoding)
    }

    pub(crate) fn decode(self, sealed: &[u8]) -> Result<u64, EngineError> {
        let row: HighestRow = seal::unseal(self.name().as_bytes(), sealed).map_err(|damage| {
            let what = match self {
                Self::Server => "the record of the highest number",
                Self::SecurityGroup => "the record of the highest group",
            };
            EngineError::damaged(what, &damage)
        })?;
        Ok(row.number)
    }
}
