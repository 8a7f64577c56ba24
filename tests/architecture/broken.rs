//! The test of the tests: each rule is broken on a copy of the project, and must be noticed.

use crate::{dependencies, modules, pages, sizes, statuses, tree::Tree};

/// Breaks a rule in a copy, and sees what is said of it.
fn assert_noticed(rule: fn(&Tree) -> Vec<String>, change: impl FnOnce(&mut Tree), said: &str) {
    let mut copy = Tree::read();
    // Other sources only take time to be read.
    let crates = ["crates/juno/", "crates/v3-plugins/"];
    copy.files.retain(|path, _| {
        let is_source = path.contains("/src/") && !path.ends_with("/lib.rs");
        !is_source || crates.iter().any(|it| path.starts_with(it))
    });
    let before = rule(&copy);

    change(&mut copy);

    let added: Vec<String> = rule(&copy).into_iter().filter(|it| !before.contains(it)).collect();
    assert_eq!(added, [said]);
}

/// Gives a package one more line behind the head of a table of its manifest.
fn add_dependency(tree: &mut Tree, folder: &str, dependency: &str) {
    edit(tree, &format!("{folder}/Cargo.toml"), |it| {
        it.replace("[dependencies]\n", &format!("[dependencies]\n{dependency}.workspace = true\n"))
    });
}

/// Changes a file, which must become another one.
fn edit(tree: &mut Tree, path: &str, change: impl FnOnce(&str) -> String) {
    let old = tree.file(path).to_owned();
    let new = change(&old);
    assert!(old != new, "{path} is as it was");
    tree.files.insert(path.to_owned(), new);
}

fn append(tree: &mut Tree, path: &str, text: &str) {
    edit(tree, path, |it| format!("{it}{text}"));
}

/// Lists one more crate for another on the map.
fn list(tree: &mut Tree, folder: &str, dependency: &str) {
    edit(tree, "ARCHITECTURE.md", |page| {
        let row = page.lines().find(|it| it.starts_with(&format!("| `{folder}` |")));
        let row = row.expect("it is on the map");
        page.replace(row, &format!("{}, {dependency} |", row.trim_end_matches(" |")))
    });
}

#[test]
fn a_dependency_that_is_not_on_the_map() {
    assert_noticed(
        dependencies::are_those_on_the_map,
        |it| add_dependency(it, "crates/http", "ferronova-identity"),
        "crates/http depends on identity, which the map does not list for it",
    );
}

#[test]
fn a_dependency_that_is_only_on_the_map() {
    assert_noticed(
        dependencies::are_those_on_the_map,
        |it| list(it, "crates/http", "identity"),
        "the map lists identity for crates/http, which does not depend on it",
    );
}

#[test]
fn a_crate_that_is_not_on_the_map() {
    assert_noticed(
        dependencies::are_those_on_the_map,
        |it| {
            let manifest = "[package]\nname = \"ferronova-new\"\n[dependencies]\n".to_owned();
            it.files.insert("crates/new/Cargo.toml".to_owned(), manifest);
        },
        "crates/new is not on the map",
    );
}

#[test]
fn a_version_that_depends_on_another_though_the_map_lists_it() {
    assert_noticed(
        dependencies::of_versions_are_apart,
        |it| {
            add_dependency(it, "crates/v2", "ferronova-v3");
            list(it, "crates/v2", "v3");
            // What depends on v2 would be noticed, too.
            let extensions = ["crates/v2-extensions", "crates/os-server-locked-status"];
            it.files.retain(|path, _| !extensions.iter().any(|folder| path.starts_with(folder)));
        },
        "crates/v2 knows v2 and v3",
    );
}

#[test]
fn a_model_that_knows_json() {
    assert_noticed(
        dependencies::of_the_model_are_few,
        |it| add_dependency(it, "crates/compute", "serde"),
        "crates/compute depends on serde",
    );
}

#[test]
fn an_extension_that_reaches_past_its_framework() {
    assert_noticed(
        dependencies::of_extensions_are_their_framework,
        |it| add_dependency(it, "crates/v2-extensions", "actix-web"),
        "crates/v2-extensions reaches actix past its framework",
    );
}

#[test]
fn a_crate_that_depends_on_an_extension() {
    assert_noticed(
        dependencies::of_extensions_are_their_framework,
        |it| add_dependency(it, "crates/server", "ferronova-v3-plugins"),
        "crates/server depends on the extension ferronova-v3-plugins",
    );
}

#[test]
fn a_file_that_is_no_module() {
    assert_noticed(
        modules::are_all_compiled,
        |it| {
            let text = "this is not even Rust".to_owned();
            it.files.insert("crates/v3-plugins/src/os_orphan.rs".to_owned(), text);
        },
        "crates/v3-plugins/src/os_orphan.rs is no module",
    );
}

#[test]
fn a_file_in_a_folder_that_is_no_module() {
    assert_noticed(
        modules::are_all_compiled,
        |it| {
            it.files.insert("crates/juno/src/servers/orphan.rs".to_owned(), String::new());
        },
        "crates/juno/src/servers/orphan.rs is no module",
    );
}

#[test]
fn an_error_that_becomes_a_status_in_a_handler() {
    for (handler, said) in [
        (
            "fn f(error: &Error) -> u16 {
                match error {
                    Error::Forbidden { .. } => StatusCode::IM_A_TEAPOT.as_u16(),
                    Error::FlavorNotFound => 7,
                }
            }",
            "Error::Forbidden",
        ),
        (
            "fn f(result: Result<u8, Error>) -> Result<u8, Fault> {
                match result {
                    Ok(it) => Ok(it),
                    Err(Error::Locked { .. }) => Err(Fault::bad_request(\"no\")),
                    Err(error) => Err(error.into()),
                }
            }",
            "Error::Locked",
        ),
        (
            "fn f(error: SecurityGroupError) -> Fault {
                if let SecurityGroupError::TooMany = error {
                    return Fault::plain(StatusCode::BAD_REQUEST);
                }
                error.into()
            }",
            "SecurityGroupError::TooMany",
        ),
        (
            "fn f(error: Error) -> Fault {
                if matches!(error, Error::NoRootDisk) {
                    return Fault::plain(StatusCode::BAD_REQUEST);
                }
                error.into()
            }",
            "Error::NoRootDisk",
        ),
    ] {
        assert_noticed(
            statuses::are_given_in_one_place,
            |it| append(it, "crates/juno/src/zones.rs", handler),
            &format!("crates/juno/src/zones.rs: {said} becomes a status"),
        );
    }
}

#[test]
fn a_lint_that_is_switched_off() {
    let line = "#![warn(clippy::wildcard_enum_match_arm)]\n";
    assert_noticed(
        statuses::are_matched_without_wildcards,
        |it| edit(it, "crates/juno/src/lib.rs", |it| it.replace(line, "")),
        "crates/juno does not warn of wildcard_enum_match_arm",
    );
    assert_noticed(
        statuses::are_matched_without_wildcards,
        |it| append(it, "crates/juno/src/zones.rs", "#[allow(clippy::wildcard_enum_match_arm)]"),
        "crates/juno/src/zones.rs allows what wildcard_enum_match_arm forbids",
    );
}

#[test]
fn a_file_that_is_too_long() {
    assert_noticed(
        sizes::of_files_are_small,
        |it| {
            let lines = "// One more line.\n".repeat(501);
            it.files.insert("crates/juno/src/long.rs".to_owned(), lines);
        },
        "crates/juno/src/long.rs has 501 lines",
    );
}

#[test]
fn a_function_that_is_too_long() {
    let lines = "let _ = 1;\n".repeat(69);
    for (before, behind) in [("", ""), ("struct S; impl S {\n", "}"), ("trait T {\n", "}")] {
        assert_noticed(
            sizes::of_functions_are_small,
            |it| {
                let text = format!("{before}fn long() {{\n{lines}}}\n{behind}");
                it.files.insert("crates/juno/src/long.rs".to_owned(), text);
            },
            "crates/juno/src/long.rs: long has 71 lines",
        );
    }
}

#[test]
fn a_page_that_names_a_file_that_is_gone() {
    assert_noticed(
        pages::name_files_that_are_there,
        |it| append(it, "ARCHITECTURE.md", "See `crates/juno/src/gone.rs`.\n"),
        "ARCHITECTURE.md names crates/juno/src/gone.rs, which is not there",
    );
}

#[test]
fn a_page_with_a_link_that_leads_nowhere() {
    assert_noticed(
        pages::name_files_that_are_there,
        |it| append(it, "docs/seed.md", "See [that](gone.md#here).\n"),
        "docs/seed.md names gone.md, which is not there",
    );
}

#[test]
fn a_page_that_names_a_function_that_is_gone() {
    assert_noticed(
        pages::name_functions_that_are_there,
        |it| append(it, "ARCHITECTURE.md", "`Api::gone()` in `crates/juno/src/truth.rs`\n"),
        "ARCHITECTURE.md names Api::gone(), which is in no file beside it",
    );
}
