//! Security groups: the project's groups with their rules, and the groups of each server.

use std::collections::BTreeSet;

use ferronova_compute::Server;
use ferronova_juno::{security_group_rules, security_groups, truth::is_empty};
use ferronova_v2::{
    Action, Adds, Creation, Extension, Fault, Fields, Key, Keys, Members, Reads, Related, Route,
    StatusCode, Wording, handler,
};
use serde_json::Value;

const RULE: &str = "compute_extension:security_groups";

const SECURITY_GROUPS: Key = Key::new("security_groups");
const NAME: Key = Key::new("name");

ferronova_v2::register!(Extension {
    alias: "os-security-groups",
    name: "SecurityGroups",
    namespace: "http://docs.openstack.org/compute/ext/securitygroups/api/v1.1",
    updated: "2013-05-28T00:00:00Z",
    description: "Security group support.",
    rule: Some(RULE),
    adds: Adds {
        words: Some(&Wording::WITH_ID),
        api_ref: &[
            include_str!("../../../api-ref/common/server-security-groups.yaml"),
            include_str!("../../../api-ref/v2/os-security-groups.yaml"),
        ],
        server: Keys::new(&[SECURITY_GROUPS], write),
        created: Keys::new(&[SECURITY_GROUPS], write),
        on_create: Reads::new(&[SECURITY_GROUPS.as_str()], read_for_create),
        actions: &[
            Action::new("addSecurityGroup", handler!(security_groups::add)).ruled(RULE),
            Action::new("removeSecurityGroup", handler!(security_groups::remove)).ruled(RULE),
        ],
        routes: &[
            Route::get("/os-security-groups", handler!(security_groups::list)).ruled(RULE),
            Route::post("/os-security-groups", handler!(security_groups::create)).ruled(RULE),
            Route::get("/os-security-groups/{id}", handler!(security_groups::show)).ruled(RULE),
            Route::put("/os-security-groups/{id}", handler!(security_groups::update)).ruled(RULE),
            Route::delete("/os-security-groups/{id}", handler!(security_groups::delete))
                .ruled(RULE),
            Route::post("/os-security-group-rules", handler!(security_group_rules::create))
                .ruled(RULE),
            Route::delete("/os-security-group-rules/{id}", handler!(security_group_rules::delete))
                .ruled(RULE),
            Route::get("/servers/{id}/os-security-groups", handler!(security_groups::of_server))
                .ruled(RULE),
        ],
        ..Adds::NOTHING
    },
});

fn read_for_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
    if let Some(value) = members.present(SECURITY_GROUPS.as_str()) {
        creation.new.security_groups = read(value).ok_or(Fault::plain(StatusCode::BAD_REQUEST))?;
    }
    Ok(())
}

/// Writes the groups of a server. If there are none, the key is missing, instead of being an empty
/// list.
fn write(server: &Server, _: &Related, out: &mut Fields<'_>) {
    let groups = server.security_groups_shown();
    if !groups.is_empty() {
        out.list(SECURITY_GROUPS, groups, |name, out| {
            out.field(NAME, name);
        });
    }
}

/// Reads the names in a list of `{"name": …}`. Items without a name and duplicates are ignored.
fn read(value: &Value) -> Option<Vec<String>> {
    // As in Python, iterating over an empty string or object is no error.
    if matches!(value, Value::String(_) | Value::Object(_)) && is_empty(value) {
        return Some(Vec::new());
    }
    let mut names = Vec::new();
    let mut known = BTreeSet::new();
    for item in value.as_array()? {
        let name = match item.as_object()?.get(NAME.as_str()) {
            None | Some(Value::Null) => continue,
            Some(name) => name.as_str()?,
        };
        if !name.is_empty() && known.insert(name) {
            names.push(name.to_owned());
        }
    }
    Some(names)
}
