//! The security groups of a server.

use std::collections::BTreeSet;

use ferronova_compute::Server;
use ferronova_v3::{
    Adds, Check, Creation, Fault, Fields, Key, Keys, Members, Plugin, Reads, Related, Schema,
    validation,
};

const SECURITY_GROUPS: Key = Key::new("security_groups");
const NAME: Key = Key::new("name");

ferronova_v3::register!(Plugin {
    alias: "os-security-groups",
    name: "SecurityGroups",
    description: "Security group support.",
    version: 1,
    rule: Some("compute_extension:v3:os-security-groups"),
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/server-security-groups.yaml"),
            include_str!("../../../api-ref/v3/os-security-groups.yaml"),
        ],
        server: Keys::new(&[SECURITY_GROUPS], write),
        created: Keys::new(&[SECURITY_GROUPS], write),
        on_create: Reads::new(&["security_groups"], read),
        ..Adds::NOTHING
    },
});

fn read(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
    let Some(value) = members.get("security_groups") else {
        return Ok(());
    };
    validation::check("security_groups", value, SCHEMA)?;
    let names = value.as_array().into_iter().flatten().filter_map(|it| it.get("name")?.as_str());
    let mut known = BTreeSet::new();
    for name in names {
        if known.insert(name) {
            creation.new.security_groups.push(name.to_owned());
        }
    }
    Ok(())
}

const SCHEMA: Schema = &[Check::ARRAY, Check::Items(GROUP)];

const GROUP: Schema = &[Check::OBJECT, Check::Required("name", validation::SHORT_STRING)];

/// Writes the groups of a server. For a server without groups, such as a deleted one, the key is
/// missing.
fn write(server: &Server, _: &Related, out: &mut Fields<'_>) {
    let groups = server.security_groups_shown();
    if !groups.is_empty() {
        out.list(SECURITY_GROUPS, groups, |name, out| {
            out.field(NAME, name);
        });
    }
}
