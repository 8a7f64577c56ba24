//! Security groups: those of the project with their rules, and those that servers are in.

use std::collections::BTreeSet;

use ferronova_compute::Server;
use ferronova_juno::{security_group_rules, security_groups, truth::is_empty};
use ferronova_v2::{
    Action, Call, CallFuture, Creation, Extension, Fault, Fields, Key, Members, Method, Related,
    Route, StatusCode, Wording,
};
use serde_json::Value;

const RULE: &str = "compute_extension:security_groups";

const SECURITY_GROUPS: Key = Key::new("security_groups");
const NAME: Key = Key::new("name");

struct SecurityGroups;

impl Extension for SecurityGroups {
    const ALIAS: &str = "os-security-groups";
    const NAME: &str = "SecurityGroups";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/securitygroups/api/v1.1";
    const UPDATED: &str = "2013-05-28T00:00:00Z";
    const DESCRIPTION: &str = "Security group support.";
    const RULE: Option<&str> = Some(RULE);
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/server-security-groups.yaml"),
        include_str!("../../../api-ref/v2/os-security-groups.yaml"),
    ];

    const SERVER_ACTIONS: &[Action] = &[
        action("addSecurityGroup", |call| Box::pin(security_groups::add(call))),
        action("removeSecurityGroup", |call| Box::pin(security_groups::remove(call))),
    ];
    const ROUTES: &[Route] = &[
        route(Method::GET, "/os-security-groups", |call| Box::pin(security_groups::list(call))),
        route(Method::POST, "/os-security-groups", |call| Box::pin(security_groups::create(call))),
        route(Method::GET, "/os-security-groups/{id}", |call| {
            Box::pin(security_groups::show(call))
        }),
        route(Method::PUT, "/os-security-groups/{id}", |call| {
            Box::pin(security_groups::update(call))
        }),
        route(Method::DELETE, "/os-security-groups/{id}", |call| {
            Box::pin(security_groups::delete(call))
        }),
        route(Method::POST, "/os-security-group-rules", |call| {
            Box::pin(security_group_rules::create(call))
        }),
        route(Method::DELETE, "/os-security-group-rules/{id}", |call| {
            Box::pin(security_group_rules::delete(call))
        }),
        route(Method::GET, "/servers/{id}/os-security-groups", |call| {
            Box::pin(security_groups::of_server(call))
        }),
    ];
    const SERVER_KEYS: &[Key] = &[SECURITY_GROUPS];
    const CREATED_KEYS: &[Key] = &[SECURITY_GROUPS];
    const CREATE_MEMBERS: &[&str] = &[SECURITY_GROUPS.as_str()];

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        write(server, out);
    }

    fn extend_created(server: &Server, out: &mut Fields<'_>) {
        write(server, out);
    }

    fn on_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
        if let Some(value) = members.present(SECURITY_GROUPS.as_str()) {
            creation.new.security_groups =
                read(value).ok_or(Fault::plain(StatusCode::BAD_REQUEST))?;
        }
        Ok(())
    }
}

ferronova_v2::register!(SecurityGroups);

const fn action(name: &'static str, run: for<'a> fn(Call<'a>) -> CallFuture<'a>) -> Action {
    Action { name, rule: Some(RULE), words: Some(&Wording::WITH_ID), run }
}

const fn route(
    method: Method,
    path: &'static str,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Route {
    Route { method, path, rule: Some(RULE), words: Some(&Wording::WITH_ID), run }
}

/// A server without any group has no key, rather than an empty list.
fn write(server: &Server, out: &mut Fields<'_>) {
    let groups = server.security_groups_shown();
    if !groups.is_empty() {
        out.list(SECURITY_GROUPS, groups, |name, out| {
            out.field(NAME, name);
        });
    }
}

/// The names in a list of `{"name": …}`; nothing if it is none. An item without a name does not
/// count, nor does a name that stands there again.
fn read(value: &Value) -> Option<Vec<String>> {
    // A loop over a text or an object without anything in it finds nothing wrong with it.
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
