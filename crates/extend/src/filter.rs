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

/// What values a [`Filter`] takes, and the condition each means.
#[derive(Clone, Copy)]
enum Accepted {
    /// The words for true and false.
    Truth(fn(bool) -> Condition),
    /// One of these words, to the letter.
    Words(&'static [Word]),
    /// Whatever this function makes of all values.
    Every(fn(&[&str]) -> Result<Condition, Fault>),
}

/// One word that a filter takes, and the condition it means.
pub type Word = (&'static str, fn() -> Condition);

impl Filter {
    /// A filter that takes the words for true and false.
    #[must_use]
    pub const fn bool(name: &'static str, condition: fn(bool) -> Condition) -> Self {
        Self { name, accepted: Accepted::Truth(condition) }
    }

    /// A filter that takes one of these words, in alphabetical order.
    #[must_use]
    pub const fn word(name: &'static str, words: &'static [Word]) -> Self {
        Self { name, accepted: Accepted::Words(words) }
    }

    /// A filter that may be repeated: `read` gets all its values, in their order.
    #[must_use]
    pub const fn every(name: &'static str, read: fn(&[&str]) -> Result<Condition, Fault>) -> Self {
        Self { name, accepted: Accepted::Every(read) }
    }

    /// The condition that the values of a query mean; of several the last one counts, unless the
    /// filter takes them all.
    ///
    /// # Errors
    ///
    /// 400 for any other value, with those that there are.
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
