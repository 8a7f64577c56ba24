//! Values that are written as one text, with error messages that describe the correct form.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use ferronova_compute::{
    AddressKind, Cidr, DiskConfig, EventResult, ImageStatus, LockedBy, PowerState,
    ServerGroupPolicy, TaskState, Timestamp, VmState, parse_id,
};
use serde::{Deserialize, Deserializer, de::Error};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use super::quoted::quoted;
use crate::nearest::suggestion;

/// A value that is written as one text.
pub(super) trait Scalar: Sized {
    /// Parses the text; the error describes the correct form.
    fn read(text: &str) -> Result<Self, String>;
}

/// Deserializes a [`Scalar`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<T>(pub(super) T);

impl<'de, T: Scalar> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        T::read(&text).map(Self).map_err(D::Error::custom)
    }
}

/// An optional value that distinguishes a missing key from null.
#[derive(Default)]
pub(super) enum Nullable<T> {
    /// The key is missing.
    #[default]
    Missing,
    Null,
    Value(T),
}

impl<T> Nullable<T> {
    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value; `None` if it is null or the key is missing.
    pub(super) fn value(&self) -> Option<&T> {
        match self {
            Self::Missing | Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Value))
    }
}

fn parse<T: FromStr>(text: &str, right: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{} is not {right}", quoted(text)))
}

/// Parses one of a closed set of words.
fn word<T: Copy>(
    text: &str,
    what: &str,
    all: &[T],
    as_str: fn(T) -> &'static str,
) -> Result<T, String> {
    let words = || all.iter().map(|it| as_str(*it));
    all.iter().copied().find(|it| as_str(*it) == text).ok_or_else(|| {
        let known: Vec<&str> = words().collect();
        let suggestion = suggestion(text, words());
        format!("{} is no {what}{suggestion} (known are {})", quoted(text), known.join(", "))
    })
}

macro_rules! words {
    ($($name:ident: $what:literal,)+) => {
        $(impl Scalar for $name {
            fn read(text: &str) -> Result<Self, String> {
                word(text, $what, $name::ALL, $name::as_str)
            }
        })+
    };
}

words! {
    AddressKind: "type of address",
    DiskConfig: "disk configuration",
    EventResult: "result of an event",
    ImageStatus: "status of an image",
    LockedBy: "holder of a lock",
    ServerGroupPolicy: "policy of a server group",
    TaskState: "task state",
    VmState: "vm state",
}

macro_rules! parsed {
    ($($name:ty: $right:literal,)+) => {
        $(impl Scalar for $name {
            fn read(text: &str) -> Result<Self, String> {
                parse(text, $right)
            }
        })+
    };
}

parsed! {
    u32: "a whole number from 0 to 4294967295",
    u64: "a whole number from 0 to 18446744073709551615",
    IpAddr: "an address such as 10.0.0.5 or fd00::5",
    Ipv4Addr: "an IPv4 address such as 192.0.2.5",
    Ipv6Addr: "an IPv6 address such as 2001:db8::5",
}

impl Scalar for bool {
    fn read(text: &str) -> Result<Self, String> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(format!("{} is not true or false", quoted(text))),
        }
    }
}

impl Scalar for PowerState {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().ok().and_then(Self::from_number).ok_or_else(|| {
            format!(
                "{} is no power state: 0 (unknown), 1 (running), 3 (paused), 4 (off), 6 (crashed) \
                 or 7 (suspended)",
                quoted(text)
            )
        })
    }
}

impl Scalar for Uuid {
    fn read(text: &str) -> Result<Self, String> {
        parse_id(text).ok_or_else(|| {
            let right = "a UUID in lower case such as a0000000-0000-4000-8000-000000000001";
            format!("{} is not {right}", quoted(text))
        })
    }
}

/// The id of a request: a text of 1 to 255 characters, the limit of Nova's tables.
#[derive(Clone, Debug)]
pub(super) struct RequestText(pub(super) String);

impl Scalar for RequestText {
    fn read(text: &str) -> Result<Self, String> {
        if (1..=255).contains(&text.chars().count()) {
            return Ok(Self(text.to_owned()));
        }
        Err("the id of a request has 1 to 255 characters".to_owned())
    }
}

impl Scalar for Timestamp {
    fn read(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("{} is not a time since 1970 such as 2026-01-01T00:00:00Z", quoted(text));
        let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| wrong())?;
        if time < OffsetDateTime::UNIX_EPOCH { Err(wrong()) } else { Ok(time.into()) }
    }
}

impl Scalar for Cidr {
    fn read(text: &str) -> Result<Self, String> {
        // The error quotes the text as a whole.
        text.parse().map_err(|it: String| it.replace(&format!("`{text}`"), &quoted(text)))
    }
}

/// A whole number from 0 to `MOST`.
#[derive(Clone, Copy, Debug)]
pub(super) struct UpTo<const MOST: u64>(pub(super) u64);

impl<const MOST: u64> Scalar for UpTo<MOST> {
    fn read(text: &str) -> Result<Self, String> {
        let number = text.parse().ok().filter(|it| *it <= MOST).map(Self);
        number.ok_or_else(|| format!("{} is not a whole number from 0 to {MOST}", quoted(text)))
    }
}

/// A positive number that fits Nova's tables: a signed 32-bit integer.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowNumber(pub(super) u64);

impl Scalar for RowNumber {
    fn read(text: &str) -> Result<Self, String> {
        let number = text.parse().ok().filter(|it| *it > 0).map(|it: i32| it.unsigned_abs());
        let right = "a whole number from 1 to 2147483647";
        number.map(|it| Self(it.into())).ok_or_else(|| format!("{} is not {right}", quoted(text)))
    }
}

/// A positive number, possibly with a fraction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Factor(pub(super) f64);

impl Scalar for Factor {
    fn read(text: &str) -> Result<Self, String> {
        let number = text.parse().ok().filter(|it: &f64| it.is_finite() && *it > 0.0);
        number
            .map(Self)
            .ok_or_else(|| format!("{} is not a number above 0 such as 1.0", quoted(text)))
    }
}

/// The code of a server's fault.
#[derive(Clone, Copy, Debug)]
pub(super) struct FaultCode(pub(super) u16);

impl Scalar for FaultCode {
    fn read(text: &str) -> Result<Self, String> {
        let code = text.parse().ok().filter(|it| (400..=599).contains(it));
        code.map(Self).ok_or_else(|| format!("{} is no code of a fault, 400 to 599", quoted(text)))
    }
}

/// A name of 1 to 255 characters, the limit of Nova's tables.
#[derive(Clone, Debug)]
pub(super) struct Name(pub(super) String);

impl From<Text<Name>> for String {
    fn from(text: Text<Name>) -> Self {
        text.0.0
    }
}

impl Scalar for Name {
    fn read(text: &str) -> Result<Self, String> {
        if (1..=255).contains(&text.chars().count()) && text.trim() == text {
            return Ok(Self(text.to_owned()));
        }
        Err("a name has 1 to 255 characters and no blanks at its ends".to_owned())
    }
}

/// A hardware address.
#[derive(Clone, Debug)]
pub(super) struct Mac(pub(super) String);

impl Scalar for Mac {
    fn read(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split(':').collect();
        let is_pair = |it: &&str| it.len() == 2 && it.bytes().all(|byte| byte.is_ascii_hexdigit());
        if parts.len() == 6 && parts.iter().all(is_pair) {
            return Ok(Self(text.to_ascii_lowercase()));
        }
        Err(format!("{} is not a hardware address such as fa:16:3e:00:00:01", quoted(text)))
    }
}

/// The MD5 sum of an image.
#[derive(Clone, Debug)]
pub(super) struct Checksum(pub(super) String);

impl Scalar for Checksum {
    fn read(text: &str) -> Result<Self, String> {
        if text.len() == 32 && text.bytes().all(|it| it.is_ascii_hexdigit()) {
            return Ok(Self(text.to_ascii_lowercase()));
        }
        Err(format!("{} is not an MD5 sum, 32 hexadecimal digits", quoted(text)))
    }
}

/// The reservation id that servers of one create request share.
#[derive(Clone, Debug)]
pub(super) struct ReservationId(pub(super) String);

impl Scalar for ReservationId {
    fn read(text: &str) -> Result<Self, String> {
        let random = text.strip_prefix("r-").unwrap_or_default();
        if random.len() == 8 && random.bytes().all(|it| it.is_ascii_alphanumeric()) {
            return Ok(Self(text.to_owned()));
        }
        Err(format!("{} is not a reservation id: r- and eight letters or digits", quoted(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_not_known_is_refused_with_the_nearest_and_all_known_ones() {
        assert_eq!(VmState::read("active"), Ok(VmState::Active));
        assert_eq!(
            LockedBy::read("ownr").unwrap_err(),
            "`ownr` is no holder of a lock; did you mean `owner`? (known are owner, admin)"
        );
    }

    #[test]
    fn a_time_is_taken_in_any_zone_and_kept_in_utc() {
        let time = Timestamp::read("2026-01-01T02:00:00.25+02:00").unwrap();

        assert_eq!(time, Timestamp::from_micros(1_767_225_600_250_000));
        assert!(Timestamp::read("2026-01-01").is_err());
        assert!(Timestamp::read("1969-12-31T23:59:59Z").is_err());
    }

    #[test]
    fn what_is_out_of_range_is_refused() {
        assert!(UpTo::<100>::read("101").is_err());
        assert!(UpTo::<100>::read("-1").is_err());
        assert!(RowNumber::read("0").is_err());
        assert!(RowNumber::read("-1").is_err());
        assert!(RowNumber::read("2147483648").is_err());
        assert!(Factor::read("nan").is_err());
        assert!(Factor::read("0").is_err());
        assert!(FaultCode::read("200").is_err());
        assert!(PowerState::read("2").is_err());
        assert!(Name::read("").is_err());
        assert!(Name::read(&"é".repeat(256)).is_err());
        assert!(Name::read(&"é".repeat(255)).is_ok());
        assert!(RequestText::read("").is_err());
        assert!(RequestText::read(&"é".repeat(256)).is_err());
        assert!(RequestText::read(&"é".repeat(255)).is_ok());
        assert!(Mac::read("fa:16:3e:00:00").is_err());
        assert!(Mac::read("fa:16:3e:00:00:0g").is_err());
        assert!(Checksum::read("abc").is_err());
        assert!(ReservationId::read("r-1234567").is_err());
        assert!(Uuid::read("A0000000-0000-4000-8000-000000000001").is_err());
        assert!(Cidr::read("10.0.0.1/8").is_err());
        assert!(bool::read("yes").is_err());
    }
}
