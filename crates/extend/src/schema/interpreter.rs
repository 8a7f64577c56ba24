//! The interpreter of schemas.

use ferronova_http::Fault;
use serde_json::{Map, Value};

use super::{Check, Python, Schema, whole_number::whole};

impl Python {
    /// Checks the value of a member, or the body of a request, which has no name.
    ///
    /// # Errors
    ///
    /// 400 with the message of the first check that fails. The message names the value that does
    /// not fit, which can be nested in `value`.
    pub fn check(self, name: Option<&str>, value: &Value, schema: Schema) -> Result<(), Fault> {
        for check in schema {
            if let Some(reason) = self.reason(name, value, *check, schema)? {
                return Err(self.refusal(name, value, &reason));
            }
        }
        Ok(())
    }

    /// Returns the error of a check, or of the first check nested in it that fails.
    fn reason(
        self,
        name: Option<&str>,
        value: &Value,
        check: Check,
        schema: Schema,
    ) -> Result<Option<String>, Fault> {
        let (text, members) = (value.as_str(), value.as_object());
        let of_value = |reason: &str| Some(format!("{} {reason}", self.quoted(value)));
        let reason = match check {
            Check::Type(types) if types.iter().any(|it| it.has(value)) => None,
            Check::Type(types) => {
                of_value(&format!("is not of type {}", list(types, |it| it.as_str())))
            }
            Check::OrNull(_) if value.is_null() => None,
            Check::OrNull(inner) => self.check(name, value, inner).map(|()| None)?,
            Check::AnyOf(schemas) => schemas
                .iter()
                .all(|it| self.check(name, value, it).is_err())
                .then(|| of_value("is not valid under any of the given schemas"))
                .flatten(),
            Check::Enum(words) => text
                .filter(|it| !words.contains(it))
                .and_then(|_| of_value(&format!("is not one of [{}]", list(words, |it| it)))),
            Check::Pattern(pattern, passes) => text
                .filter(|it| !passes(it))
                .and_then(|_| of_value(&format!("does not match '{pattern}'"))),
            Check::Format(name, passes) => {
                text.filter(|it| !passes(it)).and_then(|_| of_value(&format!("is not a '{name}'")))
            }
            Check::Text(message, passes) => match text {
                Some(text) if !passes(text) => return Err(Fault::bad_request(message)),
                Some(_) | None => None,
            },
            Check::Minimum(least) => whole(value).filter(|it| *it < least).map(|it| {
                format!("{} is less than the minimum of {least}", self.number(value, it))
            }),
            Check::AtLeast(least) => size(value).filter(|it| *it < least).and_then(|_| {
                let of_object = "does not have enough properties";
                of_value(if value.is_object() { of_object } else { "is too short" })
            }),
            Check::AtMost(most) => size(value).filter(|it| *it > most).and_then(|_| {
                let of_object = "has too many properties";
                of_value(if value.is_object() { of_object } else { "is too long" })
            }),
            Check::Items(inner) => {
                for (n, item) in value.as_array().into_iter().flatten().enumerate() {
                    self.check(Some(&n.to_string()), item, inner)?;
                }
                None
            }
            Check::Required(name, inner) | Check::Optional(name, inner) => {
                match members.map(|it| it.get(name)) {
                    Some(Some(member)) => self.check(Some(name), member, inner).map(|()| None)?,
                    Some(None) if matches!(check, Check::Required(..)) => {
                        Some(format!("'{name}' is a required property"))
                    }
                    Some(None) | None => None,
                }
            }
            Check::NoOthers => members.and_then(|it| self.others(it, schema)),
            Check::Keys(pattern, passes, inner) => match members {
                Some(members) => self.wrong_keys(members, pattern, passes, inner)?,
                None => None,
            },
            Check::Rule(rule) => rule(self, value),
        };
        Ok(reason)
    }

    /// Returns a whole number as the error quotes it: a string of digits is written like a number.
    fn number(self, value: &Value, number: i64) -> String {
        match value.as_str() {
            Some(_) if number == 0 => "0".to_owned(),
            Some(text) => text.to_owned(),
            None => self.quoted(value),
        }
    }

    /// Returns the error for an object with members that `schema` does not name.
    fn others(self, members: &Map<String, Value>, schema: Schema) -> Option<String> {
        let is_known = |name: &str| {
            let is_it = |it: &Check| matches!(it, Check::Required(known, _) | Check::Optional(known, _) if *known == name);
            schema.iter().any(is_it)
        };
        let others = self.names(members.keys().filter(|it| !is_known(it)));
        let verb = if others.len() == 1 { "was" } else { "were" };
        let names = others.join(", ");
        (!others.is_empty())
            .then(|| format!("Additional properties are not allowed ({names} {verb} unexpected)"))
    }

    fn wrong_keys(
        self,
        members: &Map<String, Value>,
        pattern: &str,
        passes: fn(&str) -> bool,
        inner: Schema,
    ) -> Result<Option<String>, Fault> {
        for (name, value) in members.iter().filter(|(name, _)| passes(name)) {
            self.check(Some(name), value, inner)?;
        }
        let wrong = self.names(members.keys().filter(|it| !passes(it)));
        let verb = if wrong.len() == 1 { "does" } else { "do" };
        let names = wrong.join(", ");
        Ok((!wrong.is_empty())
            .then(|| format!("{names} {verb} not match any of the regexes: '{pattern}'")))
    }

    fn names<'a>(self, names: impl Iterator<Item = &'a String>) -> Vec<String> {
        names.map(|it| self.quoted(&Value::from(it.as_str()))).collect()
    }

    /// Returns the fault for a value. `name` is `None` for a body.
    fn refusal(self, name: Option<&str>, value: &Value, reason: &str) -> Fault {
        let Some(name) = name else { return Fault::bad_request(reason.to_owned()) };
        let value = self.plain(value);
        Fault::bad_request(format!(
            "Invalid input for field/attribute {name}. Value: {value}. {reason}"
        ))
    }
}

/// How many characters, items or members a value has.
fn size(value: &Value) -> Option<usize> {
    match value {
        Value::String(text) => Some(text.chars().count()),
        Value::Array(items) => Some(items.len()),
        Value::Object(members) => Some(members.len()),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// Lists names in quotes, separated by commas. Both versions of Python write the names in schemas
/// alike.
fn list<T>(things: &[T], name: fn(&T) -> &str) -> String {
    things.iter().map(|it| format!("'{}'", name(it))).collect::<Vec<String>>().join(", ")
}
