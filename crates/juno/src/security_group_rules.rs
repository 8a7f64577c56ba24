//! `/os-security-group-rules`, and the rules in views of groups. As in Nova with Neutron, this API
//! neither shows nor creates egress rules.

use std::collections::{BTreeSet, HashMap};

use ferronova_compute::{
    Compute, Direction, Error, EtherType, IpPrefix, Remote, SecurityGroup, SecurityGroupError,
    SecurityGroupRule, Traffic,
};
use ferronova_extend::{Call, Fields, Key, object};
use ferronova_http::{ErrorWording as _, Failure, Fault, Reply, RouteOrAction, StatusCode};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::wording::Wording;

const SECURITY_GROUP_RULE: Key = Key::new("security_group_rule");
const FROM_PORT: Key = Key::new("from_port");
const GROUP: Key = Key::new("group");
const ID: Key = Key::new("id");
const IP_PROTOCOL: Key = Key::new("ip_protocol");
const IP_RANGE: Key = Key::new("ip_range");
const CIDR: Key = Key::new("cidr");
const NAME: Key = Key::new("name");
const PARENT_GROUP_ID: Key = Key::new("parent_group_id");
const TENANT_ID: Key = Key::new("tenant_id");
const TO_PORT: Key = Key::new("to_port");

/// `POST /os-security-group-rules`
///
/// # Errors
///
/// - 400 if the rule is invalid, the group has such a rule already, or the source group is unknown.
/// - 403 if there are too many rules.
/// - 404 if the group is unknown.
/// - 422 if the body has no rule.
pub async fn create(call: Call<'_>) -> Result<Reply, Failure> {
    let body: Value = if call.has_body() { call.parse()? } else { Value::Null };
    let rule = body.get(SECURITY_GROUP_RULE.as_str()).filter(|it| !it.is_null());
    let rule = rule.ok_or(Fault::plain(StatusCode::UNPROCESSABLE_ENTITY))?;
    let rule = rule.as_object().ok_or(Fault::plain(StatusCode::BAD_REQUEST))?;
    let (compute, request) = (call.compute(), call.request());
    let parent_id = text(rule, "parent_group_id");
    let parent_id = parent_id.ok_or_else(|| Error::from(SecurityGroupError::NoId))?;
    let group = compute.find_security_group(request, &parent_id).await?;
    let source = match text(rule, "group_id") {
        None => None,
        Some(id) => {
            let found = compute.find_security_group(request, &id).await;
            Some(found.map_err(|it| OF_SOURCES.fault(&it, RouteOrAction::Route))?)
        }
    };
    let traffic = read_traffic(rule, source.as_ref())?;

    let rule = compute.add_security_group_rule(group.clone(), traffic, String::new()).await?;
    let sources = SourceGroupNames::of(compute, std::slice::from_ref(&group), &[&rule]).await?;
    Ok(Reply::ok(object(|out| {
        out.object(SECURITY_GROUP_RULE, |out| write(&group, &rule, &sources, out));
    })))
}

/// The wording of errors about a source group. For an unknown source group the status is 400, as it
/// is an error in the request.
const OF_SOURCES: Wording = Wording { no_group: StatusCode::BAD_REQUEST, ..Wording::WITH_ID };

/// `DELETE /os-security-group-rules/{id}`
pub async fn delete(call: Call<'_>) -> Result<Reply, Failure> {
    let found = call.compute().find_security_group_rule(call.request(), call.param("id")).await;
    let (group, rule) = found?;
    call.compute().remove_security_group_rule(group, rule.id).await?;
    Ok(call.accepted())
}

/// The names of the groups that rules have as their source, by group id.
pub(crate) struct SourceGroupNames(HashMap<Uuid, String>);

impl SourceGroupNames {
    /// Looks up the names of the source groups in `rules` and in all rules of `groups`. Each of
    /// `rules` must belong to one of `groups`.
    pub(crate) async fn of(
        compute: &Compute,
        groups: &[SecurityGroup],
        rules: &[&SecurityGroupRule],
    ) -> Result<Self, Error> {
        let mut names: HashMap<Uuid, String> =
            groups.iter().map(|it| (it.id(), it.name.clone())).collect();
        let mut looked = BTreeSet::new();
        for group in groups {
            let is_lacking = |it: &SecurityGroupRule| match it.traffic.remote {
                Some(Remote::Group(id)) => !names.contains_key(&id),
                Some(Remote::Prefix(_)) | None => false,
            };
            let mut all = group.rules.iter().chain(rules.iter().copied());
            if all.any(is_lacking) && looked.insert(&group.project_id) {
                let others = compute.security_groups_of_project(&group.project_id).await?;
                names.extend(others.into_iter().map(|it| (it.id(), it.name)));
            }
        }
        Ok(Self(names))
    }
}

/// Returns the rules that clients see: the ingress rules of the group.
pub(crate) fn shown(group: &SecurityGroup) -> Vec<&SecurityGroupRule> {
    group.rules.iter().filter(|it| it.traffic.direction == Direction::Ingress).collect()
}

/// Writes a rule of a group.
pub(crate) fn write(
    group: &SecurityGroup,
    rule: &SecurityGroupRule,
    sources: &SourceGroupNames,
    out: &mut Fields<'_>,
) {
    let SecurityGroupRule { id, traffic, .. } = rule;
    let (from_port, to_port) = ports(traffic);
    let source = match traffic.remote {
        Some(Remote::Group(id)) => sources.0.get(&id),
        Some(Remote::Prefix(_)) | None => None,
    };
    out.field(FROM_PORT, &from_port)
        .object(GROUP, |out| {
            if let Some(name) = source {
                out.field(NAME, name).field(TENANT_ID, &group.project_id);
            }
        })
        .field(ID, &id.to_string())
        .field(IP_PROTOCOL, &traffic.protocol)
        .object(IP_RANGE, |out| match traffic.remote {
            Some(Remote::Group(_)) => {}
            Some(Remote::Prefix(prefix)) => {
                out.field(CIDR, &prefix.to_string());
            }
            None => {
                out.field(CIDR, "0.0.0.0/0");
            }
        })
        .field(PARENT_GROUP_ID, &group.id().to_string())
        .field(TO_PORT, &to_port);
}

/// Returns the ports to show. If a rule names a protocol but no ports, returns the whole range of
/// the protocol.
fn ports(traffic: &Traffic) -> (Option<i32>, Option<i32>) {
    match (traffic.protocol.as_deref(), traffic.port_range_min, traffic.port_range_max) {
        (Some("tcp" | "udp"), None, None) => (Some(1), Some(65_535)),
        (Some(_), None, None) => (Some(-1), Some(-1)),
        (_, min, max) => (min.map(i32::from), max.map(i32::from)),
    }
}

/// Reads the traffic that a requested rule allows.
fn read_traffic(
    rule: &Map<String, Value>,
    source: Option<&SecurityGroup>,
) -> Result<Traffic, Fault> {
    let prefix = match source {
        Some(_) => None,
        None => Some(read_prefix(rule)?),
    };
    let protocol = text(rule, "ip_protocol").filter(|it| !it.is_empty());
    let ends = match (member(rule, "from_port"), member(rule, "to_port")) {
        // If the request has a source group but no ports, the rule allows the whole protocol.
        (None, None) if source.is_some() => match protocol.as_deref().map(str::to_uppercase) {
            Some(it) if it == "ICMP" => Some((-1, -1)),
            Some(it) if it == "TCP" || it == "UDP" => Some((1, 65_535)),
            Some(_) | None => None,
        },
        (Some(from), Some(to)) => match &protocol {
            Some(protocol) => Some(read_ports(protocol, from, to)?),
            None => None,
        },
        _ => None,
    };
    let (protocol, ends) = match (protocol, ends) {
        (Some(protocol), Some(ends)) => {
            check_ports(&protocol, ends)?;
            (Some(protocol.to_lowercase()), ends)
        }
        _ if source.is_some() => (None, (-1, -1)),
        _ => return Err(Fault::bad_request("Not enough parameters to build a valid rule.")),
    };
    let is_v6 = prefix.is_some_and(|it| it.ip().is_ipv6());
    let port = |number: i64| u16::try_from(number).ok();
    Ok(Traffic {
        direction: Direction::Ingress,
        ethertype: if is_v6 { EtherType::Ipv6 } else { EtherType::Ipv4 },
        protocol,
        port_range_min: port(ends.0),
        port_range_max: port(ends.1),
        remote: source.map(|it| Remote::Group(it.id())).or(prefix.map(Remote::Prefix)),
    })
}

fn read_prefix(rule: &Map<String, Value>) -> Result<IpPrefix, Fault> {
    let text = text(rule, "cidr").filter(|it| !it.is_empty());
    let text = text.unwrap_or_else(|| "0.0.0.0/0".to_owned());
    let prefix = IpPrefix::parse(&text).filter(|_| text.contains('/'));
    let prefix = prefix.ok_or_else(|| Fault::bad_request(format!("Invalid cidr {text}.")))?;
    let is_any = text.starts_with("0.0.0.0/") || text.starts_with("::/");
    if prefix.prefix_len() == 0 && !is_any {
        return Err(Fault::bad_request(format!("Bad prefix for network in cidr {text}")));
    }
    Ok(prefix)
}

fn read_ports(protocol: &str, from: &Value, to: &Value) -> Result<(i64, i64), Fault> {
    let number = |value: &Value| match value {
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.as_i64()
        }
    };
    number(from).zip(number(to)).ok_or_else(|| {
        Fault::bad_request(if protocol.eq_ignore_ascii_case("icmp") {
            "Invalid input received: Type and Code must be integers for ICMP protocol type"
        } else {
            "Invalid input received: To and From ports must be integers"
        })
    })
}

fn check_ports(protocol: &str, (from, to): (i64, i64)) -> Result<(), Fault> {
    let wrong =
        |reason: &str| Err(Fault::bad_request(format!("Invalid port range {from}:{to}. {reason}")));
    match protocol.to_uppercase().as_str() {
        "TCP" | "UDP" if from > to => wrong("Former value cannot be greater than the later"),
        "TCP" | "UDP" if from < 1 || to > 65_535 => {
            wrong("Valid TCP ports should be between 1-65535")
        }
        "ICMP" if !(-1..=255).contains(&from) || !(-1..=255).contains(&to) => {
            wrong("For ICMP, the type:code must be valid")
        }
        "TCP" | "UDP" | "ICMP" => Ok(()),
        _ => Err(Fault::bad_request(format!("Invalid IP protocol {protocol}."))),
    }
}

fn member<'a>(rule: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    rule.get(name).filter(|it| !it.is_null())
}

fn text(rule: &Map<String, Value>, name: &str) -> Option<String> {
    member(rule, name).map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned))
}
