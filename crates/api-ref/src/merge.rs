//! Merges fragments.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{Error, everywhere};

/// The version of OpenAPI that the merged document states.
const OPENAPI: &str = "3.1.1";

/// Error messages name this, instead of a fragment, as the origin of `openapi` and `info`, which
/// are set before the first fragment is merged.
const BEGINNING: &str = "the beginning of the document";

#[derive(Clone, Copy, Debug)]
pub struct Fragment<'a> {
    /// The name of the fragment in error messages.
    pub name: &'a str,
    /// The fragment, in YAML.
    pub text: &'a str,
}

/// The object `info` of the merged document.
#[derive(Clone, Copy, Debug)]
pub struct Info<'a> {
    pub title: &'a str,
    /// The version of the described API.
    pub version: &'a str,
    /// The description, in Markdown.
    pub description: &'a str,
}

/// Merges fragments into one document.
///
/// Objects are merged and lists are joined at every depth, in the order of the fragments. Then
/// `x-every-operation` is applied.
///
/// # Errors
///
/// If a fragment can't be read, or two fragments have different values at the same place.
pub fn merge<'a>(
    info: &Info<'_>,
    fragments: impl IntoIterator<Item = Fragment<'a>>,
) -> Result<Value, Error> {
    let mut merging = MergedDocument::default();
    let Info { title, version, description } = info;
    let about = json!({"title": title, "version": version, "description": description});
    merging.add(BEGINNING, json!({"openapi": OPENAPI, "info": about}))?;
    for Fragment { name, text } in fragments {
        let parsed: Value = serde_saphyr::from_str(text).map_err(|source| Error::NotYaml {
            fragment: name.to_owned(),
            source: Box::new(source),
        })?;
        if !parsed.is_object() {
            return Err(Error::NoObject { fragment: name.to_owned() });
        }
        merging.add(name, parsed)?;
    }
    let mut document = merging.document;
    everywhere::apply(&mut document)?;
    Ok(Value::Object(document))
}

/// A document that is being merged.
#[derive(Default)]
struct MergedDocument {
    document: Map<String, Value>,
    /// For each place, the first fragment that has a value there. An entry also applies to the
    /// places below it that have no entry of their own.
    origins: BTreeMap<Vec<String>, String>,
}

impl MergedDocument {
    fn add(&mut self, fragment: &str, addition: Value) -> Result<(), Error> {
        let Value::Object(members) = addition else {
            return Err(Error::NoObject { fragment: fragment.to_owned() });
        };
        let mut place = Vec::new();
        add_members(&mut self.document, members, &mut place, fragment, &mut self.origins)
    }
}

fn add_members(
    target: &mut Map<String, Value>,
    members: Map<String, Value>,
    place: &mut Vec<String>,
    fragment: &str,
    origins: &mut BTreeMap<Vec<String>, String>,
) -> Result<(), Error> {
    for (key, addition) in members {
        place.push(key.clone());
        if let Some(there) = target.get_mut(&key) {
            add_value(there, addition, place, fragment, origins)?;
        } else {
            target.insert(key, addition);
            origins.insert(place.clone(), fragment.to_owned());
        }
        place.pop();
    }
    Ok(())
}

fn add_value(
    there: &mut Value,
    addition: Value,
    place: &mut Vec<String>,
    fragment: &str,
    origins: &mut BTreeMap<Vec<String>, String>,
) -> Result<(), Error> {
    match (there, addition) {
        (Value::Object(there), Value::Object(members)) => {
            add_members(there, members, place, fragment, origins)
        }
        (Value::Array(there), Value::Array(items)) => {
            there.extend(items);
            Ok(())
        }
        (there, addition) if *there == addition => Ok(()),
        _ => Err(Error::Conflict {
            place: place.join("."),
            fragments: [origin_of(place, origins).to_owned(), fragment.to_owned()],
        }),
    }
}

/// Returns the name of the fragment that set the value at `place`.
fn origin_of<'a>(place: &[String], origins: &'a BTreeMap<Vec<String>, String>) -> &'a str {
    let places = (0..=place.len()).rev().map(|length| place.iter().take(length).cloned());
    places.map(Vec::from_iter).find_map(|it| origins.get(&it)).map_or(BEGINNING, |it| it)
}
