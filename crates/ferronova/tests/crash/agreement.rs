//! Checks that lists agree with single views, when nothing is in progress.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{
    cloud::{Callers, server_in},
    model::{Life, Server, Who},
};

type Filter = (&'static str, fn(&Server) -> bool);

/// Queries and the servers that match them.
const FILTERS: &[Filter] = &[
    ("", |_| true),
    ("limit=3", |_| true),
    ("locked=true", |it| it.locked_by.is_some()),
    ("locked=false", |it| it.locked_by.is_none()),
    ("locked_by=owner", |it| it.locked_by == Some(Who::Owner)),
    ("locked_by=admin", |it| it.locked_by == Some(Who::Admin)),
    ("status=ACTIVE", |it| it.life == Life::Active),
    ("status=SHUTOFF", |it| it.life == Life::Stopped),
    ("status=BUILD", |_| false),
    ("status=ERROR", |_| false),
    ("status=SHUTOFF&locked=true", |it| it.life == Life::Stopped && it.locked_by.is_some()),
];

/// Fails unless every list shows exactly the right servers, each equal to its single view.
#[track_caller]
pub(crate) fn check_lists(callers: &Callers, living: &BTreeMap<String, Server>, gone: &[String]) {
    let shown: BTreeMap<String, Value> =
        living.keys().map(|id| (id.clone(), callers.body(Who::Owner, id))).collect();
    for (query, is_found) in FILTERS {
        let mut expected = shown.clone();
        expected.retain(|_, body| is_found(&server_in(body)));
        let detailed = callers.list(Who::Owner, "/detail", query);
        assert_eq!(detailed, expected, "servers/detail?{query}");
        let brief = callers.list(Who::Owner, "", query);
        assert_eq!(names(&brief), names(&expected), "servers?{query}");
        let of_all = callers.list(Who::Admin, "", &format!("all_tenants=1&{query}"));
        assert_eq!(names(&of_all), names(&expected), "servers?all_tenants=1&{query}");
    }
    for server in living.values() {
        let query = format!("name=^{}$", server.name);
        assert_eq!(callers.list(Who::Owner, "", &query).len(), 1, "{query}");
    }
    for id in gone {
        let query = format!("all_tenants=1&deleted=True&uuid={id}");
        let found: Vec<String> = callers.list(Who::Admin, "", &query).into_keys().collect();
        assert_eq!(found, [id.as_str()], "{query}");
    }
    check_addresses(&shown);
}

fn names(servers: &BTreeMap<String, Value>) -> BTreeMap<&str, &Value> {
    servers.iter().map(|(id, it)| (id.as_str(), &it["name"])).collect()
}

/// Fails if two servers have the same address.
#[track_caller]
fn check_addresses(shown: &BTreeMap<String, Value>) {
    let mut taken = BTreeSet::new();
    for (id, body) in shown {
        let address = body["addresses"]["private"][0]["addr"].as_str();
        let address = address.unwrap_or_else(|| panic!("{id} has no address: {body}"));
        assert!(taken.insert(address), "{id} shares {address} with another server");
    }
}
