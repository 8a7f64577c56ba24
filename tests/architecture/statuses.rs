//! Where an error of the model becomes a status, and that none is forgotten there.

use syn::{
    Arm, ExprIf, ExprMacro, ExprMatch, Pat, PathSegment,
    visit::{self, Visit},
};

use crate::tree::Tree;

/// The errors of the model that callers are told of.
const ERRORS: &[&str] = &[
    "AddressError",
    "BootFromVolumeError",
    "Error",
    "FlavorError",
    "FloatingIpError",
    "HostError",
    "ImageError",
    "KeyPairError",
    "KeyPairFlaw",
    "LimitError",
    "NetworkError",
    "PinError",
    "SecurityGroupError",
    "TagError",
    "TagFlaw",
    "VolumeError",
];

/// What is made of them for callers.
const ANSWERS: &[&str] = &["Fault", "Refusal", "StatusCode", "refusal"];

/// The one place of each generation of the compute API, and of each face beside it.
const WORDINGS: &[&str] = &[
    "crates/juno/src/wording/",
    "crates/v21/src/wording.rs",
    "crates/companions/src/image/refusal.rs",
    "crates/companions/src/network/refusal.rs",
];

const LINT: &str = "wildcard_enum_match_arm";

/// An error of the model becomes a status in the one place of its generation, nowhere else.
pub(crate) fn are_given_in_one_place(tree: &Tree) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, text) in tree.sources("crates/") {
        let knows_the_model = text.contains("ferronova_compute");
        let is_wording = WORDINGS.iter().any(|it| path.starts_with(it));
        if !path.contains("/src/") || is_wording || !knows_the_model {
            continue;
        }
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut places = Places::default();
        places.visit_file(&file);
        wrong.extend(places.found.iter().map(|it| format!("{path}: {it} becomes a status")));
    }
    wrong
}

/// The lint that forbids a wildcard over our own enums is on in every crate that can word an error:
/// those that know HTTP, but for the one that puts them together.
pub(crate) fn are_matched_without_wildcards(tree: &Tree) -> Vec<String> {
    let on = format!("#![warn(clippy::{LINT})]");
    let mut wrong = Vec::new();
    for folder in tree.crates().into_iter().filter(|it| words_errors(tree, it)) {
        if !tree.file(&format!("{folder}/src/lib.rs")).lines().any(|it| it == on) {
            wrong.push(format!("{folder} does not warn of {LINT}"));
        }
        for (path, text) in tree.sources(&format!("{folder}/src/")) {
            if text.contains(&format!("allow(clippy::{LINT}")) {
                wrong.push(format!("{path} allows what {LINT} forbids"));
            }
        }
    }
    wrong
}

fn words_errors(tree: &Tree, folder: &str) -> bool {
    const HTTP: &str = "ferronova-http";
    let manifest = tree.manifest(folder);
    let knows_http = manifest.get("dependencies").is_some_and(|it| it.get(HTTP).is_some());
    let is_http = manifest["package"]["name"].as_str() == Some(HTTP);
    (knows_http || is_http) && folder != "crates/server"
}

/// The variants whose arm, or whose block, makes an answer.
#[derive(Default)]
struct Places {
    found: Vec<String>,
}

impl<'ast> Visit<'ast> for Places {
    fn visit_arm(&mut self, arm: &'ast Arm) {
        if makes_an_answer(|it| it.visit_expr(&arm.body)) {
            self.found.extend(variants(|it| it.visit_pat(&arm.pat)));
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_if(&mut self, it: &'ast ExprIf) {
        if makes_an_answer(|names| names.visit_block(&it.then_branch)) {
            self.found.extend(variants(|names| names.visit_expr(&it.cond)));
        }
        visit::visit_expr_if(self, it);
    }
}

/// The names that stand in a part of a source, each behind the one before it in its path.
#[derive(Default)]
struct Names {
    found: Vec<(String, String)>,
}

impl<'ast> Visit<'ast> for Names {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> =
            path.segments.iter().map(|it: &PathSegment| it.ident.to_string()).collect();
        let before = std::iter::once(String::new()).chain(names.iter().cloned());
        self.found.extend(before.zip(names.iter().cloned()));
        visit::visit_path(self, path);
    }

    /// Of a macro, such as `matches!`, the words are known alone.
    fn visit_expr_macro(&mut self, it: &'ast ExprMacro) {
        let text = it.mac.tokens.to_string();
        let words: Vec<&str> = text.split(|it: char| !it.is_alphanumeric()).collect();
        let words: Vec<&str> = words.into_iter().filter(|it| !it.is_empty()).collect();
        let pairs = words.windows(2).map(|it| (it[0].to_owned(), it[1].to_owned()));
        self.found.extend(pairs);
    }

    // An arm within is looked at by itself.
    fn visit_expr_match(&mut self, it: &'ast ExprMatch) {
        self.visit_expr(&it.expr);
    }

    fn visit_pat(&mut self, it: &'ast Pat) {
        visit::visit_pat(self, it);
    }
}

fn names(visit: impl FnOnce(&mut Names)) -> Vec<(String, String)> {
    let mut names = Names::default();
    visit(&mut names);
    names.found
}

fn makes_an_answer(part: impl FnOnce(&mut Names)) -> bool {
    names(part).iter().any(|(before, name)| {
        ANSWERS.contains(&name.as_str()) || ANSWERS.contains(&before.as_str())
    })
}

fn variants(part: impl FnOnce(&mut Names)) -> Vec<String> {
    let names = names(part).into_iter();
    let ours = names.filter(|(before, _)| ERRORS.contains(&before.as_str()));
    ours.map(|(before, name)| format!("{before}::{name}")).collect()
}
