//! Writes to the network service.

use ferronova_compute::{AssignedFloatingIp, SecurityGroup};
use ferronova_http::{Reply, StatusCode};
use serde::Serialize;
use serde_json::json;

use super::{
    call::NetworkCall,
    collection::Collection,
    floating_ips,
    refusal::{self, Refusal},
    security_group_rules, security_group_view, security_groups,
};

/// A kind of resource that clients can create and delete.
#[derive(Clone, Copy)]
pub(crate) enum Writable {
    SecurityGroup,
    SecurityGroupRule,
    FloatingIp,
}

impl NetworkCall<'_> {
    pub(crate) async fn create(self, resource: Writable) -> Result<Reply, Refusal> {
        let body = match resource {
            Writable::SecurityGroup => of_group(&security_groups::create(self).await?),
            Writable::SecurityGroupRule => {
                let (group, rule) = security_group_rules::create(self).await?;
                let view = security_group_view::of_rule(&group, &rule);
                body(Collection::SecurityGroupRules, &view)
            }
            Writable::FloatingIp => of_floating_ip(&floating_ips::create(self).await?),
        };
        Ok(Reply::json(StatusCode::CREATED, body))
    }

    pub(crate) async fn update(self, resource: Writable, id: &str) -> Result<Reply, Refusal> {
        let body = match resource {
            Writable::SecurityGroup => of_group(&security_groups::update(self, id).await?),
            // As in Neutron, rules can't be changed.
            Writable::SecurityGroupRule => return Err(refusal::no_route()),
            Writable::FloatingIp => of_floating_ip(&floating_ips::update(self, id).await?),
        };
        Ok(Reply::json(StatusCode::OK, body))
    }

    pub(crate) async fn delete(self, resource: Writable, id: &str) -> Result<Reply, Refusal> {
        match resource {
            Writable::SecurityGroup => security_groups::delete(self, id).await?,
            Writable::SecurityGroupRule => security_group_rules::delete(self, id).await?,
            Writable::FloatingIp => floating_ips::delete(self, id).await?,
        }
        Ok(Reply::no_content())
    }
}

fn of_group(group: &SecurityGroup) -> Vec<u8> {
    body(Collection::SecurityGroups, &security_group_view::of_group(group))
}

fn of_floating_ip(floating_ip: &AssignedFloatingIp) -> Vec<u8> {
    body(Collection::FloatingIps, &floating_ips::view(floating_ip))
}

fn body(collection: Collection, view: &impl Serialize) -> Vec<u8> {
    json!({ (collection.names().thing): view }).to_string().into_bytes()
}
