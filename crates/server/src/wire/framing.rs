//! What follows the head of a request.

use ferronova_http::BadHead;
use httparse::Header;

/// What follows a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// A body of this many bytes, perhaps of none, and then another head.
    Length(u64),
    /// A body in chunks, and then another head.
    Chunks,
}

/// What the headers say of the connection and of what follows them.
#[derive(Default)]
struct Said {
    asks_for_upgrade: bool,
    length: Option<u64>,
    has_transfer_encoding: bool,
    has_host: bool,
}

/// What follows a head and whether it asks for another protocol, or that the head contradicts
/// itself. The rules are those of the HTTP library, which gets every head that is good here.
pub(super) fn framing(
    method: &str,
    version: u8,
    headers: &[Header<'_>],
) -> Result<(Framing, bool), BadHead> {
    let mut said = Said::default();
    for header in headers {
        said.hear(header).ok_or(BadHead::Malformed)?;
    }
    let Said { asks_for_upgrade, length, has_transfer_encoding, has_host } = said;
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

impl Said {
    /// Nothing if what the header says is wrong, or was said before.
    fn hear(&mut self, header: &Header<'_>) -> Option<()> {
        // Names of other lengths are none of these.
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

/// Whether a header asks to go on in another protocol. Nobody has to do that, and nothing here
/// does; the HTTP library would take all that follows for one body.
pub(super) fn asks_for_upgrade(header: &Header<'_>) -> bool {
    header.name.eq_ignore_ascii_case("upgrade")
        || (header.name.eq_ignore_ascii_case("connection") && options(header.value).any(is_upgrade))
}

/// What a header asks of the connection but another protocol.
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
