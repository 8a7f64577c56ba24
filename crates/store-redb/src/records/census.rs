//! The row of the census: how many servers live, by who holds their lock.

use ferronova_compute::Census;
use serde::{Deserialize, Serialize};

use crate::{engine_error::EngineError, seal, tables::META_CENSUS};

#[derive(Serialize, Deserialize)]
struct CensusRow {
    unlocked: u64,
    locked_by_owner: u64,
    locked_by_admin: u64,
}

pub(crate) fn encode_census(census: Census) -> Result<Vec<u8>, EngineError> {
    let Census { unlocked, locked_by_owner, locked_by_admin } = census;
    let row = CensusRow { unlocked, locked_by_owner, locked_by_admin };
    seal::seal(META_CENSUS.as_bytes(), &row).map_err(EngineError::Encoding)
}

pub(crate) fn decode_census(sealed: &[u8]) -> Result<Census, EngineError> {
    let CensusRow { unlocked, locked_by_owner, locked_by_admin } =
        seal::unseal(META_CENSUS.as_bytes(), sealed)
            .map_err(|it| EngineError::damaged("the record of how many servers live", &it))?;
    Ok(Census { unlocked, locked_by_owner, locked_by_admin })
}
