//! Reads one head of a request and corrects it if necessary.

use std::mem::MaybeUninit;

use actix_web::http::Uri;
use ferronova_http::BadHead;
use httparse::{Error, Header, Request, Status};

use super::framing::{Framing, asks_for_upgrade, framing, other_options};

/// Maximum number of headers, the same as the HTTP library's.
const MAX_HEADERS: usize = 96;

/// Maximum length of a head in bytes, the same as the HTTP library's.
pub(super) const MAX_HEAD: usize = 128 * 1024;

/// Maximum length of the target in bytes, the same as the HTTP library's.
const MAX_TARGET: usize = 64 * 1024 - 2;

/// The result of reading a head.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// The head is incomplete.
    Part,
    /// A complete head of `length` bytes.
    Whole { length: usize, head: Head },
    /// The bytes are not a valid head.
    Bad(BadHead),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// What follows the head.
    pub(super) framing: Framing,
    /// The corrected head; `None` if the head needs no correction.
    pub(super) instead: Option<Vec<u8>>,
}

/// Reads the head at the beginning of the bytes.
pub(super) fn read(bytes: &[u8]) -> Reading {
    match parse(bytes) {
        Reading::Bad(BadHead::Malformed) => match encode_target(bytes) {
            Target::Encoded { bytes: encoded, n_more } => match parse(&encoded) {
                Reading::Whole { length, head } => {
                    let instead = head.instead.or_else(|| encoded.get(..length).map(Vec::from));
                    let head = Head { framing: head.framing, instead };
                    Reading::Whole { length: length.saturating_sub(n_more), head }
                }
                other @ (Reading::Part | Reading::Bad(_)) => other,
            },
            Target::Part => Reading::Part,
            Target::Unchanged => Reading::Bad(BadHead::Malformed),
        },
        reading @ (Reading::Part
        | Reading::Whole { .. }
        | Reading::Bad(BadHead::TooLarge | BadHead::Tunnel)) => reading,
    }
}

/// Parses a head with the parser and the limits of the HTTP library.
fn parse(bytes: &[u8]) -> Reading {
    let mut headers = [const { MaybeUninit::uninit() }; MAX_HEADERS];
    let mut request = Request::new(&mut []);
    match request.parse_with_uninit_headers(bytes, &mut headers) {
        Ok(Status::Complete(length)) => match judge(&request) {
            Ok(head) => Reading::Whole { length, head },
            Err(why) => Reading::Bad(why),
        },
        Ok(Status::Partial) => Reading::Part,
        Err(Error::TooManyHeaders) => Reading::Bad(BadHead::TooLarge),
        Err(_) => Reading::Bad(BadHead::Malformed),
    }
}

fn judge(request: &Request<'_, '_>) -> Result<Head, BadHead> {
    let (Some(method), Some(target), Some(version)) =
        (request.method, request.path, request.version)
    else {
        return Err(BadHead::Malformed);
    };
    let (framing, is_upgrade) = framing(method, version, request.headers)?;
    let has_to_change = is_upgrade || target.bytes().any(is_raw);
    if !has_to_change && target.starts_with('/') && target.len() <= MAX_TARGET {
        return Ok(Head { framing, instead: None });
    }
    let target = encode(target.as_bytes());
    if Uri::try_from(&*target).is_err() {
        return Err(BadHead::Malformed);
    }
    if !has_to_change {
        return Ok(Head { framing, instead: None });
    }
    let instead = write(method, &target, version, request.headers);
    if instead.len() > MAX_HEAD {
        return Err(BadHead::TooLarge);
    }
    Ok(Head { framing, instead: Some(instead) })
}

/// Writes the head without the headers that ask for another protocol.
fn write(method: &str, target: &str, version: u8, headers: &[Header<'_>]) -> Vec<u8> {
    let mut head = format!("{method} {target} HTTP/1.{version}\r\n").into_bytes();
    for header in headers.iter().filter(|it| !it.name.eq_ignore_ascii_case("upgrade")) {
        head.extend_from_slice(header.name.as_bytes());
        head.extend_from_slice(b": ");
        if asks_for_upgrade(header) {
            head.extend(other_options(header));
        } else {
            head.extend_from_slice(header.value);
        }
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    head
}

/// The result of encoding the target in the first line.
enum Target {
    /// No byte has to be encoded, or there is no target.
    Unchanged,
    /// Some bytes have to be encoded, but the line is incomplete.
    Part,
    /// The bytes with an encoded target. The encoding has added `n_more` bytes.
    Encoded { bytes: Vec<u8>, n_more: usize },
}

/// Encodes those bytes of the target that parsers refuse.
fn encode_target(bytes: &[u8]) -> Target {
    let start = bytes.iter().take_while(|it| matches!(it, b'\r' | b'\n')).count();
    let rest = bytes.get(start..).unwrap_or_default();
    let end = rest.iter().position(|it| *it == b'\n');
    let line = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
    let mut words = line.splitn(3, |it| *it == b' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Target::Unchanged;
    };
    let could_be_one =
        method.iter().all(|it| is_token_byte(*it)) && target.iter().all(|it| is_target_byte(*it));
    if !could_be_one || str::from_utf8(target).is_ok() {
        return Target::Unchanged;
    }
    if end.is_none() {
        return Target::Part;
    }
    let encoded = encode(target);
    let n_more = encoded.len() - target.len();
    let from = start + method.len() + 1;
    let (before, after) = (bytes.get(..from), bytes.get(from + target.len()..));
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    Target::Encoded { bytes: [before, encoded.as_bytes(), after].concat(), n_more }
}

/// Percent-encodes the raw bytes of a target.
fn encode(target: &[u8]) -> String {
    let mut encoded = String::with_capacity(target.len());
    for byte in target {
        if is_raw(*byte) {
            encoded.push_str(percent_encoding::percent_encode_byte(*byte));
        } else {
            encoded.push(char::from(*byte));
        }
    }
    encoded
}

/// Whether clients should have encoded a byte. Spaces and control characters are left out, because
/// they would make the end of the target ambiguous.
fn is_raw(byte: u8) -> bool {
    byte >= 0x80 || matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
}

/// Whether the HTTP library accepts the byte in a method.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Whether the byte can be part of a target before it is encoded.
fn is_target_byte(byte: u8) -> bool {
    byte > b' ' && byte != 0x7f
}
