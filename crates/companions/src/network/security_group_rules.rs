//! `/network/v2.0/security-group-rules`: the rules of the same groups as in compute's API.

use ferronova_compute::{
    Direction, EtherType, IpPrefix, Remote, SecurityGroup, SecurityGroupRule, Traffic, parse_id,
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    attributes::Attributes,
    call::NetworkCall,
    collection::Collection,
    refusal::{self, Refusal},
    security_groups,
};

/// The attributes of a new rule.
const NEW: &[&str] = &[
    "security_group_id",
    "direction",
    "ethertype",
    "protocol",
    "port_range_min",
    "port_range_max",
    "remote_ip_prefix",
    "remote_group_id",
    "remote_address_group_id",
    "description",
    "tenant_id",
    "project_id",
];

/// Finds the rule with this id, and its group.
pub(crate) async fn find_one(
    call: NetworkCall<'_>,
    id: &str,
) -> Result<(SecurityGroup, SecurityGroupRule), Refusal> {
    let (Some(_), Some(request)) = (parse_id(id), call.request()) else {
        return Err(refusal::not_found(Collection::SecurityGroupRules, id));
    };
    call.compute.find_security_group_rule(request, id).await.map_err(refusal::from_error)
}

pub(crate) async fn create(
    call: NetworkCall<'_>,
) -> Result<(SecurityGroup, SecurityGroupRule), Refusal> {
    let attributes = Attributes::read(call.incoming, "security_group_rule", NEW)?;
    attributes.request_to_make(&call)?;
    let group_id = attributes.id("security_group_id")?;
    let group_id = group_id.ok_or_else(|| refusal::required("security_group_id"))?;
    let traffic = read_traffic(&attributes)?;
    let description = attributes.text("description")?.unwrap_or_default().to_owned();
    let group = security_groups::find_one(call, &group_id.to_string()).await?;
    let added = call.compute.add_security_group_rule(group.clone(), traffic, description).await;
    Ok((group, added.map_err(refusal::from_error)?))
}

pub(crate) async fn delete(call: NetworkCall<'_>, id: &str) -> Result<(), Refusal> {
    let (group, rule) = find_one(call, id).await?;
    let removed = call.compute.remove_security_group_rule(group, rule.id).await;
    removed.map_err(refusal::from_error)
}

fn read_traffic(attributes: &Attributes) -> Result<Traffic, Refusal> {
    let direction = attributes.text("direction")?.ok_or_else(|| refusal::required("direction"))?;
    let direction = Direction::parse(direction).ok_or_else(|| {
        let reason = format!("'{direction}' is not in ['ingress', 'egress']");
        refusal::invalid("direction", &reason)
    })?;
    Ok(Traffic {
        direction,
        ethertype: read_ethertype(attributes)?,
        protocol: read_protocol(attributes)?,
        port_range_min: read_port(attributes, "port_range_min")?,
        port_range_max: read_port(attributes, "port_range_max")?,
        remote: read_remote(attributes)?,
    })
}

fn read_ethertype(attributes: &Attributes) -> Result<EtherType, Refusal> {
    let Some(text) = attributes.text("ethertype")? else {
        return Ok(EtherType::Ipv4);
    };
    let mut all = EtherType::ALL.iter();
    all.find(|it| it.as_str().eq_ignore_ascii_case(text)).copied().ok_or_else(|| {
        refusal::invalid("ethertype", &format!("'{text}' is not in ['IPv4', 'IPv6']"))
    })
}

/// Reads the name or the number of the protocol, in lower case; `None` if the rule is for any
/// protocol.
fn read_protocol(attributes: &Attributes) -> Result<Option<String>, Refusal> {
    let protocol = match attributes.value("protocol") {
        None => return Ok(None),
        Some(Value::Number(number)) => number.to_string(),
        Some(_) => attributes.text("protocol")?.unwrap_or_default().to_ascii_lowercase(),
    };
    Ok(Some(protocol).filter(|it| it != "any" && !it.is_empty()))
}

/// Reads a port number, which can be a JSON number or a text.
fn read_port(attributes: &Attributes, name: &str) -> Result<Option<u16>, Refusal> {
    let text = match attributes.value(name) {
        None => return Ok(None),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let wrong = || {
        let message = format!("Invalid value for port {text}");
        refusal::wrong("SecurityGroupInvalidPortValue", &message)
    };
    text.parse().map(Some).map_err(|_| wrong())
}

fn read_remote(attributes: &Attributes) -> Result<Option<Remote>, Refusal> {
    let group: Option<Uuid> = attributes.id("remote_group_id")?;
    if let Some(id) = attributes.id("remote_address_group_id")? {
        let message = format!("Address group {id} could not be found.");
        return Err(refusal::missing("AddressGroupNotFound", &message));
    }
    let Some(text) = attributes.text("remote_ip_prefix")? else {
        return Ok(group.map(Remote::Group));
    };
    if group.is_some() {
        let message = "Only remote_ip_prefix or remote_group_id may be provided.";
        return Err(refusal::wrong("SecurityGroupRemoteGroupAndRemoteIpPrefix", message));
    }
    let prefix = IpPrefix::parse(text).ok_or_else(|| {
        refusal::wrong("InvalidCIDR", &format!("Invalid CIDR {text} given as IP prefix."))
    })?;
    Ok(Some(Remote::Prefix(prefix)))
}
