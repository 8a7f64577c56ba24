//! Parses expressions from texts and lists.
//!
//! As in oslo.policy, words are separated by spaces, and parentheses may be attached to their ends;
//! the words `and`, `or` and `not` may be in any case. A parenthesis within a word is part of the
//! word.

use serde_json::Value;

use crate::{
    ExpressionError,
    check::parse_check,
    expression::{Expression, MAX_DEPTH},
    file::kind_of,
};

/// Parses an expression that is written as a text.
pub(crate) fn parse_text(text: &str) -> Result<Expression, ExpressionError> {
    if text.is_empty() {
        return Ok(Expression::Always);
    }
    let tokens = split(text);
    if tokens.is_empty() {
        return Err(ExpressionError::Blank);
    }
    let mut parser = Parser { tokens: &tokens };
    let expression = parser.any(0)?;
    match parser.next() {
        None => Ok(expression),
        Some(Token::Close) => Err(ExpressionError::Unopened),
        Some(token) => Err(ExpressionError::OperatorMissing(token.to_string())),
    }
}

/// Parses an expression that is written as a list. It holds if any member of the list holds; a
/// member that is itself a list holds if all of its members hold.
///
/// An empty list always holds. Empty lists within a list are ignored; a list of only empty lists
/// never holds.
pub(crate) fn parse_list(list: &[Value]) -> Result<Expression, ExpressionError> {
    if list.is_empty() {
        return Ok(Expression::Always);
    }
    let mut members = Vec::new();
    for member in list {
        match member {
            Value::String(check) => members.push(parse_member(check)?),
            Value::Array(checks) if checks.is_empty() => {}
            Value::Array(checks) => members.push(parse_inner_list(checks)?),
            other => return Err(ExpressionError::BadMember(kind_of(other))),
        }
    }
    Ok(one_or(members, Expression::Any).unwrap_or(Expression::Never))
}

fn parse_inner_list(checks: &[Value]) -> Result<Expression, ExpressionError> {
    let mut members = Vec::new();
    for check in checks {
        match check {
            Value::String(check) => members.push(parse_member(check)?),
            other => return Err(ExpressionError::BadMember(kind_of(other))),
        }
    }
    Ok(one_or(members, Expression::All).unwrap_or(Expression::Always))
}

/// Parses a member of a list as one check, in which spaces are allowed, for example in a role of
/// two words. A text with operators is refused, since it would never hold if it were read as one
/// check.
fn parse_member(text: &str) -> Result<Expression, ExpressionError> {
    let is_operator = |it: &str| matches!(Token::of(it), Token::And | Token::Or | Token::Not);
    if text.split_whitespace().any(is_operator) {
        return Err(ExpressionError::CompoundMember(text.to_owned()));
    }
    parse_check(text)
}

/// Returns the member if there is only one, or else all members joined by `join`; `None` if there
/// are none.
fn one_or(
    mut members: Vec<Expression>,
    join: fn(Vec<Expression>) -> Expression,
) -> Option<Expression> {
    if members.len() > 1 { Some(join(members)) } else { members.pop() }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    Open,
    Close,
    And,
    Or,
    Not,
    Check(&'a str),
}

impl<'a> Token<'a> {
    fn of(word: &'a str) -> Self {
        if word.eq_ignore_ascii_case("and") {
            Self::And
        } else if word.eq_ignore_ascii_case("or") {
            Self::Or
        } else if word.eq_ignore_ascii_case("not") {
            Self::Not
        } else {
            Self::Check(word)
        }
    }
}

impl std::fmt::Display for Token<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Open => "(",
            Self::Close => ")",
            Self::And => "and",
            Self::Or => "or",
            Self::Not => "not",
            Self::Check(word) => word,
        })
    }
}

fn split(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for word in text.split_whitespace() {
        let opened = word.trim_start_matches('(');
        let inner = opened.trim_end_matches(')');
        tokens.extend((0..word.len() - opened.len()).map(|_| Token::Open));
        if !inner.is_empty() {
            tokens.push(Token::of(inner));
        }
        tokens.extend((0..opened.len() - inner.len()).map(|_| Token::Close));
    }
    tokens
}

/// A recursive descent parser. The method `any` parses `or`, `all` parses `and`, and `one` parses
/// `not`, parentheses and checks.
struct Parser<'a> {
    tokens: &'a [Token<'a>],
}

impl<'a> Parser<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(*first)
    }

    fn skip(&mut self, token: Token<'_>) -> bool {
        let is_next = self.tokens.first() == Some(&token);
        if is_next {
            self.next();
        }
        is_next
    }

    fn any(&mut self, depth: usize) -> Result<Expression, ExpressionError> {
        let mut members = vec![self.all(depth)?];
        while self.skip(Token::Or) {
            members.push(self.all(depth)?);
        }
        Ok(one_or(members, Expression::Any).unwrap_or(Expression::Never))
    }

    fn all(&mut self, depth: usize) -> Result<Expression, ExpressionError> {
        let mut members = vec![self.one(depth)?];
        while self.skip(Token::And) {
            members.push(self.one(depth)?);
        }
        Ok(one_or(members, Expression::All).unwrap_or(Expression::Never))
    }

    fn one(&mut self, depth: usize) -> Result<Expression, ExpressionError> {
        if depth > MAX_DEPTH {
            return Err(ExpressionError::TooDeep);
        }
        match self.next() {
            Some(Token::Check(word)) => parse_check(word),
            Some(Token::Not) => Ok(Expression::Not(Box::new(self.one(depth + 1)?))),
            Some(Token::Open) => {
                let inner = self.any(depth + 1)?;
                match self.next() {
                    Some(Token::Close) => Ok(inner),
                    Some(token) => Err(ExpressionError::OperatorMissing(token.to_string())),
                    None => Err(ExpressionError::Unclosed),
                }
            }
            other => Err(ExpressionError::CheckMissing(other.map(|it| it.to_string()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(text: &str) -> Expression {
        parse_text(text).unwrap()
    }

    #[test]
    fn a_reference_keeps_everything_after_its_first_colon() {
        assert_eq!(parse("rule:compute:v3:lock"), Expression::Rule("compute:v3:lock".to_owned()));
    }

    #[test]
    fn parentheses_may_be_attached_to_the_ends_of_words() {
        assert_eq!(
            parse("((rule:a or rule:b) and rule:c)"),
            parse(" ( ( rule:a or rule:b ) and rule:c ) ")
        );
        assert_eq!(parse("rule:a(b)c"), Expression::Rule("a(b)c".to_owned()));
    }

    #[test]
    fn operators_may_be_in_any_case() {
        assert_eq!(
            parse("NOT rule:a AND rule:b Or rule:c"),
            parse("not rule:a and rule:b or rule:c")
        );
    }

    #[test]
    fn an_error_names_the_word_that_is_wrong() {
        use ExpressionError as Error;
        let cases = [
            (" \t", Error::Blank),
            ("rule:a rule:b", Error::OperatorMissing("rule:b".to_owned())),
            ("(rule:a rule:b)", Error::OperatorMissing("rule:b".to_owned())),
            ("rule:a not rule:b", Error::OperatorMissing("not".to_owned())),
            ("rule:a and", Error::CheckMissing(None)),
            ("or rule:a", Error::CheckMissing(Some("or".to_owned()))),
            ("( )", Error::CheckMissing(Some(")".to_owned()))),
            ("(rule:a", Error::Unclosed),
            ("rule:a)", Error::Unopened),
        ];
        for (text, error) in cases {
            assert_eq!(parse_text(text), Err(error), "{text}");
        }
    }

    #[test]
    fn nesting_has_a_limit() {
        let nested = |depth| format!("{}@{}", "(".repeat(depth), ")".repeat(depth));

        assert_eq!(parse_text(&nested(MAX_DEPTH)), Ok(Expression::Always));
        assert_eq!(parse_text(&nested(MAX_DEPTH + 1)), Err(ExpressionError::TooDeep));
        assert_eq!(parse_text(&nested(1_000_000)), Err(ExpressionError::TooDeep));
        assert_eq!(parse_text(&"not ".repeat(1_000_000)), Err(ExpressionError::TooDeep));
    }

    #[test]
    fn a_list_is_any_of_its_members_and_a_list_within_it_all_of_its_own() {
        let list = |value: Value| parse_list(value.as_array().unwrap());

        assert_eq!(
            list(json!([["rule:a", "rule:b"], "rule:c", []])),
            parse_text("rule:a and rule:b or rule:c")
        );
        assert_eq!(list(json!([])), Ok(Expression::Always));
        assert_eq!(list(json!([[], []])), Ok(Expression::Never));
        assert_eq!(list(json!([["rule:a"]])), parse_text("rule:a"));
        assert!(list(json!(["role:cloud admin"])).is_ok());
        assert_eq!(
            list(json!(["rule:a or rule:b"])),
            Err(ExpressionError::CompoundMember("rule:a or rule:b".to_owned()))
        );
        assert_eq!(list(json!([[["rule:a"]]])), Err(ExpressionError::BadMember("a list")));
        assert_eq!(list(json!([null])), Err(ExpressionError::BadMember("null")));
    }
}
