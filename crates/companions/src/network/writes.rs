//! What can be written of the network service, and how that is answered.

use ferronova_http::{Reply, StatusCode};
use serde::Serialize;
use serde_json::json;

use super::{
    call::Call,
    collection::Collection,
    floating_ips,
    refusal::{self, Refusal},
    security_group_rules, security_group_view, security_groups,
};

/// What can be written.
#[derive(Clone, Copy)]
pub(crate) enum Written {
    SecurityGroup,
    SecurityGroupRule,
    FloatingIp,
}

/// What is done to it.
#[derive(Clone, Copy)]
pub(crate) enum Write {
    Create,
    Update,
    Delete,
}

impl Call<'_> {
    /// Makes, changes or removes a thing, the latter two by its id.
    pub(crate) async fn write(
        self,
        written: Written,
        write: Write,
        id: &str,
    ) -> Result<Reply, Refusal> {
        match written {
            Written::SecurityGroup => {
                const GROUPS: Collection = Collection::SecurityGroups;
                let group = match write {
                    Write::Create => security_groups::create(self).await?,
                    Write::Update => security_groups::update(self, id).await?,
                    Write::Delete => {
                        security_groups::delete(self, id).await?;
                        return Ok(Reply::no_content());
                    }
                };
                Ok(answer(write, GROUPS, &security_group_view::of_group(&group)))
            }
            Written::SecurityGroupRule => {
                const RULES: Collection = Collection::SecurityGroupRules;
                let (group, rule) = match write {
                    Write::Create => security_group_rules::create(self).await?,
                    // Nothing of a rule can be changed.
                    Write::Update => return Err(refusal::no_route()),
                    Write::Delete => {
                        security_group_rules::delete(self, id).await?;
                        return Ok(Reply::no_content());
                    }
                };
                Ok(answer(write, RULES, &security_group_view::of_rule(&group, &rule)))
            }
            Written::FloatingIp => {
                const FLOATING_IPS: Collection = Collection::FloatingIps;
                let floating_ip = match write {
                    Write::Create => floating_ips::create(self).await?,
                    Write::Update => floating_ips::update(self, id).await?,
                    Write::Delete => {
                        floating_ips::delete(self, id).await?;
                        return Ok(Reply::no_content());
                    }
                };
                Ok(answer(write, FLOATING_IPS, &floating_ips::view(&floating_ip)))
            }
        }
    }
}

/// What was made or changed, as it is now.
fn answer(write: Write, collection: Collection, view: &impl Serialize) -> Reply {
    let status = match write {
        Write::Create => StatusCode::CREATED,
        Write::Update | Write::Delete => StatusCode::OK,
    };
    let body = json!({ (collection.names().thing): view });
    Reply::json(status, body.to_string().into_bytes())
}
