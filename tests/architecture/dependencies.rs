//! Who may know whom: the manifests, held against the table in `ARCHITECTURE.md`.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::Tree;

const OURS: &str = "ferronova-";

/// What the model may use: no serde, no HTTP, no database.
const LIBRARIES_OF_THE_MODEL: &[&str] = &["base64", "ipnet", "md-5", "thiserror", "time", "uuid"];

/// Every package is in the table, and its dependencies of ours are those that it lists. Those of a
/// package outside `crates`, which nobody uses, may be of its tests.
pub(crate) fn are_those_on_the_map(tree: &Tree) -> Vec<String> {
    let map = map(tree);
    let mut wrong = Vec::new();
    for folder in tree.crates() {
        if !map.contains_key(folder) {
            wrong.push(format!("{folder} is not on the map"));
        }
    }
    for (folder, listed) in &map {
        let Some(used) = used(tree, folder) else {
            continue;
        };
        let listed: BTreeSet<String> = listed.iter().map(|it| (*it).to_owned()).collect();
        for it in used.difference(&listed) {
            wrong.push(format!("{folder} depends on {it}, which the map does not list for it"));
        }
        for it in listed.difference(&used) {
            wrong.push(format!("the map lists {it} for {folder}, which does not depend on it"));
        }
    }
    wrong
}

/// API versions do not depend on each other, nor do their extensions on another version.
pub(crate) fn of_versions_are_apart(tree: &Tree) -> Vec<String> {
    let versions = ["v2", "v3"];
    let mut wrong = Vec::new();
    for folder in tree.crates() {
        let all = with_what_it_uses(tree, folder);
        let own = folder.trim_start_matches("crates/");
        let known = versions.into_iter().filter(|it| *it == own || all.contains(*it));
        let known: Vec<&str> = known.collect();
        let joins_them = ["extensions", "server", "ferronova", "testkit"].contains(&own);
        if known.len() > 1 && !joins_them {
            wrong.push(format!("{folder} knows {}", known.join(" and ")));
        }
    }
    wrong
}

/// The model depends on no crate of ours, and on few libraries.
pub(crate) fn of_the_model_are_few(tree: &Tree) -> Vec<String> {
    let used = dependencies(tree, "crates/compute", &["dependencies"]);
    let extra = used.iter().filter(|it| !LIBRARIES_OF_THE_MODEL.contains(&it.as_str()));
    extra.map(|it| format!("crates/compute depends on {it}")).collect()
}

/// An extension reaches actix through its framework, and nothing but the bundle depends on one.
pub(crate) fn of_extensions_are_their_framework(tree: &Tree) -> Vec<String> {
    let extensions: BTreeSet<String> =
        used(tree, "crates/extensions").expect("there is a bundle of extensions");
    let mut wrong = Vec::new();
    for folder in tree.crates() {
        let own = folder.trim_start_matches("crates/");
        let used = dependencies(tree, folder, &["dependencies"]);
        if extensions.contains(own) && used.iter().any(|it| it.starts_with("actix")) {
            wrong.push(format!("{folder} reaches actix past its framework"));
        }
        for it in used.iter().filter(|it| extensions.contains(short(it))) {
            if own != "extensions" {
                wrong.push(format!("{folder} depends on the extension {it}"));
            }
        }
    }
    wrong
}

/// The table of the crates: each folder with what it may use of ours.
fn map(tree: &Tree) -> BTreeMap<&str, Vec<&str>> {
    let page = tree.file("ARCHITECTURE.md");
    let (_, table) = page.split_once("| may use of ours |").expect("there is the table");
    let rows = table.lines().skip(2).take_while(|it| it.starts_with('|'));
    let cells = rows.map(|it| it.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    let listed = |text| match text {
        "" | "nothing" => Vec::new(),
        names => str::split(names, ", ").collect(),
    };
    cells.map(|it| (it[0].trim_matches('`'), listed(it[it.len() - 1]))).collect()
}

/// The short names of what a package uses of ours; `None` for a folder that is no package.
fn used(tree: &Tree, folder: &str) -> Option<BTreeSet<String>> {
    tree.files.get(&format!("{folder}/Cargo.toml"))?;
    let tables: &[&str] = if folder.starts_with("crates/") {
        &["dependencies", "build-dependencies"]
    } else {
        &["dependencies", "build-dependencies", "dev-dependencies"]
    };
    let names = dependencies(tree, folder, tables);
    let packages: BTreeSet<String> =
        tree.crates().into_iter().map(|it| package(tree, it)).collect();
    let is_ours = |it: &String| packages.contains(it) || it.starts_with(OURS);
    Some(names.iter().filter(|it| is_ours(it)).map(|it| short(it).to_owned()).collect())
}

/// What a crate uses of ours, and what that uses, and so on.
fn with_what_it_uses(tree: &Tree, folder: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for it in used(tree, &folder).into_iter().flatten() {
            if all.insert(it.clone()) {
                open.push(format!("crates/{it}"));
            }
        }
    }
    all
}

fn dependencies(tree: &Tree, folder: &str, tables: &[&str]) -> BTreeSet<String> {
    let manifest = tree.manifest(folder);
    let tables = tables.iter().filter_map(|it| manifest.get(*it)).filter_map(|it| it.as_table());
    tables.flat_map(|it| it.keys().cloned()).collect()
}

fn package(tree: &Tree, folder: &str) -> String {
    let manifest = tree.manifest(folder);
    manifest["package"]["name"].as_str().expect("a package has a name").to_owned()
}

fn short(package: &str) -> &str {
    package.strip_prefix(OURS).unwrap_or(package)
}
