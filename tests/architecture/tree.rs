//! The project as the rules read it: every manifest, Rust source and page, by its path.

use std::{collections::BTreeMap, fs, path::Path};

/// The folders that hold Rust, and pages.
const FOLDERS: &[&str] =
    &["api-ref", "bench", "crates", "docs", "extension-template", "fuzz", "tests"];

/// The pages and the manifest at the root.
const ROOT: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.toml",
    "README.md",
    "SECURITY.md",
];

/// Manifests, sources and pages, by their path from the root of the project.
///
/// A rule looks at this and not at the disk, so that the test of the tests can break a copy.
#[derive(Clone)]
pub(crate) struct Tree {
    pub(crate) files: BTreeMap<String, String>,
}

impl Tree {
    /// The project that this test belongs to.
    pub(crate) fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut files = BTreeMap::new();
        for name in ROOT {
            files.insert((*name).to_owned(), read(&root.join(name)));
        }
        for name in FOLDERS {
            collect(&root, name, &mut files);
        }
        Self { files }
    }

    /// The text of a file that is there.
    pub(crate) fn file(&self, path: &str) -> &str {
        self.files.get(path).unwrap_or_else(|| panic!("{path} is not there"))
    }

    /// The Rust sources below a folder, with their texts.
    pub(crate) fn sources<'a>(
        &'a self,
        folder: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let sources = self.files.iter().filter(move |(path, _)| {
            path.starts_with(folder) && Path::new(path).extension().is_some_and(|it| it == "rs")
        });
        sources.map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The folders of the packages in `crates`: `crates/compute`.
    pub(crate) fn crates(&self) -> Vec<&str> {
        let manifests = self.files.keys().filter_map(|it| it.strip_suffix("/Cargo.toml"));
        manifests.filter(|it| it.starts_with("crates/")).collect()
    }

    /// The manifest of a package, by its folder.
    pub(crate) fn manifest(&self, folder: &str) -> toml::Table {
        let path = format!("{folder}/Cargo.toml");
        self.file(&path).parse().unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn collect(root: &Path, folder: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(root.join(folder)).expect("it is a folder") {
        let entry = entry.expect("it is readable");
        let name = entry.file_name().into_string().expect("it is UTF-8");
        let path = format!("{folder}/{name}");
        let extension = Path::new(&name).extension();
        let is_wanted = extension.is_some_and(|it| it == "rs" || it == "toml" || it == "md");
        if entry.file_type().expect("it has a type").is_dir() {
            if name != "target" {
                collect(root, &path, files);
            }
        } else if is_wanted {
            files.insert(path, read(&entry.path()));
        }
    }
}
