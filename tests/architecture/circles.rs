//! No two modules of a crate use each other, directly or through others.
//!
//! A module is a file. What counts as an arrow from one file to another:
//!
//! - a `use` of something that the other file defines, and a path such as `super::name::function`
//!   anywhere in the code, macros included;
//! - a name that a third file only imports or re-exports leads to the file that defines it, so
//!   that `crate::Name` is an arrow to the module of `Name`, and not to `lib.rs`;
//! - `mod name;` is no arrow, and neither is `pub use name::Name;`, unless the file uses `Name`
//!   besides: a parent that declares and re-exports its children does not depend on them.
//!
//! What does not count: tests (`#[cfg(test)]`), inline modules (they belong to their file), and
//! methods, since a call does not say where its method is written.

mod reader;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fs,
    path::Path,
};

use self::reader::Crate;

/// The arrows of one crate, by file.
type Arrows = BTreeMap<String, BTreeSet<String>>;

/// The circles of modules in the crates of the workspace in `root`, each as
/// `crates/server/src: seed/servers.rs -> seed/actions.rs -> seed/servers.rs`. Of files that are in
/// several circles together one, the shortest, is listed.
pub(crate) fn circles(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let crates = fs::read_dir(root.join("crates")).expect("there are crates");
    for entry in crates {
        let folder = entry.expect("it is readable").path();
        for top in ["src/lib.rs", "src/main.rs"] {
            let top = folder.join(top);
            if top.is_file() {
                let name = folder.file_name().expect("it has a name").to_string_lossy();
                let arrows = Crate::read(&top).arrows();
                found.extend(of_crate(arrows).map(|it| format!("crates/{name}/src: {it}")));
            }
        }
    }
    found.sort();
    found
}

/// One circle for each set of files that all lead to each other.
fn of_crate(mut arrows: Arrows) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    while let Some(circle) =
        arrows.keys().filter_map(|it| shortest_circle(&arrows, it)).min_by_key(Vec::len)
    {
        found.push(circle.join(" -> "));
        let first = circle[0].clone();
        let together: Vec<String> = reached(&arrows, &first)
            .into_keys()
            .filter(|it| reached(&arrows, it).contains_key(&first))
            .collect();
        for file in together {
            arrows.remove(&file);
        }
    }
    found.into_iter()
}

/// The shortest way from a file back to itself, if there is one.
fn shortest_circle(arrows: &Arrows, start: &str) -> Option<Vec<String>> {
    let from = reached(arrows, start);
    let mut circle = vec![start.to_owned()];
    let mut file = from.get(start)?;
    while file != start {
        circle.push(file.clone());
        file = &from[file];
    }
    circle.push(start.to_owned());
    circle.reverse();
    Some(circle)
}

/// The files that arrows lead to, each with the file before it on the shortest way.
fn reached(arrows: &Arrows, start: &str) -> BTreeMap<String, String> {
    let mut from = BTreeMap::new();
    let mut waiting = VecDeque::from([start.to_owned()]);
    while let Some(file) = waiting.pop_front() {
        for next in arrows.get(&file).into_iter().flatten() {
            if !from.contains_key(next) {
                from.insert(next.clone(), file.clone());
                waiting.push_back(next.clone());
            }
        }
    }
    from
}

#[test]
fn no_crate_has_a_circle_of_modules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");

    let found = circles(&root);

    assert!(found.is_empty(), "modules that use each other:\n{}", found.join("\n"));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The circles of a workspace of one crate, `a`, with these files.
    fn circles_of(files: &[(&str, &str)]) -> Vec<String> {
        let root = tempfile::tempdir().expect("there is room");
        for (name, text) in files {
            let path = root.path().join("crates/a/src").join(name);
            fs::create_dir_all(path.parent().expect("it is in a folder")).expect("there is room");
            fs::write(path, text).expect("there is room");
        }
        circles(root.path())
    }

    #[test]
    fn files_that_use_each_other_are_a_circle() {
        let files = [
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::b::B; pub struct A;"),
            ("b.rs", "pub struct B; fn f() { print!(\"{}\", crate::c::g()) }"),
            ("c.rs", "use super::{a::{self}}; pub fn g() {}"),
        ];

        assert_eq!(circles_of(&files), ["crates/a/src: a.rs -> b.rs -> c.rs -> a.rs"]);
    }

    #[test]
    fn names_are_followed_to_the_file_that_defines_them() {
        let files = [
            ("lib.rs", "mod a; mod b; pub use self::{a::A, b::*};"),
            ("a/mod.rs", "mod deep; pub use deep::A;"),
            ("a/deep.rs", "use crate::B; pub struct A;"),
            ("b.rs", "use super::A as Other; pub struct B;"),
        ];

        assert_eq!(circles_of(&files), ["crates/a/src: a/deep.rs -> b.rs -> a/deep.rs"]);
    }

    #[test]
    fn a_parent_that_uses_what_it_re_exports_depends_on_it() {
        let child = ("a.rs", "use super::Top; pub struct A;");
        let only_exports = [("lib.rs", "mod a; pub use a::A; pub struct Top;"), child];
        let uses = [("lib.rs", "mod a; pub use a::A; pub struct Top(Option<A>);"), child];

        assert_eq!(circles_of(&only_exports), [""; 0]);
        assert_eq!(circles_of(&uses), ["crates/a/src: a.rs -> lib.rs -> a.rs"]);
    }

    #[test]
    fn tests_and_comments_do_not_count() {
        let files = [
            ("lib.rs", "mod a; pub struct Top; fn f() { a::g() }"),
            (
                "a.rs",
                "// crate::Top\n\
                 #[cfg(test)] use crate::Top;\n\
                 pub fn g() { \"crate::Top\"; }\n\
                 #[cfg(test)] mod tests { use crate::Top; }",
            ),
        ];

        assert_eq!(circles_of(&files), [""; 0]);
    }
}
