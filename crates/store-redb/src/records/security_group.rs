//! The row of a security group.

use std::borrow::Cow;

use ferronova_compute::SecurityGroup;
use serde::{Deserialize, Serialize};

use crate::{failure::Failure, seal, tables::group_key};

#[derive(Serialize, Deserialize)]
struct SecurityGroupRow<'a> {
    number: u64,
    description: Cow<'a, str>,
}

/// The row, sealed.
pub(crate) fn encode_group(group: &SecurityGroup) -> Result<Vec<u8>, Failure> {
    let row =
        SecurityGroupRow { number: group.number, description: Cow::Borrowed(&group.description) };
    let key = group_key(&group.project_id, &group.name);
    seal::seal(key.as_bytes(), &row).map_err(Failure::Encoding)
}

/// The group in a row.
pub(crate) fn decode_group(key: &str, sealed: &[u8]) -> Result<SecurityGroup, Failure> {
    let what = || format!("the record of the security group {key}");
    let row: SecurityGroupRow<'_> =
        seal::unseal(key.as_bytes(), sealed).map_err(|it| Failure::damaged(what(), &it))?;
    // No id of a project has a slash.
    let (project_id, name) = key.split_once('/').ok_or_else(|| Failure::Damaged(what()))?;
    Ok(SecurityGroup {
        number: row.number,
        project_id: project_id.to_owned(),
        name: name.to_owned(),
        description: row.description.into_owned(),
    })
}
