//! Reads policy files: JSON or YAML, a mapping of rule names to expressions.

use std::{fmt, marker::PhantomData};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_saphyr::Tagged;

use crate::{PolicyError, Problem};

/// Number of failed searches after which no more line numbers are searched for. Each search can
/// read the whole file, and names that are written with escapes are never found.
const MAX_MISSES: usize = 1000;

/// A rule of a file with its value as written.
pub(crate) struct Entry {
    pub(crate) name: String,
    /// The line of its name, counted from 1, if it was found.
    pub(crate) line: Option<usize>,
    pub(crate) value: Value,
}

/// Reads the rules in `text`, in order and including duplicates. `file` is the name of the text for
/// messages. The format follows from the ending of the name: `.json`, `.yaml` or `.yml`. With any
/// other name, the text is JSON if it begins with a brace, else YAML. A blank text has no rules.
pub(crate) fn read(text: &str, file: &str) -> Result<Vec<Entry>, PolicyError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let rules = if is_json(text, file) { read_json(text) } else { read_yaml(text) };
    let rules =
        rules.map_err(|(line, problem)| PolicyError { file: file.to_owned(), line, problem })?;
    let mut lines = Lines { text, position: 0, line: 1, misses_left: MAX_MISSES };
    Ok(rules
        .into_iter()
        .map(|(name, value)| Entry { line: lines.find(&name), name, value })
        .collect())
}

/// The kind of a value, for messages.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

fn is_json(text: &str, file: &str) -> bool {
    let ending = file.rsplit_once('.').map_or("", |(_, it)| it).to_ascii_lowercase();
    match ending.as_str() {
        "json" => true,
        "yaml" | "yml" => false,
        _ => text.trim_start().starts_with('{'),
    }
}

type Rules = Vec<(String, Value)>;
type ProblemInLine = (Option<usize>, Problem);

fn read_json(text: &str) -> Result<Rules, ProblemInLine> {
    let Mapping(rules) = serde_json::from_str(text).map_err(|error| {
        (Some(error.line()), Problem::Syntax { format: "JSON", message: without_place(&error) })
    })?;
    Ok(rules)
}

fn read_yaml(text: &str) -> Result<Rules, ProblemInLine> {
    let options = serde_saphyr::options! {
        duplicate_keys: serde_saphyr::DuplicateKeyPolicy::PassThrough,
        reject_unsupported_tags: true,
        with_snippet: false,
    };
    let rules = serde_saphyr::from_str_with_options(text, options);
    let Mapping(rules) = rules.map_err(|error| of_yaml(&error, text))?;
    Ok(rules.into_iter().map(|(name, value)| (name, untagged(value))).collect())
}

/// Returns the error for a text that is not valid YAML. If the text is indented wrongly, that is
/// reported instead of the parser's error, since it is often the cause.
fn of_yaml(error: &serde_saphyr::Error, text: &str) -> ProblemInLine {
    let line = error.location().and_then(|it| usize::try_from(it.line()).ok());
    let syntax_error = |line, message| (line, Problem::Syntax { format: "YAML", message });
    let last_line = line.map_or(usize::MAX, |it| it.saturating_add(1));
    if let Some(fault) = ferronova_yaml::find_fault(text).filter(|it| it.line <= last_line) {
        return syntax_error(Some(fault.line), fault.what);
    }
    let message = without_place(error);
    // If the text is not a mapping, the parser's error has no line, so every line is tried.
    let mut tried = line.map_or(1..=text.lines().count(), |it| it..=it);
    match tried.find_map(|it| ferronova_yaml::hint(text, it)) {
        Some(hint) => syntax_error(line, format!("{message} ({hint})")),
        None => syntax_error(line, message),
    }
}

/// Replaces an empty value with the tag `!` by null. The expression `!` without quotes is a YAML
/// tag without a value. It must not be read as an empty text: `!` never holds, but an empty text
/// always does.
fn untagged(Tagged(value, tag): Tagged<Value>) -> Value {
    if tag.as_deref() == Some("!") && value == "" { Value::Null } else { value }
}

/// The message of a parser's error without the location, which is reported separately.
fn without_place(error: &impl fmt::Display) -> String {
    let mut message = error.to_string();
    if let Some(place) = message.rfind(" at line ") {
        message.truncate(place);
    }
    message
}

/// The entries of a mapping in order, including duplicates.
struct Mapping<V>(Vec<(String, V)>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Mapping<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MappingVisitor(PhantomData))
    }
}

struct MappingVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for MappingVisitor<V> {
    type Value = Mapping<V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping of rule names to expressions")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Mapping<V>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Mapping(entries))
    }

    /// The YAML parser reads a file with only comments as null.
    fn visit_unit<E>(self) -> Result<Mapping<V>, E> {
        Ok(Mapping(Vec::new()))
    }
}

/// Finds the lines of keys. The keys must be searched for in the order in which the text has them.
struct Lines<'a> {
    text: &'a str,
    position: usize,
    line: usize,
    /// How many more misses are allowed. A miss is a search that fails, or the text of the key in a
    /// place where it is not a key.
    misses_left: usize,
}

impl Lines<'_> {
    fn find(&mut self, key: &str) -> Option<usize> {
        if self.misses_left == 0 {
            return None;
        }
        let rest = self.text.get(self.position..)?;
        for (offset, _) in rest.match_indices(key) {
            let (before, _) = rest.split_at(offset);
            let (_, after) = rest.split_at(offset + key.len());
            if is_key(before, after) {
                self.line += before.matches('\n').count();
                self.position += offset + key.len();
                return Some(self.line);
            }
            self.misses_left = self.misses_left.checked_sub(1)?;
        }
        self.misses_left = self.misses_left.saturating_sub(1);
        None
    }
}

/// Whether the text between `before` and `after` is the key of a mapping. A key is at the start of
/// a line or after `{`, `,` or `?`, can be in quotes, and is followed by a colon.
fn is_key(before: &str, after: &str) -> bool {
    let before = before.rsplit('\n').next().unwrap_or(before);
    let unquoted = before.strip_suffix(['"', '\'']);
    let (before, after) = match unquoted {
        Some(outside) => {
            let (_, quote) = before.split_at(outside.len());
            let Some(after) = after.strip_prefix(quote) else {
                return false;
            };
            (outside, after)
        }
        None => (before, after),
    };
    let before = before.trim();
    let is_begun = before.is_empty() || before.ends_with(['{', ',', '?']);
    let Some(value) = after.trim_start_matches([' ', '\t']).strip_prefix(':') else {
        return false;
    };
    let is_ended = unquoted.is_some() || value.is_empty() || value.starts_with(char::is_whitespace);
    is_begun && is_ended && !before.starts_with('#')
}
