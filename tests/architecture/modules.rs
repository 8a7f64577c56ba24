//! Every source belongs to its crate.

use std::collections::BTreeSet;

use syn::{Item, ItemMod};

use crate::tree::Tree;

/// Every file in the `src` of a crate is a module of it. A file that nobody names isn't compiled.
pub(crate) fn are_all_compiled(tree: &Tree) -> Vec<String> {
    let mut wrong = Vec::new();
    for folder in tree.crates() {
        let sources = format!("{folder}/src/");
        let mut compiled = BTreeSet::new();
        for root in ["lib.rs", "main.rs"] {
            let path = format!("{sources}{root}");
            if tree.files.contains_key(&path) {
                follow(tree, &path, &sources, &mut compiled);
            }
        }
        let lost = tree.sources(&sources).filter(|(path, _)| !compiled.contains(*path));
        wrong.extend(lost.map(|(path, _)| format!("{path} is no module")));
    }
    wrong
}

/// Collects a file and those of its modules, which are in `folder`.
fn follow(tree: &Tree, path: &str, folder: &str, compiled: &mut BTreeSet<String>) {
    compiled.insert(path.to_owned());
    let file = syn::parse_file(tree.file(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    for item in &file.items {
        if let Item::Mod(ItemMod { ident, content: None, .. }) = item {
            let inside = format!("{folder}{ident}/");
            let places = [format!("{folder}{ident}.rs"), format!("{inside}mod.rs")];
            for place in places.iter().filter(|it| tree.files.contains_key(*it)) {
                follow(tree, place, &inside, compiled);
            }
        }
    }
}
