//! The row of a floating address, which names the project that the address is allocated to.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{engine_error::EngineError, seal};

#[derive(Serialize, Deserialize)]
struct FloatingIpRow<'a> {
    project_id: Cow<'a, str>,
}

pub(crate) fn encode_floating_ip(key: &[u8; 32], project_id: &str) -> Result<Vec<u8>, EngineError> {
    let row = FloatingIpRow { project_id: Cow::Borrowed(project_id) };
    seal::seal(key, &row).map_err(EngineError::Encoding)
}

pub(crate) fn decode_floating_ip(key: &[u8; 32], sealed: &[u8]) -> Result<String, EngineError> {
    let row: FloatingIpRow<'_> = seal::unseal(key, sealed)
        .map_err(|it| EngineError::damaged("the record of a floating address", &it))?;
    Ok(row.project_id.into_owned())
}
