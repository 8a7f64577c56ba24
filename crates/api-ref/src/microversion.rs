//! The number of a microversion.

use std::{fmt, str::FromStr};

/// A microversion, such as 2.73. Microversions are ordered by number: 2.9 comes before 2.10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Microversion {
    pub major: u16,
    pub minor: u16,
}

/// A text is not a microversion.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no microversion; it should be two numbers, such as 2.73")]
pub struct NoMicroversion {
    pub text: String,
}

impl FromStr for Microversion {
    type Err = NoMicroversion;

    fn from_str(text: &str) -> Result<Self, NoMicroversion> {
        let number = |digits: &str| -> Option<u16> {
            let is_written_so = digits.bytes().all(|it| it.is_ascii_digit())
                && (digits == "0" || !digits.starts_with('0'));
            digits.parse().ok().filter(|_| is_written_so)
        };
        let numbers = text
            .split_once('.')
            .and_then(|(major, minor)| Some(Self { major: number(major)?, minor: number(minor)? }));
        numbers.ok_or_else(|| NoMicroversion { text: text.to_owned() })
    }
}

impl fmt::Display for Microversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}
