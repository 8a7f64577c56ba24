//! Filters: the query parameters by which an extension narrows lists of servers.

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
    /// All values of the parameter, read by this function.
    Every(fn(&[&str]) -> Result<Condition, Fault>),
}

/// A word that a filter accepts, and its condition.
pub type Word = (&'static str, fn() -> Condition);

impl Filter {
    /// A filter that accepts the words for true and false.
    #[must_use]
    pub const fn bool(name: &'static str, condition: fn(bool) -> Condition) -> Self {
        Self { name, accepted: Accepted::Truth(condition) }
    }

    /// A filter that accepts one of these words; they are listed in alphabetical order.
    #[must_use]
    pub const fn word(name: &'static str, words: &'static [Word]) -> Self {
        Self { name, accepted: Accepted::Words(words) }
    }

    /// A filter that can be repeated: `read` gets all its values, in their order.
    #[must_use]
    pub const fn every(name: &'static str, read: fn(&[&str]) -> Result<Condition, Fault>) -> Self {
        Self { name, accepted: Accepted::Every(read) }
    }

    /// The condition for the values in a query. Only the last value counts, unless the filter was
    /// made with [`Self::every`].
    ///
    /// # Errors
    ///
    /// 400 with the accepted values for any other value.
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

/// 400 for a word that is not among the acceptable ones.
#[must_use]
pub fn unrecognized(value: &str, acceptable: &str) -> Fault {
    Fault::bad_request(format!("Unrecognized value '{value}', acceptable values are: {acceptable}"))
}
