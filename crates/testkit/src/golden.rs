//! Golden files: whole responses, with placeholders for values that differ from run to run.

use std::{collections::BTreeMap, env, fs, path::PathBuf};

use serde_json::Value;

use crate::{Client, Response, elsewhere};

/// Environment variable: if set, golden files are written instead of compared.
const UPDATE: &str = "UPDATE_GOLDEN";

/// Keys whose values differ from run to run, and their placeholders. If such a key is missing here,
/// every run after the one that wrote the golden files fails.
const VARYING: &[(&str, &str)] = &[
    ("created", "<time>"),
    ("updated", "<time>"),
    ("hostId", "<host id>"),
    ("adminPass", "<password>"),
    ("addr", "<address>"),
    ("mac_addr", "<mac>"),
    ("OS-EXT-IPS-MAC:mac_addr", "<mac>"),
    ("OS-SRV-USG:launched_at", "<time>"),
    ("OS-SRV-USG:terminated_at", "<time>"),
    ("start_time", "<time>"),
    ("finish_time", "<time>"),
];

/// The keys that Nova does not have.
const OUR_KEYS: &[&str] = &["locked", "locked_by", "OS-EXT-STS:locked"];

impl Response {
    /// Compares the body with `tests/golden/{name}.json`, after replacing ids, times, addresses and
    /// URLs by placeholders. `UPDATE_GOLDEN=1` writes the file instead. For a server that is not
    /// ours, which may have more extensions, only the members in the file are compared.
    ///
    /// # Panics
    ///
    /// If body and file differ, or there is no such file.
    #[track_caller]
    pub fn assert_golden(&self, client: &Client, name: &str) {
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../tests/golden")
            .join(format!("{name}.json"));
        let mut body = self.json();
        // The files have members in the order of their names, so that they can be compared.
        body.sort_all_objects();
        let mut actual = Names::new(client).replace(body);
        if env::var_os(UPDATE).is_some() {
            fs::create_dir_all(file.parent().expect("a file is in a folder"))
                .and_then(|()| fs::write(&file, pretty(&actual)))
                .expect("the golden file can be written");
            return;
        }
        let expected = fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{}: {error}; {UPDATE}=1 makes it", file.display()));
        if elsewhere::endpoint().is_some() {
            let mut expected = serde_json::from_str(&expected).expect("a golden file is JSON");
            keep_members_of(&expected, &mut actual);
            drop_of_ours(&mut expected, &actual);
            assert_eq!(pretty(&actual), pretty(&expected), "{} differs", file.display());
            return;
        }
        assert_eq!(pretty(&actual), expected, "{} differs; {UPDATE}=1 rewrites it", file.display());
    }
}

fn pretty(value: &Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).expect("it was JSON"))
}

/// Removes [`OUR_KEYS`] from `expected` where `actual` does not have them.
fn drop_of_ours(expected: &mut Value, actual: &Value) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            expected.retain(|key, _| actual.contains_key(key) || !OUR_KEYS.contains(&&**key));
            for (key, value) in expected {
                drop_of_ours(value, actual.get(key).unwrap_or(&Value::Null));
            }
        }
        (Value::Array(expected), Value::Array(actual)) => {
            for (expected, actual) in expected.iter_mut().zip(actual) {
                drop_of_ours(expected, actual);
            }
        }
        _ => {}
    }
}

/// Removes the members of `actual` that `expected` does not have.
fn keep_members_of(expected: &Value, actual: &mut Value) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            actual.retain(|key, _| expected.contains_key(key));
            for (key, value) in actual {
                keep_members_of(&expected[key], value);
            }
        }
        (Value::Array(expected), Value::Array(actual)) => {
            for (expected, actual) in expected.iter().zip(actual) {
                keep_members_of(expected, actual);
            }
        }
        _ => {}
    }
}

/// Renames the network of the addresses to `private`, if the server is not ours and there is only
/// one network.
fn named_private(addresses: Value) -> Value {
    match addresses {
        Value::Object(networks) if networks.len() == 1 && elsewhere::endpoint().is_some() => {
            networks.into_iter().map(|(_, it)| ("private".to_owned(), it)).collect()
        }
        other => other,
    }
}

/// Replaces texts by placeholders.
struct Names {
    texts: Vec<(String, String)>,
    ids: BTreeMap<String, String>,
}

impl Names {
    fn new(client: &Client) -> Self {
        let texts = [
            (client.base_url(), "<url>"),
            (client.project_id(), "<project>"),
            (client.user_id(), "<user>"),
            (client.image_id(), "<image>"),
        ];
        let texts = texts.iter().filter(|(text, _)| !text.is_empty());
        Self {
            texts: texts.map(|(text, name)| ((*text).to_owned(), (*name).to_owned())).collect(),
            ids: BTreeMap::new(),
        }
    }

    fn replace(&mut self, value: Value) -> Value {
        match value {
            Value::Object(members) => members
                .into_iter()
                .map(|(key, value)| {
                    let varying = VARYING.iter().find(|(it, _)| *it == key);
                    let is_set = value.as_str().is_some_and(|it| !it.is_empty());
                    match varying.filter(|_| is_set) {
                        Some((_, name)) => (key, Value::from(*name)),
                        None if key == "addresses" => (key, self.replace(named_private(value))),
                        None => (key, self.replace(value)),
                    }
                })
                .collect(),
            Value::Array(items) => items.into_iter().map(|it| self.replace(it)).collect(),
            Value::String(text) => Value::String(self.replace_text(text)),
            Value::Null | Value::Bool(_) | Value::Number(_) => value,
        }
    }

    fn replace_text(&mut self, mut text: String) -> String {
        for (found, name) in &self.texts {
            text = text.replace(found, name);
        }
        while let Some(id) = find_uuid(&text) {
            let next = format!("<id {}>", self.ids.len() + 1);
            let name = self.ids.entry(id.clone()).or_insert(next);
            text = text.replace(&id, name);
        }
        text
    }
}

/// Finds the first UUID in a text.
fn find_uuid(text: &str) -> Option<String> {
    let candidates = (0..text.len()).filter_map(|at| text.get(at..at + 36));
    candidates.filter(|it| it.matches('-').count() == 4).find_map(|it| {
        let id = uuid::Uuid::try_parse(it).ok()?;
        Some(id.hyphenated().to_string()).filter(|id| id == it)
    })
}
