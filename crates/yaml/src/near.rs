//! Explains errors at lines that a parser of YAML points to.

use crate::{
    blocks::spaces,
    lines::{Line, lines},
};

/// Returns a likely cause of a parser's error at a line, counted from 1. The line is assumed to be
/// indented correctly.
#[must_use]
pub fn hint(text: &str, line: usize) -> Option<String> {
    let lines = lines(text);
    let index = lines.iter().position(|it| it.number == line)?;
    let found = lines.get(index)?;
    let key = found.tokens.last().and_then(|it| it.key);
    if key.is_some_and(|it| it.starts_with('-')) {
        return Some("a space must follow the `-`".to_owned());
    }
    if let Some((key, _)) = found.value.split_once(':')
        && is_plain(key)
        && !found.value.contains("://")
        && found.tokens.iter().all(|it| it.key.is_none())
    {
        return Some(format!("a space must follow the colon of `{key}:`"));
    }
    hint_at_next(found, lines.get(index + 1)?)
}

/// Returns a hint if the line `found` is a key without a value, and the line `next` may belong to
/// that key but is not indented below it.
fn hint_at_next(found: &Line<'_>, next: &Line<'_>) -> Option<String> {
    let key = found.tokens.last().filter(|it| found.value.is_empty() && it.key.is_some())?;
    let beside = next.tokens.first().filter(|it| it.column <= key.column)?;
    let (name, inside) = (key.key?, beside.key?);
    let indent = spaces(key.column + 2);
    Some(format!(
        "nothing is indented below `{name}`; if `{inside}` in line {} belongs into it, give it \
         {indent}",
        next.number
    ))
}

/// Searches for a key that is missing in a block. The block begins at this line and column, both
/// counted from 1. Returns a hint if the key is on the first line after the block, that is, on the
/// first line that is indented less.
#[must_use]
pub fn elsewhere(text: &str, line: usize, column: usize, key: &str) -> Option<String> {
    let lines = lines(text);
    let due = column.checked_sub(1)?;
    let behind = lines.iter().filter(|it| it.number > line).find(|it| it.indent < due)?;
    let found = behind.tokens.iter().find(|it| it.key == Some(key))?;
    Some(format!(
        "it is in line {}, indented by {}; with {} it would be part of what begins in \
         line {line}",
        behind.number,
        spaces(found.column),
        spaces(due)
    ))
}

fn is_plain(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
        && text.chars().all(|it| it.is_alphanumeric() || "_-.".contains(it))
}
