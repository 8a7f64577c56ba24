//! The row of a security group, with its rules.

use std::borrow::Cow;

use ferronova_compute::{
    Direction, EtherType, IpPrefix, Remote, SecurityGroup, SecurityGroupRule, Traffic,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::numbers::AsNumber;
use crate::{engine_error::EngineError, seal, tables::group_key};

#[derive(Serialize, Deserialize)]
struct SecurityGroupRow<'a> {
    number: u64,
    description: Cow<'a, str>,
    /// Stored since format 6. A group of an older format has the rules of a new group.
    #[serde(default)]
    rules: Option<Vec<RuleRow<'a>>>,
}

#[derive(Serialize, Deserialize)]
struct RuleRow<'a> {
    id: [u8; 16],
    direction: AsNumber<Direction>,
    ethertype: AsNumber<EtherType>,
    protocol: Option<Cow<'a, str>>,
    port_range_min: Option<u16>,
    port_range_max: Option<u16>,
    prefix: Option<Cow<'a, str>>,
    remote_group: Option<[u8; 16]>,
    description: Cow<'a, str>,
}

pub(crate) fn encode_group(group: &SecurityGroup) -> Result<Vec<u8>, EngineError> {
    let row = SecurityGroupRow {
        number: group.number,
        description: Cow::Borrowed(&group.description),
        rules: Some(group.rules.iter().map(encode_rule).collect()),
    };
    let key = group_key(&group.project_id, &group.name);
    seal::seal(key.as_bytes(), &row).map_err(EngineError::Encoding)
}

pub(crate) fn decode_group(key: &str, sealed: &[u8]) -> Result<SecurityGroup, EngineError> {
    let what = || format!("the record of the security group {key}");
    let row: SecurityGroupRow<'_> =
        seal::unseal(key.as_bytes(), sealed).map_err(|it| EngineError::damaged(what(), &it))?;
    // The id of a project has no slash.
    let (project_id, name) = key.split_once('/').ok_or_else(|| EngineError::Damaged(what()))?;
    let mut group = SecurityGroup {
        number: row.number,
        project_id: project_id.to_owned(),
        name: name.to_owned(),
        description: row.description.into_owned(),
        rules: Vec::new(),
    };
    group.rules = match row.rules {
        None => group.first_rules(),
        Some(rows) => {
            let rules = rows.into_iter().map(|it| decode_rule(it).ok_or_else(what));
            rules.collect::<Result<_, _>>().map_err(EngineError::Damaged)?
        }
    };
    Ok(group)
}

fn encode_rule(rule: &SecurityGroupRule) -> RuleRow<'_> {
    let SecurityGroupRule { id, traffic, description } = rule;
    let (prefix, remote_group) = match traffic.remote {
        None => (None, None),
        Some(Remote::Prefix(prefix)) => (Some(Cow::Owned(prefix.to_string())), None),
        Some(Remote::Group(id)) => (None, Some(id.into_bytes())),
    };
    RuleRow {
        id: id.into_bytes(),
        direction: AsNumber(traffic.direction),
        ethertype: AsNumber(traffic.ethertype),
        protocol: traffic.protocol.as_deref().map(Cow::Borrowed),
        port_range_min: traffic.port_range_min,
        port_range_max: traffic.port_range_max,
        prefix,
        remote_group,
        description: Cow::Borrowed(description),
    }
}

/// Converts a row to a rule; `None` if its prefix is invalid.
fn decode_rule(row: RuleRow<'_>) -> Option<SecurityGroupRule> {
    let prefix = match row.prefix {
        None => None,
        Some(it) => Some(Remote::Prefix(IpPrefix::parse(&it)?)),
    };
    let group = row.remote_group.map(Uuid::from_bytes).map(Remote::Group);
    let traffic = Traffic {
        direction: row.direction.0,
        ethertype: row.ethertype.0,
        protocol: row.protocol.map(Cow::into_owned),
        port_range_min: row.port_range_min,
        port_range_max: row.port_range_max,
        remote: prefix.or(group),
    };
    let id = Uuid::from_bytes(row.id);
    Some(SecurityGroupRule { id, traffic, description: row.description.into_owned() })
}
