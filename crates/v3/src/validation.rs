//! The checks of v3's request schemas, and what they say of a value that does not pass.
//!
//! Each takes the name of the member that it speaks of, and gives the value back as what it is.
//! The messages are Nova's: `Invalid input for field/attribute NAME. Value: V. REASON`.

mod addresses;
mod metadata;
mod numbers;
mod texts;

use ferronova_http::Fault;
use ferronova_juno::python_text::{plain, quoted};
use serde_json::{Map, Value};

pub use self::{
    addresses::{ip, ipv4, ipv6},
    metadata::{metadata, metadata_item, metadata_items},
    numbers::{boolean, length_of_tail, positive_integer, rotation},
    texts::{
        base64, hostname, name, network_id, short_string, string, string_or_integer, uuid, word,
    },
};

/// 400 for the value of a member.
#[must_use]
pub fn invalid(name: &str, value: &Value, reason: &str) -> Fault {
    let value = plain(value);
    Fault::bad_request(format!(
        "Invalid input for field/attribute {name}. Value: {value}. {reason}"
    ))
}

/// 400 for a member that the object under `name` lacks.
#[must_use]
pub fn missing(name: &str, object: &Map<String, Value>, member: &str) -> Fault {
    let reason = format!("'{member}' is a required property");
    invalid(name, &Value::Object(object.clone()), &reason)
}

/// 400 for a member that the body lacks.
#[must_use]
pub fn missing_in_body(member: &str) -> Fault {
    Fault::bad_request(format!("'{member}' is a required property"))
}

/// What is wrong with an object that has other members than these, if it has.
#[must_use]
pub fn surplus(object: &Map<String, Value>, known: &[&str]) -> Option<String> {
    let surplus = object.keys().filter(|it| !known.contains(&it.as_str()));
    let surplus: Vec<String> = surplus.map(|it| quoted(&Value::from(it.as_str()))).collect();
    let verb = if surplus.len() == 1 { "was" } else { "were" };
    let names = surplus.join(", ");
    let reason = format!("Additional properties are not allowed ({names} {verb} unexpected)");
    (!surplus.is_empty()).then_some(reason)
}

/// The value of the one member that the body has to have, and may have.
///
/// # Errors
///
/// 400 for a body that is no object, lacks it, or has others.
pub fn only_member<'a>(body: &'a Value, member: &str) -> Result<&'a Value, Fault> {
    let members = body.as_object().ok_or_else(|| wrong_body(body, "'object'"))?;
    if let Some(reason) = surplus(members, &[member]) {
        return Err(Fault::bad_request(reason));
    }
    members.get(member).ok_or_else(|| missing_in_body(member))
}

/// 400 for a body that is of none of these types, each in quotes.
#[must_use]
pub fn wrong_body(body: &Value, types: &str) -> Fault {
    Fault::bad_request(format!("{} is not of type {types}", quoted(body)))
}

fn wrong_type(name: &str, value: &Value, types: &str) -> Fault {
    invalid(name, value, &format!("{} is not of type {types}", quoted(value)))
}

/// An object.
///
/// # Errors
///
/// 400 for anything else, here as everywhere below.
pub fn object<'a>(name: &str, value: &'a Value) -> Result<&'a Map<String, Value>, Fault> {
    value.as_object().ok_or_else(|| wrong_type(name, value, "'object'"))
}

/// An object; nothing, if it is null.
///
/// # Errors
///
/// 400.
pub fn object_or_null<'a>(
    name: &str,
    value: &'a Value,
) -> Result<Option<&'a Map<String, Value>>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::Object(members) => Ok(Some(members)),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(wrong_type(name, value, "'object', 'null'"))
        }
    }
}

/// A list.
///
/// # Errors
///
/// 400.
pub fn array<'a>(name: &str, value: &'a Value) -> Result<&'a Vec<Value>, Fault> {
    value.as_array().ok_or_else(|| wrong_type(name, value, "'array'"))
}

/// What a list of one item has.
///
/// # Errors
///
/// 400.
pub fn one_item<'a>(name: &str, value: &'a Value) -> Result<&'a Value, Fault> {
    match array(name, value)?.as_slice() {
        [item] => Ok(item),
        [] => Err(invalid(name, value, &format!("{} is too short", quoted(value)))),
        _ => Err(invalid(name, value, &format!("{} is too long", quoted(value)))),
    }
}

fn mismatch(name: &str, value: &Value, pattern: &str) -> Fault {
    invalid(name, value, &format!("{} does not match '{pattern}'", quoted(value)))
}

fn not_one_of(name: &str, value: &Value, listed: &[String]) -> Fault {
    invalid(name, value, &format!("{} is not one of [{}]", quoted(value), listed.join(", ")))
}

/// Nothing but these members in the object under `name`.
///
/// # Errors
///
/// 400 that names the others.
pub fn only(name: &str, object: &Map<String, Value>, members: &[&str]) -> Result<(), Fault> {
    match surplus(object, members) {
        Some(reason) => Err(invalid(name, &Value::Object(object.clone()), &reason)),
        None => Ok(()),
    }
}

/// The value of a member that the object under `name` has to have.
///
/// # Errors
///
/// 400 if it lacks it.
pub fn required<'a>(
    name: &str,
    object: &'a Map<String, Value>,
    member: &str,
) -> Result<&'a Value, Fault> {
    object.get(member).ok_or_else(|| missing(name, object, member))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    pub(super) fn refusal<T>(outcome: Result<T, Fault>) -> String {
        outcome.err().map(|it| it.message().to_owned()).unwrap_or_default()
    }

    #[test]
    fn a_refusal_names_the_member_its_value_and_the_reason() {
        assert_eq!(
            refusal(string("adminPass", &json!(5))),
            "Invalid input for field/attribute adminPass. Value: 5. 5 is not of type 'string'"
        );
        assert_eq!(
            refusal(ipv4("accessIPv4", &json!(""))),
            "Invalid input for field/attribute accessIPv4. Value: . u'' is not a 'ipv4'"
        );
        assert_eq!(
            refusal(word("state", &json!("x"), &["active", "error"])),
            "Invalid input for field/attribute state. Value: x. u'x' is not one of ['active', 'error']"
        );
        assert_eq!(
            missing("server", json!({"k": "w"}).as_object().unwrap(), "name").message(),
            "Invalid input for field/attribute server. Value: {u'k': u'w'}. 'name' is a required property"
        );
        assert_eq!(wrong_body(&Value::Null, "'object'").message(), "None is not of type 'object'");
    }

    #[test]
    fn members_that_a_schema_does_not_know_are_named() {
        let object = json!({"a": 1, "b": 2});
        let object = object.as_object().unwrap();

        assert!(only("x", object, &["a", "b"]).is_ok());
        assert!(
            refusal(only("x", object, &["a"]))
                .ends_with("Additional properties are not allowed (u'b' was unexpected)")
        );
        assert!(refusal(only("x", object, &[])).ends_with("(u'a', u'b' were unexpected)"));
    }

    #[test]
    fn a_body_has_the_one_member_it_needs_and_no_other() {
        assert_eq!(only_member(&json!({"meta": 1}), "meta").ok(), Some(&json!(1)));
        assert_eq!(refusal(only_member(&json!({}), "meta")), "'meta' is a required property");
        assert_eq!(
            refusal(only_member(&json!({"meta": 1, "x": 2}), "meta")),
            "Additional properties are not allowed (u'x' was unexpected)"
        );
        assert_eq!(refusal(only_member(&Value::Null, "meta")), "None is not of type 'object'");
    }
}
