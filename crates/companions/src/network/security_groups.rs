//! `/network/v2.0/security-groups`: every project has the one that Neutron makes for it.

use serde::Serialize;
use uuid::Uuid;

/// What the ids of these groups are derived in, so that a project's is always the same.
const NAMESPACE: Uuid = Uuid::from_u128(0x5ec0_0000_0000_4000_8000_0000_0000_0001);

#[derive(Serialize)]
pub(crate) struct SecurityGroupView<'a> {
    id: String,
    name: &'static str,
    description: &'static str,
    tenant_id: &'a str,
    project_id: &'a str,
    stateful: bool,
    shared: bool,
    security_group_rules: [(); 0],
    tags: [(); 0],
}

/// The group of a project; a token without a project has none.
pub(crate) fn default_group(project_id: &str) -> Option<SecurityGroupView<'_>> {
    (!project_id.is_empty()).then(|| SecurityGroupView {
        id: default_group_id(project_id).to_string(),
        name: "default",
        description: "Default security group",
        tenant_id: project_id,
        project_id,
        stateful: true,
        shared: false,
        security_group_rules: [],
        tags: [],
    })
}

pub(crate) fn default_group_id(project_id: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, project_id.as_bytes())
}
