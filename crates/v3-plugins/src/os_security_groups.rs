//! The security groups of a server.

use std::collections::BTreeSet;

use ferronova_compute::Server;
use ferronova_v3::{
    Check, Creation, Fault, Fields, Key, Members, Plugin, Related, Schema, validation,
};

const SECURITY_GROUPS: Key = Key::new("security_groups");
const NAME: Key = Key::new("name");

struct SecurityGroups;

impl Plugin for SecurityGroups {
    const ALIAS: &str = "os-security-groups";
    const NAME: &str = "SecurityGroups";
    const DESCRIPTION: &str = "Security group support.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = Some("compute_extension:v3:os-security-groups");
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/server-security-groups.yaml"),
        include_str!("../../../api-ref/v3/os-security-groups.yaml"),
    ];
    const SERVER_KEYS: &[Key] = &[SECURITY_GROUPS];
    const CREATED_KEYS: &[Key] = &[SECURITY_GROUPS];
    const CREATE_MEMBERS: &[&str] = &["security_groups"];

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        write(server, out);
    }

    fn extend_created(server: &Server, out: &mut Fields<'_>) {
        write(server, out);
    }

    fn on_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
        let Some(value) = members.get("security_groups") else {
            return Ok(());
        };
        validation::check("security_groups", value, SCHEMA)?;
        let names =
            value.as_array().into_iter().flatten().filter_map(|it| it.get("name")?.as_str());
        let mut known = BTreeSet::new();
        for name in names {
            if known.insert(name) {
                creation.new.security_groups.push(name.to_owned());
            }
        }
        Ok(())
    }
}

ferronova_v3::register!(SecurityGroups);

const SCHEMA: Schema = &[Check::ARRAY, Check::Items(GROUP)];

const GROUP: Schema = &[Check::OBJECT, Check::Required("name", validation::SHORT_STRING)];

/// A server without groups, as a deleted one, has no list of them.
fn write(server: &Server, out: &mut Fields<'_>) {
    let groups = server.security_groups_shown();
    if !groups.is_empty() {
        out.list(SECURITY_GROUPS, groups, |name, out| {
            out.field(NAME, name);
        });
    }
}
