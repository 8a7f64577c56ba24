//! The blocks of YAML: which columns are open, and which lines fit none.

use crate::lines::{Line, Token, lines};

/// How much of a key is quoted, in characters.
const QUOTED: usize = 40;

/// A line that is indented wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, counted from 1.
    pub line: usize,
    /// The column of what is wrong, counted from 1.
    pub column: usize,
    /// What is wrong, and what would be right.
    pub what: String,
}

/// A key or the dash of a list that lines below can go on with.
#[derive(Clone, Copy)]
struct Open<'a> {
    token: Token<'a>,
    line: usize,
}

/// The first line of a text that is indented in a way that nothing above it allows, and what would
/// be right.
#[must_use]
pub fn find_fault(text: &str) -> Option<Fault> {
    let mut blocks = Blocks { open: Vec::new(), awaits_inside: false };
    lines(text).iter().find_map(|line| blocks.take(line))
}

struct Blocks<'a> {
    /// What is open, from the outside in.
    open: Vec<Open<'a>>,
    /// Whether the innermost has nothing in it yet.
    awaits_inside: bool,
}

impl<'a> Blocks<'a> {
    /// Goes on with a line, or says what is wrong with it.
    fn take(&mut self, line: &Line<'a>) -> Option<Fault> {
        if line.has_tab {
            let what = "this line is indented with a tab; write blanks in its place".to_owned();
            return Some(Fault { line: line.number, column: 1, what });
        }
        if ["---", "..."].contains(&line.value) && line.tokens.is_empty() {
            self.open.clear();
            return None;
        }
        let Some((first, others)) = line.tokens.split_first() else {
            // It goes on with a text, or is one.
            self.awaits_inside = false;
            return None;
        };
        if let Some(fault) = self.place(*first, line.number) {
            return Some(fault);
        }
        let others = others.iter().map(|it| Open { token: *it, line: line.number });
        self.open.extend(others);
        // An anchor or a tag alone says nothing of what it is of.
        let has_value = !line.value.is_empty() && !is_property(line.value);
        self.awaits_inside = !has_value;
        None
    }

    /// Puts what a line begins with into its block.
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
        // Several are alike where a list begins in the column of its key.
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

    /// What is wrong with a line that fits nothing.
    fn fault(&self, token: Token<'_>, line: usize) -> Fault {
        let alike = self.open.iter().filter(|it| it.token.key.is_some() == token.key.is_some());
        let nearest = alike.min_by_key(|it| {
            it.token.column.abs_diff(token.column) * 2 + usize::from(it.token.column < token.column)
        });
        let right = nearest.or(self.open.first()).map(|it| {
            let what = name(it.token);
            format!("; give it {}, as {what} in line {}", blanks(it.token.column), it.line)
        });
        let what = format!(
            "{} is indented by {}, which fits nothing above it{}",
            name(token),
            blanks(token.column),
            right.unwrap_or_default()
        );
        Fault { line, column: token.column + 1, what }
    }
}

/// Whether a value is an anchor or a tag and nothing else.
fn is_property(value: &str) -> bool {
    value.starts_with(['&', '!']) && !value.contains(' ')
}

fn name(token: Token<'_>) -> String {
    match token.key {
        None => "the `-`".to_owned(),
        Some(key) => format!("`{}`", key.chars().take(QUOTED).collect::<String>()),
    }
}

pub(crate) fn blanks(count: usize) -> String {
    match count {
        0 => "no blanks".to_owned(),
        1 => "1 blank".to_owned(),
        _ => format!("{count} blanks"),
    }
}
