//! Errors in seeds, with their place.

use std::{error, io, path::Path};

use serde_saphyr::{Location, MessageFormatter, UserMessageFormatter};
use thiserror::Error;

use super::quoted::quoted;
use crate::{exit::one_line, nearest::suggestion};

/// Why a seed can't be used: the file, the place in it, and what has to be written there.
#[derive(Debug, Error)]
#[error("{place}: {what}")]
pub struct SeedError {
    place: String,
    what: String,
    source: Option<Box<dyn error::Error + Send + Sync>>,
}

/// An error at a place of a seed.
#[derive(Debug)]
pub(super) struct Wrong {
    /// Line and column, from 1; `None` if the error concerns the whole file.
    place: Option<(u64, u64)>,
    what: String,
    source: Option<Box<dyn error::Error + Send + Sync>>,
}

impl Wrong {
    pub(super) fn at(location: Location, what: impl Into<String>) -> Self {
        let place = (location.line() > 0).then(|| (location.line(), location.column()));
        Self { place, what: what.into(), source: None }
    }

    /// An error of the whole file.
    pub(super) fn everywhere(
        what: impl Into<String>,
        source: Option<Box<dyn error::Error + Send + Sync>>,
    ) -> Self {
        Self { place: None, what: what.into(), source }
    }

    /// An error of the YAML parser. The cause is often wrong indentation, which `ferronova_yaml`
    /// finds.
    pub(super) fn of_yaml(error: &serde_saphyr::Error, text: &str) -> Self {
        use serde_saphyr::Error;
        let mut what = explain(error);
        let Some(location) = error.location() else {
            return Self::everywhere(what, None);
        };
        let place = |it: u64| usize::try_from(it).unwrap_or(usize::MAX);
        let (line, column) = (place(location.line()), place(location.column()));
        let (last_line, more) = match error.without_snippet() {
            Error::SerdeMissingField { field, .. } => {
                (usize::MAX, ferronova_yaml::elsewhere(text, line, column, field))
            }
            Error::Unexpected { .. } | Error::NullIntoString { .. } => {
                (line, ferronova_yaml::hint(text, line))
            }
            Error::SerdeUnknownField { .. } | Error::DuplicateMappingKey { .. } => (0, None),
            // The cause may be in the next line.
            _ => (line.saturating_add(1), ferronova_yaml::hint(text, line)),
        };
        if let Some(fault) = ferronova_yaml::find_fault(text).filter(|it| it.line <= last_line) {
            let place = Some((fault.line as u64, fault.column as u64));
            return Self { place, what: fault.what, source: None };
        }
        if let Some(more) = more {
            what = format!("{what} ({more})");
        }
        Self::at(location, what)
    }

    pub(super) fn of(self, file: &Path) -> SeedError {
        let Self { place, what, source } = self;
        let file = file.display();
        let place = match place {
            Some((line, column)) => format!("{file}:{line}:{column}"),
            None => file.to_string(),
        };
        SeedError { place, what, source }
    }
}

impl From<io::Error> for Wrong {
    fn from(error: io::Error) -> Self {
        Self::everywhere("the file can't be read", Some(error.into()))
    }
}

/// Explains an error of the YAML parser to the author of a seed.
fn explain(error: &serde_saphyr::Error) -> String {
    use serde_saphyr::Error;
    match error.without_snippet() {
        Error::SerdeUnknownField { field, expected, .. } => {
            let suggestion = suggestion(field, expected.iter().copied());
            format!(
                "{} is no key here{suggestion} (known are {})",
                quoted(field),
                expected.join(", ")
            )
        }
        Error::SerdeMissingField { field, .. } => format!("the key `{field}` is missing"),
        Error::DuplicateMappingKey { key: Some(key), .. } => {
            format!("{} is given twice", quoted(key))
        }
        Error::NullIntoString { .. } => {
            "a value is missing; an empty text is written \"\"".to_owned()
        }
        Error::Unexpected { expected: "mapping start", .. } => {
            "here must be keys and values, such as `name: web`".to_owned()
        }
        Error::Unexpected { expected: "sequence start", .. } => {
            "here must be a list, such as `- name: web`, or [] for an empty one".to_owned()
        }
        Error::Unexpected { expected: "string scalar", .. } => {
            "here must be one value, not a list and no keys".to_owned()
        }
        Error::SerdeInvalidType { expected, .. } => format!("here must be {expected}"),
        Error::MultipleDocuments { .. } => "a seed is one document; remove the `---`".to_owned(),
        Error::InvalidUtf8Input => "the file is not UTF-8 text".to_owned(),
        Error::AliasError { error, .. } => explain(error),
        other => one_line(&UserMessageFormatter.format_message(other)),
    }
}
