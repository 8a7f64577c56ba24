//! The old folders and their expected content.

use std::{fs, path::Path};

use redb::{Database, ReadableDatabase, TableDefinition};
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

const META: TableDefinition<&str, &[u8]> = TableDefinition::new("meta");

/// A copy of an old folder, and its expected content.
pub(crate) struct Folder {
    copy: TempDir,
    pub(crate) expected: Expected,
}

/// The content of a folder, as the old program showed it to clients.
#[derive(Deserialize)]
pub(crate) struct Expected {
    /// Some keys of the servers, as their owner sees them.
    pub(crate) servers: Vec<Value>,
    /// The id of a deleted server.
    pub(crate) deleted: String,
    /// The key that signs tokens, in hexadecimal digits; `None` for a program whose keys changed
    /// daily.
    pub(crate) key: Option<String>,
    /// A token issued while the clock was ahead.
    pub(crate) token_until_2100: String,
    pub(crate) revoked_until_2100: String,
}

impl Folder {
    pub(crate) fn copy(format: u32) -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
        let source = here.join(format!("format-{format}"));
        let copy = tempfile::tempdir().expect("a folder can be made");
        let data = copy.path().join("data");
        fs::create_dir(&data).expect("a folder can be made");
        let file = "ferronova.redb";
        fs::copy(source.join(file), data.join(file)).expect("it can be copied");
        let expected = fs::read(source.join("told.json")).expect("it is readable");
        let expected = serde_json::from_slice(&expected).expect("it is what make.py writes");
        Self { copy, expected }
    }

    /// The folder that contains the data folder.
    pub(crate) fn path(&self) -> &Path {
        self.copy.path()
    }

    /// Reads the format number of the database. Opening it repairs and closes it properly.
    pub(crate) fn format(&self) -> u32 {
        let database = Database::open(self.path().join("data/ferronova.redb")).expect("it opens");
        let read = database.begin_read().expect("it is readable");
        let meta = read.open_table(META).expect("every format has it");
        let format = meta.get("format").expect("it is readable").expect("every format says so");
        u32::from_le_bytes(format.value().try_into().expect("it has four bytes"))
    }

    /// Returns the id of a server by name.
    pub(crate) fn id_of(&self, name: &str) -> &str {
        let mut servers = self.expected.servers.iter();
        let server = servers.find(|it| it["name"] == name).expect("there is such a server");
        server["id"].as_str().expect("it has an id")
    }
}
