//! Reads one check: `KIND:MATCH`, `@` or `!`.

use crate::{
    ExpressionError,
    expression::{Attribute, Expression, Futile, Left, WhyFutile},
    template::{Template, TemplateError},
};

/// Reads one check. If the language allows the check but it can never hold here, returns
/// `Expression::Futile`, not an error.
pub(crate) fn parse_check(text: &str) -> Result<Expression, ExpressionError> {
    match read(text) {
        Ok(expression) => Ok(expression),
        Err(CheckProblem::Error(error)) => Err(error),
        Err(CheckProblem::Futile(why)) => {
            Ok(Expression::Futile(Futile { check: text.to_owned(), why }))
        }
    }
}

/// An invalid check, or one that can never hold.
enum CheckProblem {
    Error(ExpressionError),
    Futile(WhyFutile),
}

impl From<ExpressionError> for CheckProblem {
    fn from(error: ExpressionError) -> Self {
        Self::Error(error)
    }
}

fn read(text: &str) -> Result<Expression, CheckProblem> {
    let (kind, what) = match text {
        "@" => return Ok(Expression::Always),
        "!" => return Ok(Expression::Never),
        _ => text.split_once(':').unwrap_or_default(),
    };
    if kind.is_empty() || what.is_empty() {
        return Err(ExpressionError::NotACheck(text.to_owned()).into());
    }
    match kind {
        "rule" => Ok(Expression::Rule(what.to_owned())),
        "role" => Ok(Expression::Role(read_template(text, what)?)),
        "http" | "https" => Err(ExpressionError::Remote(text.to_owned()).into()),
        _ => read_comparison(text, kind, what),
    }
}

fn read_comparison(text: &str, kind: &str, what: &str) -> Result<Expression, CheckProblem> {
    let template = read_template(text, what)?;
    if let Some(literal) = read_literal(text, kind)? {
        return Ok(Expression::Equal(Left::Literal(literal), template));
    }
    let attribute = Attribute::parse(kind)
        .ok_or_else(|| CheckProblem::Futile(WhyFutile::Attribute(kind.to_owned())))?;
    let is_other_text = template.as_text().is_some_and(|it| it != "True" && it != "False");
    if attribute == Attribute::IsAdmin && is_other_text {
        return Err(CheckProblem::Futile(WhyFutile::NotABoolean));
    }
    Ok(Expression::Equal(Left::Attribute(attribute), template))
}

fn read_template(text: &str, what: &str) -> Result<Template, CheckProblem> {
    Template::parse(what).map_err(|it| match it {
        TemplateError::Malformed => CheckProblem::Error(ExpressionError::BadPlace(text.to_owned())),
        TemplateError::UnknownKey(key) => CheckProblem::Futile(WhyFutile::TargetKey(key)),
    })
}

/// Reads the left side `kind` as a literal; `None` if it is the name of an attribute.
fn read_literal(text: &str, kind: &str) -> Result<Option<String>, ExpressionError> {
    let mut characters = kind.chars();
    if let Some(quote @ ('\'' | '"')) = characters.next() {
        let inner = characters.as_str().strip_suffix(quote);
        let inner = inner.filter(|it| !it.contains([quote, '\\']));
        let inner = inner.ok_or_else(|| ExpressionError::BadLiteral(text.to_owned()))?;
        return Ok(Some(inner.to_owned()));
    }
    let is_literal = matches!(kind, "True" | "False" | "None") || is_whole_number(kind);
    Ok(is_literal.then(|| kind.to_owned()))
}

/// Whether the text is a whole number in its canonical form.
fn is_whole_number(text: &str) -> bool {
    text.parse::<i64>().is_ok_and(|it| it.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn futile(text: &str) -> Option<WhyFutile> {
        match parse_check(text) {
            Ok(Expression::Futile(futile)) => Some(futile.why),
            _ => None,
        }
    }

    #[test]
    fn the_left_side_is_an_attribute_or_a_literal() {
        let literal = |it: &str| {
            let template = Template::parse("x").unwrap();
            Ok(Expression::Equal(Left::Literal(it.to_owned()), template))
        };

        assert_eq!(parse_check("'member':x"), literal("member"));
        assert_eq!(parse_check("\"it's\":x"), literal("it's"));
        assert_eq!(parse_check("True:x"), literal("True"));
        assert_eq!(parse_check("-5:x"), literal("-5"));
        assert_eq!(parse_check("tenant:x"), parse_check("project_id:x"));
        assert_eq!(parse_check("user:x"), parse_check("user_id:x"));
    }

    #[test]
    fn what_callers_and_targets_lack_is_futile_and_not_an_error() {
        let attribute = |it: &str| Some(WhyFutile::Attribute(it.to_owned()));

        assert_eq!(futile("system_scope:all"), attribute("system_scope"));
        assert_eq!(futile("Role:admin"), attribute("Role"));
        assert_eq!(futile("007:x"), attribute("007"));
        assert_eq!(futile("role:%(nick)s"), Some(WhyFutile::TargetKey("nick".to_owned())));
        assert_eq!(futile("is_admin:true"), Some(WhyFutile::NotABoolean));
        assert_eq!(futile("is_admin:True"), None);
        assert_eq!(futile("is_admin:%(user_id)s"), None);
    }

    #[test]
    fn what_is_not_a_check_is_an_error() {
        use ExpressionError as Error;
        let refused = |text: &str| parse_check(text).unwrap_err();

        for text in ["admin", "role:", ":admin", ""] {
            assert_eq!(refused(text), Error::NotACheck(text.to_owned()));
        }
        for text in ["'member:x", "':x", r"'a\'b':x", "\"a':x"] {
            assert_eq!(refused(text), Error::BadLiteral(text.to_owned()));
        }
        for text in ["http://example.org/%(user_id)s", "https://example.org"] {
            assert_eq!(refused(text), Error::Remote(text.to_owned()));
        }
        for text in ["project_id:%(project_id)", "role:100%"] {
            assert_eq!(refused(text), Error::BadPlace(text.to_owned()));
        }
    }
}
