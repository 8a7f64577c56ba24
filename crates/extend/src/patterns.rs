//! Regular expressions in queries.

use ferronova_compute::Pattern;
use regex::{Regex, RegexBuilder};

/// Maximum memory of a compiled pattern, in bytes. The time for matching grows with this size: with
/// the maximum, a hundred servers take a fraction of a second.
const SIZE_LIMIT: usize = 1 << 18;

/// Maximum length of a pattern, in bytes: any name fits. Longer patterns would be expensive to
/// parse, even if their compilation then fails.
const MAX_LENGTH: usize = 1024;

/// Why a text can't be used as a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternFlaw {
    /// It is longer than the limit.
    #[error("it is longer than {MAX_LENGTH} bytes")]
    TooLong,
    /// It would take too much memory.
    #[error("it is too large")]
    TooLarge,
    /// It is not well-formed.
    #[error("it is not a regular expression")]
    Malformed,
}

/// Compiles a pattern that can match anywhere in a text. Case does not matter.
///
/// # Errors
///
/// If the text can't be used as a pattern.
pub fn read_pattern(text: &str) -> Result<Pattern, PatternFlaw> {
    let regex = compile(text, text)?;
    Ok(Pattern::new(text.to_owned(), move |it| regex.is_match(it)))
}

/// Compiles a pattern that must match from the start of a text. Case does not matter.
///
/// # Errors
///
/// If the text can't be used as a pattern.
pub fn read_anchored_pattern(text: &str) -> Result<Pattern, PatternFlaw> {
    compile(text, text)?;
    let regex = compile(text, &format!("^(?:{text})"))?;
    Ok(Pattern::new(text.to_owned(), move |it| regex.is_match(it)))
}

/// Compiles `pattern`, which was made from `text`.
fn compile(text: &str, pattern: &str) -> Result<Regex, PatternFlaw> {
    if text.len() > MAX_LENGTH {
        return Err(PatternFlaw::TooLong);
    }
    let built = RegexBuilder::new(pattern).case_insensitive(true).size_limit(SIZE_LIMIT).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => PatternFlaw::TooLarge,
        regex::Error::Syntax(_) | _ => PatternFlaw::Malformed,
    })
}
