//! Items of lists and their filters.

use ferronova_compute::is_same_text;
use ferronova_http::QueryString;
use serde::Serialize;
use serde_json::{Map, Value};

/// An item of a list, as clients see it. It is a map because lists can be filtered and sorted by
/// any attribute. These requests are rare, so finding attributes by name is fast enough.
pub(crate) type Item = Map<String, Value>;

pub(crate) fn to_item(thing: &impl Serialize) -> Item {
    match serde_json::to_value(thing) {
        Ok(Value::Object(item)) => item,
        Ok(_) | Err(_) => Item::new(),
    }
}

/// Whether an attribute has the value that a query asks for. For a list, one matching value is
/// enough. For an object, `wanted` names a member and its value, for example `subnet_id=…`.
pub(crate) fn has_value(attribute: &Value, wanted: &str) -> bool {
    match attribute {
        Value::Null => wanted.is_empty(),
        Value::Bool(is_true) => parse_bool(wanted) == Some(*is_true),
        Value::Number(number) => number.to_string() == wanted,
        Value::String(text) => is_same_text(text, wanted),
        Value::Array(values) => values.iter().any(|it| has_value(it, wanted)),
        Value::Object(inner) => wanted
            .split_once('=')
            .is_some_and(|(name, wanted)| inner.get(name).is_some_and(|it| has_value(it, wanted))),
    }
}

/// Whether an item satisfies a query: every attribute that the query names must have one of the
/// query's values. Attributes that the item does not have are ignored.
pub(crate) fn satisfies(item: &Item, query: &QueryString<'_>) -> bool {
    query.by_name().iter().all(|(name, values)| match item.get(*name) {
        Some(attribute) => values.iter().any(|wanted| has_value(attribute, wanted)),
        None => true,
    })
}

/// Parses the words that the services accept for true and false.
pub(crate) fn parse_bool(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "true" | "1" | "t" | "yes" | "y" | "on" => Some(true),
        "false" | "0" | "f" | "no" | "n" | "off" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn is_left_in(query: &str) -> bool {
        let item = to_item(&json!({
            "name": "private", "shared": true, "mtu": 1500, "owner": null, "tags": ["a", "b"],
            "fixed_ips": [{"subnet_id": "s1", "ip_address": "10.0.0.2"}],
        }));
        satisfies(&item, &QueryString::parse(query))
    }

    #[test]
    fn one_value_of_each_named_attribute_must_fit() {
        assert!(is_left_in("name=public&name=private"));
        assert!(is_left_in("name=private&mtu=1500"));
        assert!(!is_left_in("name=private&mtu=9000"));
        assert!(!is_left_in("name="));
        assert!(is_left_in("owner="));
    }

    #[test]
    fn truth_has_many_words() {
        assert!(is_left_in("shared=True") && is_left_in("shared=1"));
        assert!(!is_left_in("shared=False") && !is_left_in("shared=maybe"));
    }

    #[test]
    fn a_list_fits_by_one_of_its_values() {
        assert!(is_left_in("tags=b") && !is_left_in("tags=c"));
        assert!(is_left_in("fixed_ips=subnet_id%3Ds1") && !is_left_in("fixed_ips=subnet_id%3Ds2"));
        assert!(!is_left_in("fixed_ips=s1"));
    }

    #[test]
    fn an_attribute_that_the_items_lack_is_not_asked() {
        assert!(is_left_in("colour=red"));
    }
}
