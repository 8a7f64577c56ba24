//! `x-since` and `x-until`: cuts a document to one microversion.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{Error, Microversion};

/// The first microversion that has the object with this key.
const SINCE: &str = "x-since";

/// The last microversion that has the object with this key.
const UNTIL: &str = "x-until";

/// Lists of alternatives. One that loses all its items would refuse everything.
const ALTERNATIVES: [&str; 2] = ["anyOf", "oneOf"];

/// Returns the part of a document that is true of one microversion.
///
/// An object with `x-since` or `x-until` is removed at other microversions, together with the
/// references to it if it is a component. A removed property is no longer `required`; a path
/// without operations and an empty `allOf` are removed. The keys `x-since` and `x-until` themselves
/// are not part of the result.
///
/// # Errors
///
/// If the value of one of these keys is not a microversion, or all alternatives of a schema are
/// removed.
pub fn cut(document: &Value, at: Microversion) -> Result<Value, Error> {
    let mut document = document.clone();
    let removed = removed_components(&document, at)?;
    Cut { at, removed, place: Vec::new() }.shorten(&mut document)?;
    if let Some(Value::Object(paths)) = document.get_mut("paths") {
        paths.retain(|_, item| has_operations(item));
    }
    Ok(document)
}

/// Returns the references to the components that a microversion does not have.
fn removed_components(document: &Value, at: Microversion) -> Result<BTreeSet<String>, Error> {
    let mut removed = BTreeSet::new();
    let kinds = document.get("components").and_then(Value::as_object);
    for (kind, components) in kinds.into_iter().flatten() {
        for (name, component) in components.as_object().into_iter().flatten() {
            let reference = format!("#/components/{kind}/{name}");
            if !is_of(component, at, &reference)? {
                removed.insert(reference);
            }
        }
    }
    Ok(removed)
}

/// Whether an object is there at a microversion, according to its own keys.
fn is_of(value: &Value, at: Microversion, place: &str) -> Result<bool, Error> {
    let bound = |key: &str| -> Result<Option<Microversion>, Error> {
        let Some(bound) = value.get(key) else {
            return Ok(None);
        };
        // A number is refused, too: 2.10 would be read as 2.1.
        let parsed = bound.as_str().and_then(|it| it.parse().ok());
        let refuse = || Error::Microversion { place: format!("{place}.{key}") };
        parsed.map(Some).ok_or_else(refuse)
    };
    let (since, until) = (bound(SINCE)?, bound(UNTIL)?);
    Ok(since.is_none_or(|it| it <= at) && until.is_none_or(|it| at <= it))
}

fn has_operations(item: &Value) -> bool {
    item.as_object().is_some_and(|it| it.keys().any(|name| name != "parameters"))
}

/// A document being cut.
struct Cut {
    at: Microversion,
    /// The references to removed components.
    removed: BTreeSet<String>,
    /// The keys on the way to the value being cut.
    place: Vec<String>,
}

impl Cut {
    fn shorten(&mut self, value: &mut Value) -> Result<(), Error> {
        match value {
            Value::Object(members) => self.shorten_object(members),
            Value::Array(items) => self.shorten_list(items),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
        }
    }

    fn shorten_object(&mut self, members: &mut Map<String, Value>) -> Result<(), Error> {
        for key in [SINCE, UNTIL] {
            members.remove(key);
        }
        let before = property_names(members);
        let names: Vec<String> = members.keys().cloned().collect();
        for name in names {
            self.place.push(name.clone());
            let Some(member) = members.get_mut(&name) else { continue };
            if self.is_there(member)? {
                let had_items = !is_empty_list(member);
                self.shorten(member)?;
                if had_items && is_empty_list(member) {
                    if ALTERNATIVES.contains(&&*name) {
                        return Err(Error::NothingLeft {
                            place: self.place.join("."),
                            at: self.at,
                        });
                    }
                    if name == "allOf" {
                        members.remove(&name);
                    }
                }
            } else {
                members.remove(&name);
            }
            self.place.pop();
        }
        let after = property_names(members);
        require_only_what_is_there(members, &before, &after);
        Ok(())
    }

    fn shorten_list(&mut self, items: &mut Vec<Value>) -> Result<(), Error> {
        let mut kept = Vec::with_capacity(items.len());
        for (n, mut item) in std::mem::take(items).into_iter().enumerate() {
            self.place.push(n.to_string());
            if self.is_there(&item)? {
                self.shorten(&mut item)?;
                kept.push(item);
            }
            self.place.pop();
        }
        *items = kept;
        Ok(())
    }

    fn is_there(&self, value: &Value) -> Result<bool, Error> {
        let reference = value.get("$ref").and_then(Value::as_str);
        let leads_somewhere = reference.is_none_or(|it| !self.removed.contains(it));
        Ok(leads_somewhere && is_of(value, self.at, &self.place.join("."))?)
    }
}

fn is_empty_list(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}

/// Returns the names of the properties of a schema.
fn property_names(schema: &Map<String, Value>) -> BTreeSet<String> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flatten().map(|(name, _)| name.clone()).collect()
}

/// Removes the properties that a schema has lost from its `required`.
fn require_only_what_is_there(
    schema: &mut Map<String, Value>,
    before: &BTreeSet<String>,
    after: &BTreeSet<String>,
) {
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|it| {
            it.as_str().is_none_or(|name| !before.contains(name) || after.contains(name))
        });
    }
}
