//! The invariants of `ARCHITECTURE.md`, held against manifests and sources.

mod circles;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of every package in `crates/`, by folder.
fn folders() -> Vec<String> {
    let entries = fs::read_dir(crates()).expect("there are crates");
    let names = entries.map(|it| it.expect("it is readable").file_name());
    names.map(|it| it.into_string().expect("it is UTF-8")).collect()
}

/// The keys of `[dependencies]` of the crate in that folder.
fn dependencies(folder: &str) -> BTreeSet<String> {
    let manifest: toml::Table =
        read(&crates().join(folder).join("Cargo.toml")).parse().expect("it is TOML");
    let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
    dependencies.into_iter().flatten().map(|(name, _)| name.clone()).collect()
}

fn package(folder: &str) -> String {
    let manifest: toml::Table =
        read(&crates().join(folder).join("Cargo.toml")).parse().expect("it is TOML");
    manifest["package"]["name"].as_str().expect("a package has a name").to_owned()
}

/// The Rust files of a crate.
fn sources(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![crates().join(folder).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("it is a folder") {
            let path = entry.expect("it is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn the_model_depends_on_no_crate_of_ours_and_knows_no_json_http_or_database() {
    let allowed = ["base64", "md-5", "thiserror", "time", "uuid"].map(str::to_owned);

    assert_eq!(dependencies("compute"), BTreeSet::from(allowed));
}

#[test]
fn a_driver_depends_on_the_model_and_on_no_other_crate_of_ours() {
    for driver in ["policy", "identity", "store-redb", "simulator", "store-conformance"] {
        let ours: Vec<String> = dependencies(driver)
            .into_iter()
            .filter(|it| it.starts_with("ferronova-") && it != "ferronova-compute")
            // It knows texts alone.
            .filter(|it| it != "ferronova-yaml")
            .collect();

        assert!(ours.is_empty(), "{driver} depends on {ours:?}");
    }
}

#[test]
fn an_extension_depends_on_its_framework_and_on_the_model_only() {
    let bundles = ["ferronova-v2-extensions", "ferronova-v3-plugins"];
    for extension in dependencies("extensions") {
        let folder = extension.strip_prefix("ferronova-").unwrap_or(&extension);
        let dependencies = dependencies(folder);
        let may_use = |it: &str| match it {
            "ferronova-compute" | "ferronova-v2" | "ferronova-v3" => true,
            "ferronova-juno" => bundles.contains(&&*extension),
            _ => false,
        };

        assert!(!dependencies.contains("actix-web"), "{extension} reaches past its framework");
        for it in dependencies.iter().filter(|it| it.starts_with("ferronova-")) {
            assert!(may_use(it), "{extension} depends on {it}");
        }
    }
}

#[test]
fn nothing_but_the_bundle_depends_on_an_extension() {
    let extensions = dependencies("extensions");
    for folder in folders().iter().filter(|it| *it != "extensions") {
        let taken: Vec<String> = dependencies(folder).intersection(&extensions).cloned().collect();

        assert!(taken.is_empty(), "{} depends on {taken:?}", package(folder));
    }
}

#[test]
fn only_one_file_gives_an_error_of_the_model_a_status() {
    let mut places = Vec::new();
    for folder in folders() {
        if ["compute", "store-redb", "store-conformance", "simulator"].contains(&folder.as_str()) {
            continue;
        }
        for source in sources(&folder) {
            if read(&source).contains("Error::Locked") {
                places.push(source.strip_prefix(crates()).expect("it is of a crate").to_owned());
            }
        }
    }

    places.sort();
    // Those of Neutron and Glance, and of v2 and v3.
    let expected = [
        "companions/src/image/refusal.rs",
        "companions/src/network/refusal.rs",
        "juno/src/wording/mod.rs",
    ];
    assert_eq!(places, expected.map(PathBuf::from));
}

#[test]
fn every_file_of_the_extensions_is_a_module() {
    let library = read(&crates().join("v2-extensions/src/lib.rs"));
    for source in sources("v2-extensions") {
        let name = source.file_stem().expect("a file has a name").to_str().expect("it is UTF-8");
        // A folder has a file of its own that names those beside it.
        let folder = source.with_file_name("mod.rs");
        let (name, parent) = match (name, folder.is_file()) {
            ("mod", true) => {
                let folder = folder.parent().and_then(Path::file_name).expect("it is in a folder");
                (folder.to_str().expect("it is UTF-8"), library.clone())
            }
            (name, true) => (name, read(&folder)),
            (name, false) => (name, library.clone()),
        };

        assert!(
            name == "lib" || format!("\n{parent}").contains(&format!("\nmod {name};")),
            "{name} is not compiled"
        );
    }
}

#[test]
fn every_crate_is_on_the_map() {
    let map = read(&crates().join("../ARCHITECTURE.md"));
    for folder in folders() {
        assert!(map.contains(&format!("`crates/{folder}`")), "crates/{folder} is not on the map");
    }
}
