//! Security groups and their rules as clients see them.

use ferronova_compute::{Remote, SecurityGroup, SecurityGroupRule};
use serde::Serialize;

#[derive(Serialize)]
pub(crate) struct SecurityGroupView<'a> {
    id: String,
    name: &'a str,
    description: &'a str,
    tenant_id: &'a str,
    project_id: &'a str,
    stateful: bool,
    shared: bool,
    security_group_rules: Vec<SecurityGroupRuleView<'a>>,
    tags: [(); 0],
}

pub(crate) fn of_group(group: &SecurityGroup) -> SecurityGroupView<'_> {
    SecurityGroupView {
        id: group.id().to_string(),
        name: &group.name,
        description: &group.description,
        tenant_id: &group.project_id,
        project_id: &group.project_id,
        stateful: true,
        shared: false,
        security_group_rules: group.rules.iter().map(|it| of_rule(group, it)).collect(),
        tags: [],
    }
}

#[derive(Serialize)]
pub(crate) struct SecurityGroupRuleView<'a> {
    id: String,
    security_group_id: String,
    direction: &'static str,
    ethertype: &'static str,
    protocol: Option<&'a str>,
    port_range_min: Option<u16>,
    port_range_max: Option<u16>,
    remote_ip_prefix: Option<String>,
    remote_group_id: Option<String>,
    remote_address_group_id: Option<()>,
    description: &'a str,
    tenant_id: &'a str,
    project_id: &'a str,
    tags: [(); 0],
}

pub(crate) fn of_rule<'a>(
    group: &'a SecurityGroup,
    rule: &'a SecurityGroupRule,
) -> SecurityGroupRuleView<'a> {
    let SecurityGroupRule { id, traffic, description } = rule;
    let (remote_ip_prefix, remote_group) = match traffic.remote {
        None => (None, None),
        Some(Remote::Prefix(prefix)) => (Some(prefix.to_string()), None),
        Some(Remote::Group(id)) => (None, Some(id.to_string())),
    };
    SecurityGroupRuleView {
        id: id.to_string(),
        security_group_id: group.id().to_string(),
        direction: traffic.direction.as_str(),
        ethertype: traffic.ethertype.as_str(),
        protocol: traffic.protocol.as_deref(),
        port_range_min: traffic.port_range_min,
        port_range_max: traffic.port_range_max,
        remote_ip_prefix,
        remote_group_id: remote_group,
        remote_address_group_id: None,
        description,
        tenant_id: &group.project_id,
        project_id: &group.project_id,
        tags: [],
    }
}
