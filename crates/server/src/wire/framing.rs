//! Determines what follows the head of a request.

use ferronova_http::BadHead;
use httparse::Header;

/// What follows a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// A body of this many bytes (0 for none), then another head.
    Length(u64),
    /// A chunked body, then another head.
    Chunks,
}

/// The headers that matter for the connection and the body.
#[derive(Default)]
struct RelevantHeaders {
    asks_for_upgrade: bool,
    length: Option<u64>,
    has_transfer_encoding: bool,
    has_host: bool,
}

/// Returns what follows a head and whether the head asks for another protocol, or an error if the
/// head contradicts itself. The rules are the HTTP library's, as the library receives every head
/// that is accepted here.
pub(super) fn framing(
    method: &str,
    version: u8,
    headers: &[Header<'_>],
) -> Result<(Framing, bool), BadHead> {
    let mut relevant = RelevantHeaders::default();
    for header in headers {
        relevant.read(header).ok_or(BadHead::Malformed)?;
    }
    let RelevantHeaders { asks_for_upgrade, length, has_transfer_encoding, has_host } = relevant;
    let is_old = version == 0;
    let is_wrong = (!is_old && !has_host)
        || (has_transfer_encoding && (is_old || length.is_some()))
        || (is_old && method == "POST" && length.is_none());
    if is_wrong {
        return Err(BadHead::Malformed);
    }
    if method == "CONNECT" {
        return Err(BadHead::Tunnel);
    }
    if has_transfer_encoding {
        return Ok((Framing::Chunks, asks_for_upgrade));
    }
    Ok((Framing::Length(length.unwrap_or(0)), asks_for_upgrade))
}

impl RelevantHeaders {
    /// Reads a header; `None` if it is malformed or repeated.
    fn read(&mut self, header: &Header<'_>) -> Option<()> {
        // Compares lengths first, for speed.
        match header.name.len() {
            4 if header.name.eq_ignore_ascii_case("host") => {
                (!self.has_host).then(|| self.has_host = true)
            }
            7 | 10 => {
                self.asks_for_upgrade |= asks_for_upgrade(header);
                Some(())
            }
            14 if header.name.eq_ignore_ascii_case("content-length") => {
                let length = parse_length(header.value)?;
                self.length.replace(length).is_none().then_some(())
            }
            17 if header.name.eq_ignore_ascii_case("transfer-encoding") => {
                let is_chunked = header.value.trim_ascii().eq_ignore_ascii_case(b"chunked");
                let is_first = !self.has_transfer_encoding;
                self.has_transfer_encoding = true;
                (is_chunked && is_first).then_some(())
            }
            _ => Some(()),
        }
    }
}

/// Whether a header asks for another protocol. Servers may ignore such a header, and this server
/// does: the HTTP library would treat everything that follows as one body.
pub(super) fn asks_for_upgrade(header: &Header<'_>) -> bool {
    header.name.eq_ignore_ascii_case("upgrade")
        || (header.name.eq_ignore_ascii_case("connection") && options(header.value).any(is_upgrade))
}

/// Returns the options of a `Connection` header without those that ask for another protocol.
pub(super) fn other_options(header: &Header<'_>) -> Vec<u8> {
    let others: Vec<&[u8]> = options(header.value).filter(|it| !is_upgrade(it)).collect();
    others.join(&b", "[..])
}

fn options(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|it| *it == b',').map(<[u8]>::trim_ascii)
}

fn is_upgrade(option: &[u8]) -> bool {
    option.eq_ignore_ascii_case(b"upgrade")
}

fn parse_length(value: &[u8]) -> Option<u64> {
    let text = str::from_utf8(value).ok()?.trim();
    if text.starts_with('+') { None } else { text.parse().ok() }
}
