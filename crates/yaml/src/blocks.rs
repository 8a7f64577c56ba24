//! Finds lines of YAML that are indented wrongly, because they fit none of the open blocks.

use crate::lines::{Line, Token, lines};

/// Maximum number of characters of a key that a message quotes.
const QUOTED: usize = 40;

/// A line that is indented wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, counted from 1.
    pub line: usize,
    /// The column of the fault, counted from 1.
    pub column: usize,
    /// What is wrong, and how to fix it.
    pub what: String,
}

/// A key, or the dash of a list item, whose block the lines below can still continue.
#[derive(Clone, Copy)]
struct Open<'a> {
    token: Token<'a>,
    line: usize,
}

/// Finds the first line whose indentation does not fit the lines above it.
#[must_use]
pub fn find_fault(text: &str) -> Option<Fault> {
    let mut blocks = Blocks { open: Vec::new(), awaits_inside: false };
    lines(text).iter().find_map(|line| blocks.take(line))
}

struct Blocks<'a> {
    /// The open blocks, outermost first.
    open: Vec<Open<'a>>,
    /// Whether the innermost key or dash still has no value.
    awaits_inside: bool,
}

impl<'a> Blocks<'a> {
    /// Processes a line, and returns the fault of its indentation, if any.
    fn take(&mut self, line: &Line<'a>) -> Option<Fault> {
        if line.has_tab {
            let what = "this line is indented with a tab; use spaces instead".to_owned();
            return Some(Fault { line: line.number, column: 1, what });
        }
        if ["---", "..."].contains(&line.value) && line.tokens.is_empty() {
            self.open.clear();
            return None;
        }
        let Some((first, others)) = line.tokens.split_first() else {
            // The line has no key and no dash: it is a text, or continues one.
            self.awaits_inside = false;
            return None;
        };
        if let Some(fault) = self.place(*first, line.number) {
            return Some(fault);
        }
        let others = others.iter().map(|it| Open { token: *it, line: line.number });
        self.open.extend(others);
        // After an anchor or a tag, the value may still follow as a block.
        let has_value = !line.value.is_empty() && !is_property(line.value);
        self.awaits_inside = !has_value;
        None
    }

    /// Puts the first token of a line into its block.
    fn place(&mut self, token: Token<'a>, line: usize) -> Option<Fault> {
        let Some(innermost) = self.open.last() else {
            self.open.push(Open { token, line });
            return None;
        };
        let is_inside = self.awaits_inside
            && (token.column > innermost.token.column
                || (token.column == innermost.token.column
                    && token.key.is_none()
                    && innermost.token.key.is_some()));
        if is_inside {
            self.open.push(Open { token, line });
            return None;
        }
        // Also compares the kind of the token (key or dash), because a list can begin in the same
        // column as its key.
        let is_alike = |it: &Open<'_>| {
            it.token.column == token.column && it.token.key.is_some() == token.key.is_some()
        };
        let Some(index) = self.open.iter().rposition(is_alike) else {
            return Some(self.fault(token, line));
        };
        self.open.truncate(index);
        self.open.push(Open { token, line });
        None
    }

    /// Returns the fault of a line that fits no block.
    fn fault(&self, token: Token<'_>, line: usize) -> Fault {
        let alike = self.open.iter().filter(|it| it.token.key.is_some() == token.key.is_some());
        let nearest = alike.min_by_key(|it| {
            it.token.column.abs_diff(token.column) * 2 + usize::from(it.token.column < token.column)
        });
        let right = nearest.or(self.open.first()).map(|it| {
            let what = name(it.token);
            format!("; give it {}, as {what} in line {}", spaces(it.token.column), it.line)
        });
        let what = format!(
            "{} is indented by {}, which fits no line above it{}",
            name(token),
            spaces(token.column),
            right.unwrap_or_default()
        );
        Fault { line, column: token.column + 1, what }
    }
}

/// Whether a value is only an anchor or a tag.
fn is_property(value: &str) -> bool {
    value.starts_with(['&', '!']) && !value.contains(' ')
}

fn name(token: Token<'_>) -> String {
    match token.key {
        None => "the `-`".to_owned(),
        Some(key) => format!("`{}`", key.chars().take(QUOTED).collect::<String>()),
    }
}

pub(crate) fn spaces(count: usize) -> String {
    match count {
        0 => "no spaces".to_owned(),
        1 => "1 space".to_owned(),
        _ => format!("{count} spaces"),
    }
}
