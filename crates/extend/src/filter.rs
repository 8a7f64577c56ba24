//! Filters: query parameters that extensions add to the lists of servers.

use ferronova_compute::Condition;
use ferronova_http::Fault;

use crate::{FALSE_AND_TRUE, parse_truth};

/// One query parameter of the lists of servers.
#[derive(Clone, Copy)]
pub struct Filter {
    /// The name of the parameter.
    pub name: &'static str,
    accepted: Accepted,
}

/// The values that a [`Filter`] accepts, and the condition for each.
#[derive(Clone, Copy)]
enum Accepted {
    /// The words for true and false.
    Truth(fn(bool) -> Condition),
    /// Exactly one of these words.
    Words(&'static [Word]),
    /// Any values. This function reads all of them together.
    Every(fn(&[&str]) -> Result<Condition, Fault>),
}

/// A word that a filter accepts, and the condition that it means.
pub type Word = (&'static str, fn() -> Condition);

impl Filter {
    /// Returns a filter that accepts the words for true and false.
    #[must_use]
    pub const fn bool(name: &'static str, condition: fn(bool) -> Condition) -> Self {
        Self { name, accepted: Accepted::Truth(condition) }
    }

    /// Returns a filter that accepts one of these words. `words` must be in alphabetical order.
    #[must_use]
    pub const fn word(name: &'static str, words: &'static [Word]) -> Self {
        Self { name, accepted: Accepted::Words(words) }
    }

    /// Returns a filter whose parameter can be repeated: `read` gets all values, in their order.
    #[must_use]
    pub const fn every(name: &'static str, read: fn(&[&str]) -> Result<Condition, Fault>) -> Self {
        Self { name, accepted: Accepted::Every(read) }
    }

    /// Returns the condition that the values in a query mean. Only the last value counts, unless
    /// the filter was made with [`Self::every`].
    ///
    /// # Errors
    ///
    /// 400 for a value that is not accepted; the message lists the accepted values.
    pub fn condition(&self, values: &[&str]) -> Result<Condition, Fault> {
        let value = values.last().copied().unwrap_or_default();
        let (condition, acceptable) = match self.accepted {
            Accepted::Truth(condition) => {
                (parse_truth(value).map(condition), FALSE_AND_TRUE.to_owned())
            }
            Accepted::Every(read) => return read(values),
            Accepted::Words(words) => {
                let found = words.iter().find(|(word, _)| *word == value);
                let acceptable: Vec<String> =
                    words.iter().map(|(word, _)| format!("'{word}'")).collect();
                (found.map(|(_, condition)| condition()), acceptable.join(", "))
            }
        };
        condition.ok_or_else(|| unrecognized(value, &acceptable))
    }
}

/// Returns 400 for a word that is not among the acceptable ones.
#[must_use]
pub fn unrecognized(value: &str, acceptable: &str) -> Fault {
    Fault::bad_request(format!("Unrecognized value '{value}', acceptable values are: {acceptable}"))
}
