//! The example and the reference match the format.

use std::{fs, path::Path};

use ferronova_compute::{Lifecycle, LockedBy, VmState};
use ferronova_server::Seed;
use ferronova_store_redb::RedbStore;

use crate::{now, servers};

#[test]
fn the_example_is_a_seed_and_has_every_state() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/seed.yaml");

    let seed = Seed::read(&path, now()).unwrap_or_else(|error| panic!("{error}"));

    for vm_state in VmState::ALL {
        assert!(servers(&seed).iter().any(|it| it.vm_state == *vm_state), "{vm_state}");
    }
    assert!(servers(&seed).iter().any(|it| it.locked_by() == Some(LockedBy::Admin)));
    assert!(servers(&seed).iter().any(|it| it.locked_by() == Some(LockedBy::Owner)));
}

#[actix_web::test]
async fn a_database_takes_the_example() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/seed.yaml");
    let seed = Seed::read(&path, now()).unwrap();
    let store = RedbStore::in_memory().unwrap();

    let loaded = store.load(seed.content).await;

    assert!(loaded.is_ok(), "{loaded:?}");
}

#[test]
fn the_example_and_the_reference_name_every_key() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let example = fs::read_to_string(root.join("../../examples/seed.yaml")).unwrap();
    let reference = fs::read_to_string(root.join("../../docs/seed.md")).unwrap();
    let file = |name: &str| fs::read_to_string(root.join("src/seed").join(name)).unwrap();
    let format = file("format.rs") + &file("volume_entry.rs");

    let keys: Vec<&str> = format
        .lines()
        .map(|it| it.trim().trim_start_matches("pub(super) "))
        .filter(|it| it.ends_with(">,") || it.ends_with("String,") || it.ends_with("Reference,"))
        .filter_map(|it| it.split_once(':'))
        .map(|(key, _)| key)
        .map(|key| if matches!(key, "hypervisor_type" | "kind") { "type" } else { key })
        .collect();

    assert!(keys.len() > 90, "{keys:?}");
    for key in keys {
        assert!(example.contains(&format!("{key}:")), "the example lacks `{key}`");
        assert!(reference.contains(&format!("`{key}`")), "the reference lacks `{key}`");
    }
}
