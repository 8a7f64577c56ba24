//! The interpreter of schemas.

use std::fmt::Display;

use ferronova_http::Fault;
use serde_json::{Map, Value};

use super::{Check, Literal, Python, Schema, Type};

impl Python {
    /// Checks the value of a member, or the body of a request, which has no name.
    ///
    /// # Errors
    ///
    /// 400 with the message of the first check that fails. The message names the value that does
    /// not fit, which can be nested in `value`.
    pub fn check(self, name: Option<&str>, value: &Value, schema: Schema) -> Result<(), Fault> {
        self.find_refusal(name, value, schema).map_err(|it| it.into_fault("field/attribute"))
    }

    /// Finds the first value that does not fit.
    pub(super) fn find_refusal(
        self,
        name: Option<&str>,
        value: &Value,
        schema: Schema,
    ) -> Result<(), Refusal> {
        for check in schema {
            if let Some(reason) = self.reason(name, value, *check, schema)? {
                let name = name.map(str::to_owned);
                return Err(Refusal::Value { name, value: self.plain(value), reason });
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
    ) -> Result<Option<String>, Refusal> {
        let members = value.as_object();
        let reason = match check {
            Check::Type(types) => self.wrong_type(value, types),
            Check::OrNull(_) if value.is_null() => None,
            Check::OrNull(inner) | Check::All(inner) => {
                self.find_refusal(name, value, inner).map(|()| None)?
            }
            Check::AnyOf(schemas) => self.fits_none(name, value, schemas),
            Check::Enum(words) => self.wrong_word(value, words),
            Check::OneOf(literals) => self.wrong_literal(value, literals),
            Check::Pattern(pattern, passes) => {
                self.wrong_text(value, passes, || format!("does not match '{pattern}'"))
            }
            Check::Matches(passes) => {
                self.wrong_text(value, passes, || "does not match".to_owned())
            }
            Check::Format(format, passes) => {
                self.wrong_text(value, passes, || format!("is not a '{format}'"))
            }
            Check::Text(message, passes) => match value.as_str() {
                Some(text) if !passes(text) => return Err(Refusal::Whole(message)),
                Some(_) | None => None,
            },
            Check::Minimum(least) => self.too_small(value, least),
            Check::Maximum(most) => self.too_large(value, most),
            Check::AtLeast(least) => self.too_short(value, least),
            Check::AtMost(most) => self.too_long(value, most),
            Check::Unique => self.repeated(value),
            Check::Items(inner) => {
                for (n, item) in value.as_array().into_iter().flatten().enumerate() {
                    self.find_refusal(Some(&n.to_string()), item, inner)?;
                }
                None
            }
            Check::Required(name, inner) | Check::Optional(name, inner) => {
                match members.map(|it| it.get(name)) {
                    Some(Some(member)) => {
                        self.find_refusal(Some(name), member, inner).map(|()| None)?
                    }
                    Some(None) if matches!(check, Check::Required(..)) => Some(missing(name)),
                    Some(None) | None => None,
                }
            }
            Check::Has(name) => members.filter(|it| !it.contains_key(name)).map(|_| missing(name)),
            Check::NoOthers => members.and_then(|it| {
                self.others(it.keys().map(String::as_str).filter(|it| !names(schema, it)))
            }),
            Check::Keys(pattern, passes, inner) => match members {
                Some(members) => self.wrong_keys(members, pattern, passes, inner)?,
                None => None,
            },
            Check::Rule(rule) => rule(self, value),
        };
        Ok(reason)
    }

    fn about(self, value: &Value, reason: &str) -> String {
        format!("{} {reason}", self.quoted(value))
    }

    fn wrong_type(self, value: &Value, types: &[Type]) -> Option<String> {
        let is_right = types.iter().any(|it| it.has(self, value));
        let names = || list(types.iter().map(|it| format!("'{}'", it.as_str())));
        (!is_right).then(|| self.about(value, &format!("is not of type {}", names())))
    }

    fn fits_none(self, name: Option<&str>, value: &Value, schemas: &[Schema]) -> Option<String> {
        let is_right = schemas.iter().any(|it| self.find_refusal(name, value, it).is_ok());
        (!is_right).then(|| self.about(value, "is not valid under any of the given schemas"))
    }

    fn wrong_word(self, value: &Value, words: &[&str]) -> Option<String> {
        let is_wrong = value.as_str().map_or(self == Self::Three, |it| !words.contains(&it));
        let words = || list(words.iter().map(|it| format!("'{it}'")));
        is_wrong.then(|| self.about(value, &format!("is not one of [{}]", words())))
    }

    fn wrong_literal(self, value: &Value, literals: &[Literal]) -> Option<String> {
        let is_right = literals.iter().any(|it| it.is(value));
        (!is_right).then(|| self.about(value, &format!("is not one of [{}]", list(literals))))
    }

    fn wrong_text(
        self,
        value: &Value,
        passes: fn(&str) -> bool,
        reason: impl FnOnce() -> String,
    ) -> Option<String> {
        value.as_str().filter(|it| !passes(it)).map(|_| self.about(value, &reason()))
    }

    fn too_small(self, value: &Value, least: i64) -> Option<String> {
        self.whole(value).filter(|it| *it < least)?;
        Some(format!("{} is less than the minimum of {least}", self.quoted_whole(value)))
    }

    fn too_large(self, value: &Value, most: i64) -> Option<String> {
        self.whole(value).filter(|it| *it > most)?;
        Some(format!("{} is greater than the maximum of {most}", self.quoted_whole(value)))
    }

    fn too_short(self, value: &Value, least: usize) -> Option<String> {
        size(value).filter(|it| *it < least)?;
        let reason = match self {
            Self::Three if least == 1 => "should be non-empty",
            Self::Two | Self::Three if value.is_object() => "does not have enough properties",
            Self::Two | Self::Three => "is too short",
        };
        Some(self.about(value, reason))
    }

    fn too_long(self, value: &Value, most: usize) -> Option<String> {
        size(value).filter(|it| *it > most)?;
        let reason = match self {
            Self::Three if most == 0 => "is expected to be empty",
            Self::Two | Self::Three if value.is_object() => "has too many properties",
            Self::Two | Self::Three => "is too long",
        };
        Some(self.about(value, reason))
    }

    fn repeated(self, value: &Value) -> Option<String> {
        let is_repeated = value.as_array().is_some_and(|it| has_equal_items(it));
        is_repeated.then(|| self.about(value, "has non-unique elements"))
    }

    /// Returns the error for an object with members, or a query with parameters, that a schema does
    /// not name.
    pub(super) fn others<'a>(self, others: impl Iterator<Item = &'a str>) -> Option<String> {
        let others = self.names(others);
        let verb = if others.len() == 1 { "was" } else { "were" };
        let names = others.join(", ");
        (!others.is_empty())
            .then(|| format!("Additional properties are not allowed ({names} {verb} unexpected)"))
    }

    /// Returns the error for names that do not match a pattern.
    pub(super) fn mismatches<'a>(
        self,
        wrong: impl Iterator<Item = &'a str>,
        pattern: &str,
    ) -> Option<String> {
        let wrong = self.names(wrong);
        let verb = if wrong.len() == 1 { "does" } else { "do" };
        let names = wrong.join(", ");
        (!wrong.is_empty())
            .then(|| format!("{names} {verb} not match any of the regexes: '{pattern}'"))
    }

    fn wrong_keys(
        self,
        members: &Map<String, Value>,
        pattern: &str,
        passes: fn(&str) -> bool,
        inner: Schema,
    ) -> Result<Option<String>, Refusal> {
        for (name, value) in self.members(members).into_iter().filter(|(name, _)| passes(name)) {
            self.find_refusal(Some(name), value, inner)?;
        }
        Ok(self.mismatches(members.keys().map(String::as_str).filter(|it| !passes(it)), pattern))
    }

    /// Sorts names and quotes them.
    fn names<'a>(self, names: impl Iterator<Item = &'a str>) -> Vec<String> {
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        names.into_iter().map(|it| self.quoted(&Value::from(it))).collect()
    }
}

/// Why a value does not fit.
pub(super) enum Refusal {
    /// The whole message.
    Whole(&'static str),
    /// The value of the innermost member, item or parameter that does not fit. The body itself has
    /// no name.
    Value { name: Option<String>, value: String, reason: String },
}

impl Refusal {
    /// Returns the fault. `place` is what Nova calls the things that have names.
    pub(super) fn into_fault(self, place: &str) -> Fault {
        Fault::bad_request(match self {
            Self::Whole(message) => message.to_owned(),
            Self::Value { name: None, reason, .. } => reason,
            Self::Value { name: Some(name), value, reason } => {
                format!("Invalid input for {place} {name}. Value: {value}. {reason}")
            }
        })
    }
}

/// Whether a schema names a member.
fn names(schema: Schema, name: &str) -> bool {
    schema.iter().any(|it| {
        if let Check::Required(known, _) | Check::Optional(known, _) = it {
            return *known == name;
        }
        matches!(it, Check::All(inner) if names(inner, name))
    })
}

fn missing(name: &str) -> String {
    format!("'{name}' is a required property")
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

fn list<T: Display>(things: impl IntoIterator<Item = T>) -> String {
    things.into_iter().map(|it| it.to_string()).collect::<Vec<String>>().join(", ")
}

/// Whether two items are equal. Lists are short where they must not repeat themselves: a check of
/// their length comes before.
fn has_equal_items(items: &[Value]) -> bool {
    items.iter().enumerate().any(|(n, one)| items.iter().skip(n + 1).any(|it| are_equal(one, it)))
}

/// Whether Python takes two values for equal: `1` is `1.0`, but not `true`.
fn are_equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64().is_some_and(|it| Some(it) == other.as_f64())
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(it, other)| are_equal(it, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let has = |(name, value): (&String, &Value)| {
                other.get(name).is_some_and(|it| are_equal(value, it))
            };
            one.len() == other.len() && one.iter().all(has)
        }
        _ => one == other,
    }
}
