//! How tests of the API reference look into its documents.

use std::collections::BTreeSet;

use ferronova_server::{ApiVersion, Enabled, api_ref};
use ferronova_v2::{Adds, Contribution};
use serde_json::Value;

/// The versions.
pub(crate) const VERSIONS: [ApiVersion; 3] = [ApiVersion::V2, ApiVersion::V21, ApiVersion::V3];

/// The versions to which extensions contribute.
pub(crate) const EXTENDED: [ApiVersion; 2] = [ApiVersion::V2, ApiVersion::V3];

/// Sorted texts.
pub(crate) type Names = BTreeSet<String>;

/// The document of a version with what is enabled.
#[track_caller]
pub(crate) fn document(version: ApiVersion, enabled: &Enabled) -> Value {
    api_ref(version, enabled).unwrap_or_else(|exit| panic!("{exit}"))
}

/// The document of a version with everything that can be in it.
#[track_caller]
pub(crate) fn whole(version: ApiVersion) -> Value {
    document(version, &Enabled::default())
}

/// Everything that contributes to a version: its core, its extensions and plugins.
#[track_caller]
pub(crate) fn contributions(version: ApiVersion) -> Vec<Contribution> {
    version.contributions(&Enabled::default()).expect("they work together")
}

/// One list of all contributions to a version.
#[track_caller]
pub(crate) fn contributed<T: 'static>(
    version: ApiVersion,
    list: impl Fn(&Adds) -> &'static [T],
    name: impl Fn(&'static T) -> String,
) -> Names {
    let all = contributions(version);
    all.iter().flat_map(|it| it.adds).flat_map(|it| list(it).iter().map(&name)).collect()
}

/// Sorted texts.
pub(crate) fn names(texts: &[&str]) -> Names {
    texts.iter().map(|it| (*it).to_owned()).collect()
}

/// Every operation: its method, its path, and what is said of it.
#[track_caller]
pub(crate) fn operations(document: &Value) -> Vec<(String, &str, &Value)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("there are paths") {
        let members = item.as_object().expect("a path is an object").iter();
        for (method, operation) in members.filter(|(name, _)| *name != "parameters") {
            found.push((method.to_uppercase(), path.as_str(), operation));
        }
    }
    found
}

/// The target of a reference; anything else is returned as it is.
#[track_caller]
pub(crate) fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let Some(reference) = value["$ref"].as_str() else { return value };
    let found = document.pointer(reference.strip_prefix('#').unwrap_or_default());
    found.unwrap_or_else(|| panic!("{reference} leads nowhere"))
}

/// The properties of a schema and of those that it includes.
#[track_caller]
pub(crate) fn properties(document: &Value, schema: &Value) -> Names {
    let schema = resolve(document, schema);
    let own = schema["properties"].as_object().into_iter().flatten();
    let mut names: Names = own.map(|(name, _)| name.clone()).collect();
    for included in schema["allOf"].as_array().into_iter().flatten() {
        if included.get("$ref").is_some() {
            names.append(&mut properties(document, included));
        }
    }
    names
}
