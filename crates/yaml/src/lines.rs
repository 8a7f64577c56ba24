//! Splits YAML into lines and their first tokens, which determine the layout.

/// A line that opens or continues a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// The number of the line, counted from 1.
    pub(crate) number: usize,
    /// The number of spaces and tabs at the beginning of the line.
    pub(crate) indent: usize,
    /// Whether there is a tab at the beginning of the line.
    pub(crate) has_tab: bool,
    /// The dashes at the beginning of the line, and the key after them if there is one. Their
    /// columns are counted from 0.
    pub(crate) tokens: Vec<Token<'a>>,
    /// The rest of the line, without a comment.
    pub(crate) value: &'a str,
}

/// A key, or the dash of a list item, with its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) column: usize,
    /// The key; `None` for the dash of a list.
    pub(crate) key: Option<&'a str>,
}

/// Returns the lines of a text that determine the layout. Leaves out blank lines, comments, and the
/// second and later lines of texts and brackets that span several lines.
pub(crate) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut inside = Inside::Nothing;
    for (number, whole) in (1..).zip(text.lines()) {
        let blanks = whole.trim_start_matches([' ', '\t']);
        let indent = whole.len() - blanks.len();
        if let Inside::Text(column) = inside {
            if blanks.is_empty() || indent > column {
                continue;
            }
            inside = Inside::Nothing;
        }
        if let Inside::Brackets(depth, quote) = inside {
            inside = brackets(blanks, depth, quote);
            continue;
        }
        if blanks.is_empty() || blanks.starts_with('#') {
            continue;
        }
        let has_tab = whole.get(..indent).is_some_and(|it| it.contains('\t'));
        let (tokens, value) = tokens(blanks, indent);
        inside = match value.chars().next() {
            Some('|' | '>') => {
                // The text continues on lines that are indented further than the key or dash before
                // it.
                Inside::Text(tokens.last().map_or(0, |it: &Token<'_>| it.column))
            }
            Some('[' | '{' | '"' | '\'') => brackets(value, 0, None),
            Some(_) | None => Inside::Nothing,
        };
        lines.push(Line { number, indent, has_tab, tokens, value });
    }
    lines
}

/// What is still open at the end of a line, so that the next line continues it.
#[derive(Clone, Copy)]
enum Inside {
    Nothing,
    /// A text of several lines, after a key or dash in this column.
    Text(usize),
    /// This many open brackets, and the quotation mark of the open text, if there is one.
    Brackets(usize, Option<char>),
}

/// Returns what is still open at the end of `text`. At its beginning, `depth` brackets are open;
/// `quote` is the quotation mark of the text that is open there, if there is one.
fn brackets(text: &str, mut depth: usize, mut quote: Option<char>) -> Inside {
    let mut characters = text.chars();
    let mut before = ' ';
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some('"'), '\\') => _ = characters.next(),
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') if !before.is_alphanumeric() => quote = Some(character),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            (None, '#') if before == ' ' => break,
            (Some(_) | None, _) => {}
        }
        before = character;
    }
    if depth == 0 && quote.is_none() { Inside::Nothing } else { Inside::Brackets(depth, quote) }
}

/// Splits a line into the dashes and the key that it begins with, and the rest.
fn tokens(mut rest: &str, mut column: usize) -> (Vec<Token<'_>>, &str) {
    let mut tokens = Vec::new();
    while let Some(after) = rest.strip_prefix('-').filter(|it| it.is_empty() || it.starts_with(' '))
    {
        tokens.push(Token { column, key: None });
        let inner = after.trim_start_matches(' ');
        column += 1 + after.len() - inner.len();
        rest = inner;
    }
    if let Some((key, value)) = split_key(rest) {
        tokens.push(Token { column, key: Some(key) });
        rest = value;
    }
    (tokens, without_comment(rest.trim()))
}

/// Splits a key from its value, if the text has a key.
fn split_key(text: &str) -> Option<(&str, &str)> {
    let first = text.chars().next()?;
    let end = match first {
        '"' | '\'' => {
            let behind = text.get(1..)?.find(first)? + 2;
            text.get(behind..)?.trim_start().starts_with(':').then_some(behind)?
        }
        '[' | '{' | '&' | '*' | '!' | '|' | '>' | '#' | '%' | '@' | '`' => return None,
        _ => 0,
    };
    let colon = text.get(end..)?.match_indices(':').find_map(|(offset, _)| {
        let after = text.get(end + offset + 1..)?;
        (after.is_empty() || after.starts_with([' ', '\t'])).then_some(end + offset)
    })?;
    let key = text.get(..colon)?;
    // The colon may be in a comment.
    (!key.contains(" #")).then_some(())?;
    Some((key.trim(), text.get(colon + 1..)?))
}

fn without_comment(text: &str) -> &str {
    if text.starts_with('#') {
        return "";
    }
    match text.split_once(" #") {
        Some((before, _)) if !text.starts_with(['"', '\'', '[', '{']) => before.trim_end(),
        Some(_) | None => text,
    }
}
