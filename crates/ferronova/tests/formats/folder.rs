//! The folders, and what was told of them when they were made.

use std::{fs, path::Path};

use redb::{Database, ReadableDatabase, TableDefinition};
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

const META: TableDefinition<&str, &[u8]> = TableDefinition::new("meta");

/// A copy of a folder.
pub(crate) struct Folder {
    copy: TempDir,
    pub(crate) told: Told,
}

/// What the program of that time told its clients.
#[derive(Deserialize)]
pub(crate) struct Told {
    /// As they are shown to their owner: some of their members.
    pub(crate) servers: Vec<Value>,
    /// The id of one that was deleted.
    pub(crate) deleted: String,
    /// What signs tokens, in hexadecimal digits, unless each day has a key of its own.
    pub(crate) key: Option<String>,
    /// Tokens that were issued while the clock was ahead.
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
        let told = fs::read(source.join("told.json")).expect("it is readable");
        let told = serde_json::from_slice(&told).expect("it is what make.py writes");
        Self { copy, told }
    }

    /// What the data folder is in.
    pub(crate) fn path(&self) -> &Path {
        self.copy.path()
    }

    /// The format that the file says it has. A look makes it a file that was closed in peace.
    pub(crate) fn format(&self) -> u32 {
        let database = Database::open(self.path().join("data/ferronova.redb")).expect("it opens");
        let read = database.begin_read().expect("it is readable");
        let meta = read.open_table(META).expect("every format has it");
        let format = meta.get("format").expect("it is readable").expect("every format says so");
        u32::from_le_bytes(format.value().try_into().expect("it has four bytes"))
    }

    /// The id of the server of this name.
    pub(crate) fn id_of(&self, name: &str) -> &str {
        let mut servers = self.told.servers.iter();
        let server = servers.find(|it| it["name"] == name).expect("there is such a server");
        server["id"].as_str().expect("it has an id")
    }
}
