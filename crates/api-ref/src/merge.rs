//! From fragments to one document.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{Error, everywhere};

/// The version of OpenAPI that documents are written in.
const OPENAPI: &str = "3.1.1";

/// Who says what every document begins with, in the words of an error.
const BEGINNING: &str = "the beginning of the document";

/// A part of a document.
#[derive(Clone, Copy, Debug)]
pub struct Fragment<'a> {
    /// What errors call it.
    pub name: &'a str,
    /// Its text, in YAML.
    pub text: &'a str,
}

/// What a document says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Info<'a> {
    /// Its title.
    pub title: &'a str,
    /// The version of whatever it describes.
    pub version: &'a str,
    /// More about it, in Markdown.
    pub description: &'a str,
}

/// The document that these fragments make together.
///
/// Objects are merged and lists are joined, in the order of the fragments, however deep they lie.
/// Then what `x-every-operation` says once is written out where it holds.
///
/// # Errors
///
/// [`Error`] if a fragment can't be read, or if two say different things about one place.
pub fn merge<'a>(
    info: &Info<'_>,
    fragments: impl IntoIterator<Item = Fragment<'a>>,
) -> Result<Value, Error> {
    let mut merging = Merging::default();
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
    everywhere::write_out(&mut document)?;
    Ok(Value::Object(document))
}

/// A document on its way.
#[derive(Default)]
struct Merging {
    document: Map<String, Value>,
    /// Which fragment was the first to say something at a place. What lies below is its, too,
    /// unless it stands here itself.
    origins: BTreeMap<Vec<String>, String>,
}

impl Merging {
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

/// The fragment that said what stands at a place.
fn origin_of<'a>(place: &[String], origins: &'a BTreeMap<Vec<String>, String>) -> &'a str {
    let places = (0..=place.len()).rev().map(|length| place.iter().take(length).cloned());
    places.map(Vec::from_iter).find_map(|it| origins.get(&it)).map_or(BEGINNING, |it| it)
}
