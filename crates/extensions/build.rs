//! Mentions every extension crate once, so that rustc links it.
//!
//! A crate that no path in the source mentions is not linked, and what it registers is silently
//! missing. So every key of `[dependencies]` becomes a mention and a line of the list that the
//! server checks at start.

use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=Cargo.toml");
    let manifest = fs::read_to_string("Cargo.toml").expect("Cargo.toml is readable");
    let packages = dependencies(&manifest);
    let mentions: Vec<String> =
        packages.iter().map(|it| format!("use {} as _;", it.replace('-', "_"))).collect();
    let list =
        format!("/// The packages linked here.\npub const PACKAGES: &[&str] = &{packages:?};");
    let code = [mentions.join("\n"), list].join("\n");
    let folder = env::var_os("OUT_DIR").expect("Cargo sets OUT_DIR");
    fs::write(Path::new(&folder).join("links.rs"), code).expect("OUT_DIR is writable");
}

fn dependencies(manifest: &str) -> Vec<&str> {
    assert!(!manifest.contains("[dependencies."), "write each dependency on one line");
    assert!(!manifest.contains("optional = true"), "an optional extension would not be linked");
    let lines = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    lines
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split(['.', '=', ' ']).next())
        .filter(|key| !key.is_empty() && !key.starts_with('#'))
        .collect()
}
