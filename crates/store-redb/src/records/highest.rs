//! The rows of the highest numbers that servers and security groups ever got.

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

/// Of what a number is the highest.
#[derive(Clone, Copy)]
pub(crate) enum Highest {
    /// Of servers.
    Server,
    /// Of security groups.
    SecurityGroup,
}

impl Highest {
    /// The name of the row.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Server => META_HIGHEST_NUMBER,
            Self::SecurityGroup => META_HIGHEST_GROUP,
        }
    }

    /// The row, sealed.
    pub(crate) fn encode(self, number: u64) -> Result<Vec<u8>, EngineError> {
        seal::seal(self.name().as_bytes(), &HighestRow { number }).map_err(EngineError::Encoding)
    }

    /// The number in the row.
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
