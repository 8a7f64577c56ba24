//! The right side of a check: a text with placeholders for attributes of the target.

use ferronova_compute::Target;

/// A text with placeholders.
///
/// No two pieces of text are adjacent and no piece of text is empty, so that equal templates have
/// equal pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Template {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Placeholder(TargetKey),
}

/// An attribute of targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TargetKey {
    ProjectId,
    UserId,
}

/// Why a text is not a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TemplateError {
    /// A `%` begins neither `%(…)s` nor `%%`.
    Malformed,
    /// Targets have no attribute of this name.
    UnknownKey(String),
}

impl Template {
    /// Parses the right side of a check.
    pub(crate) fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut template = Self::default();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('%') {
            template.push_text(before);
            if let Some(after) = after.strip_prefix('%') {
                template.push_text("%");
                rest = after;
            } else {
                let (key, after) = after
                    .strip_prefix('(')
                    .and_then(|it| it.split_once(")s"))
                    .ok_or(TemplateError::Malformed)?;
                template.pieces.push(Piece::Placeholder(TargetKey::parse(key)?));
                rest = after;
            }
        }
        template.push_text(rest);
        Ok(template)
    }

    fn push_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(Piece::Text(last)) = self.pieces.last_mut() {
            last.push_str(text);
        } else {
            self.pieces.push(Piece::Text(text.to_owned()));
        }
    }

    /// The text, if it has no placeholders.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether `value` equals this template when its placeholders are filled in from `target`.
    pub(crate) fn is(&self, value: &str, target: Target<'_>) -> bool {
        let mut rest = value;
        for piece in &self.pieces {
            let Some(after) = rest.strip_prefix(piece.text(target)) else {
                return false;
            };
            rest = after;
        }
        rest.is_empty()
    }

    /// Like [`Self::is`], ignoring case.
    pub(crate) fn is_in_any_case(&self, value: &str, target: Target<'_>) -> bool {
        let text = self.pieces.iter().flat_map(|it| it.text(target).chars());
        value.chars().flat_map(char::to_lowercase).eq(text.flat_map(char::to_lowercase))
    }
}

impl Piece {
    fn text<'a>(&'a self, target: Target<'a>) -> &'a str {
        match self {
            Self::Text(text) => text,
            Self::Placeholder(TargetKey::ProjectId) => target.project_id,
            Self::Placeholder(TargetKey::UserId) => target.user_id,
        }
    }
}

impl TargetKey {
    fn parse(key: &str) -> Result<Self, TemplateError> {
        match key {
            "project_id" | "tenant_id" => Ok(Self::ProjectId),
            "user_id" => Ok(Self::UserId),
            _ => Err(TemplateError::UnknownKey(key.to_owned())),
        }
    }
}

#[cfg(test)]
impl std::fmt::Display for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => f.write_str(&text.replace('%', "%%"))?,
                Piece::Placeholder(TargetKey::ProjectId) => f.write_str("%(project_id)s")?,
                Piece::Placeholder(TargetKey::UserId) => f.write_str("%(user_id)s")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Target<'_> = Target { project_id: "p1", user_id: "u1" };

    #[test]
    fn the_target_fills_the_placeholders() {
        let template = Template::parse("a-%(tenant_id)s%(user_id)s-100%%").unwrap();

        assert!(template.is("a-p1u1-100%", TARGET));
        assert!(!template.is("a-p1u1-100%%", TARGET));
        assert!(!template.is("a-p1", TARGET));
        assert!(template.is_in_any_case("A-P1U1-100%", TARGET));
        assert!(!template.is_in_any_case("A-P1U1-100", TARGET));
    }

    #[test]
    fn a_single_percent_sign_is_an_error() {
        for text in ["100%", "%s", "%(project_id)", "%(project_id)d", "% (user_id)s"] {
            assert_eq!(Template::parse(text), Err(TemplateError::Malformed), "{text}");
        }
    }

    #[test]
    fn a_name_that_no_target_has_is_an_error() {
        let error = Template::parse("%(user.enabled)s");

        assert_eq!(error, Err(TemplateError::UnknownKey("user.enabled".to_owned())));
    }
}
