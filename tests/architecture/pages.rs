//! What pages say of the code: the files and functions that they name are there.

use std::path::Path;

use crate::tree::Tree;

/// The folders whose files pages name from the root of the project.
const NAMED: &[&str] = &[
    ".ci/",
    ".github/",
    "api-ref/",
    "bench/",
    "crates/",
    "docs/",
    "examples/",
    "extension-template/",
    "fuzz/",
    "tests/",
];

/// The guide for authors, which names the files of their crate.
const GUIDE: &str = "docs/extensions.md";

/// Every file and folder that a page names is there, and so is what a link leads to.
pub(crate) fn name_files_that_are_there(tree: &Tree) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut wrong = Vec::new();
    for (page, text) in pages(tree) {
        let folder = Path::new(page).parent().unwrap_or(Path::new(""));
        let links = text.split("](").skip(1).filter_map(|it| it.split([')', '#']).next());
        let links = links.filter(|it| !it.is_empty() && !it.contains(':'));
        let links = links.map(|it| (it, folder.join(it)));
        let named = code(text).filter(|it| is_path(it)).map(|it| (it, it.into()));
        for (name, path) in links.chain(named) {
            if !root.join(path).exists() {
                wrong.push(format!("{page} names {name}, which is not there"));
            }
        }
    }
    wrong
}

/// A function that a page names, as `name()` or `Type::name()`, is in a file of the same line.
pub(crate) fn name_functions_that_are_there(tree: &Tree) -> Vec<String> {
    let mut wrong = Vec::new();
    for (page, text) in pages(tree) {
        for line in text.lines() {
            let sources: Vec<&str> = code(line).filter_map(|it| source(tree, it)).collect();
            let functions = code(line).filter_map(|it| it.strip_suffix("()"));
            for function in functions.filter(|_| !sources.is_empty()) {
                let name = function.rsplit("::").next().unwrap_or(function);
                let starts = [format!("fn {name}("), format!("fn {name}<")];
                if !sources.iter().any(|it| starts.iter().any(|start| it.contains(start))) {
                    wrong.push(format!("{page} names {function}(), which is in no file beside it"));
                }
            }
        }
    }
    wrong
}

/// The pages, by their path from the root.
fn pages(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    let is_markdown = |path: &str| Path::new(path).extension().is_some_and(|it| it == "md");
    let pages = tree.files.iter().filter(move |(path, _)| is_markdown(path) && *path != GUIDE);
    pages.map(|(path, text)| (path.as_str(), text.as_str()))
}

/// What stands in backticks.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|it| it.split('`').skip(1).step_by(2))
}

fn is_path(code: &str) -> bool {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "/._-".contains(it);
    NAMED.iter().any(|it| code.starts_with(it)) && code.chars().all(is_plain)
}

/// The text of a source in Rust that is named.
fn source<'t>(tree: &'t Tree, code: &str) -> Option<&'t str> {
    let is_source = is_path(code) && Path::new(code).extension().is_some_and(|it| it == "rs");
    tree.files.get(code).filter(|_| is_source).map(String::as_str)
}
