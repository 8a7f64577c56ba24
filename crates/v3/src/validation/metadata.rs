//! Metadata of servers.

use std::collections::BTreeMap;

use ferronova_http::Fault;
use ferronova_juno::{
    metadata::{MAX_LENGTH, check_count},
    python_text::quoted,
};
use serde_json::Value;

use super::{invalid, object, texts::string};

/// What the keys of metadata are made of, as messages quote it.
const METADATA_KEY_PATTERN: &str = "^[a-zA-Z0-9-_:. ]{1,255}$";

/// Metadata of a server.
///
/// # Errors
///
/// 400 for a key or a value that is wrong, 403 for too many.
pub fn metadata(value: &Value) -> Result<BTreeMap<String, String>, Fault> {
    let metadata = metadata_items("metadata", value)?;
    check_count(metadata.len())?;
    Ok(metadata)
}

/// One item of metadata.
///
/// # Errors
///
/// 400 for a key or a value that is wrong, and for none and several.
pub fn metadata_item(name: &str, value: &Value) -> Result<(String, String), Fault> {
    let items = metadata_items(name, value)?;
    let what = match items.len() {
        0 => "does not have enough properties",
        1 => "",
        _ => "has too many properties",
    };
    let refused = || invalid(name, value, &format!("{} {what}", quoted(value)));
    items.into_iter().next().filter(|_| what.is_empty()).ok_or_else(refused)
}

/// Items of metadata, however many.
///
/// # Errors
///
/// 400 for a key or a value that is wrong.
pub fn metadata_items(name: &str, value: &Value) -> Result<BTreeMap<String, String>, Fault> {
    let items = object(name, value)?;
    let mut wrong_keys: Vec<String> = Vec::new();
    let mut metadata = BTreeMap::new();
    for (key, item) in items {
        if !is_metadata_key(key) {
            wrong_keys.push(quoted(&Value::String(key.clone())));
            continue;
        }
        let text = string(key, item)?;
        if text.chars().count() > MAX_LENGTH {
            return Err(invalid(key, item, &format!("{} is too long", quoted(item))));
        }
        metadata.insert(key.clone(), text.to_owned());
    }
    if !wrong_keys.is_empty() {
        let verb = if wrong_keys.len() == 1 { "does" } else { "do" };
        let keys = wrong_keys.join(", ");
        let reason =
            format!("{keys} {verb} not match any of the regexes: '{METADATA_KEY_PATTERN}'");
        return Err(invalid(name, value, &reason));
    }
    Ok(metadata)
}

fn is_metadata_key(key: &str) -> bool {
    let is_allowed =
        |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b':' | b'.' | b' ');
    (1..=MAX_LENGTH).contains(&key.len()) && key.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::tests::refusal, *};

    #[test]
    fn metadata_is_checked_item_by_item() {
        assert!(
            refusal(metadata(&json!({"k": 5})))
                .starts_with("Invalid input for field/attribute k. Value: 5.")
        );
        assert!(
            refusal(metadata(&json!({"": "v"})))
                .contains("u'' does not match any of the regexes: ")
        );
        assert!(refusal(metadata(&json!("x"))).ends_with("u'x' is not of type 'object'"));
        assert_eq!(metadata(&json!({"k": "v"})).unwrap().len(), 1);
    }

    #[test]
    fn one_item_of_metadata_is_neither_none_nor_two() {
        let item = |value: Value| metadata_item("meta", &value);

        assert_eq!(item(json!({"k": "v"})).ok(), Some(("k".to_owned(), "v".to_owned())));
        assert_eq!(
            refusal(item(json!({}))),
            "Invalid input for field/attribute meta. Value: {}. {} does not have enough properties"
        );
        assert!(refusal(item(json!({"a": "b", "c": "d"}))).ends_with("has too many properties"));
    }
}
