//! Tests that the HTTP library reads requests as the client meant them.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use actix_http::{
    HttpMessage as _,
    h1::{Codec, Message},
};
use actix_web::{
    rt::{System, SystemRunner},
    web::BytesMut,
};
use ferronova_http::BadHead;
use proptest::prelude::*;
use tokio::io::{AsyncRead, ReadBuf};
use tokio_util::codec::Decoder as _;

use super::{
    Stream,
    head::{MAX_HEAD, Reading, read},
};

/// A client that sends these parts, one per poll, and then closes.
struct Client<'a>(Vec<&'a [u8]>);

impl AsyncRead for Client<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(part) = self.0.first_mut() {
            let (now, later) = part.split_at(part.len().min(buffer.remaining()));
            buffer.put_slice(now);
            *part = later;
            if later.is_empty() {
                self.0.remove(0);
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// Returns the bytes that the library reads when a client sends these parts, none of them empty. If
/// a head was refused, also returns why, and the number of that request.
fn read_parts(parts: &[&[u8]]) -> (Vec<u8>, Option<(BadHead, u64)>) {
    let mut stream = Stream::new(Client(parts.to_vec()));
    let (arrivals, mut n_begun) = (stream.arrivals(), 0);
    let mut begin = || {
        arrivals.begin();
        n_begun += 1;
    };
    let mut context = Context::from_waker(Waker::noop());
    let (mut all, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        let mut buffer = ReadBuf::new(&mut piece);
        // Bytes that are already in the buffer must not change.
        buffer.put_slice(b"before");
        let polled = Pin::new(&mut stream).poll_read(&mut context, &mut buffer);
        let Poll::Ready(result) = polled else {
            begin();
            continue;
        };
        result.unwrap();
        let new = buffer.filled().strip_prefix(b"before").unwrap();
        if new.is_empty() {
            break;
        }
        all.extend_from_slice(new);
    }
    // Only the last request can be the one that replaces a refused head.
    while arrivals.n_ahead() > 0 {
        begin();
    }
    let refused = arrivals.refusal().map(|why| (why, n_begun));
    (all, refused)
}

/// Asserts that the library reads `expected`, however `sent` is split: not at all, into two parts
/// at any position, or into single bytes.
#[track_caller]
fn assert_read(sent: &[u8], expected: &[u8]) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let assert_parts = |parts: &[&[u8]]| {
        let (all, refused) = read_parts(parts);
        assert_eq!(text(&all), text(expected), "{} parts", parts.len());
        assert_eq!(refused, None);
    };
    assert_parts(&[sent]);
    for at in 1..sent.len() {
        let (first, second) = sent.split_at(at);
        assert_parts(&[first, second]);
    }
    assert_parts(&sent.chunks(1).collect::<Vec<_>>());
}

#[test]
fn a_request_is_not_read_while_two_ahead_of_it_wait() {
    let head: &[u8] = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";
    let mut stream = Stream::new(Client(vec![head, head, head]));
    let mut context = Context::from_waker(Waker::noop());
    let mut piece = [0; 4096];
    let mut read = || {
        let mut buffer = ReadBuf::new(&mut piece);
        let polled = Pin::new(&mut stream).poll_read(&mut context, &mut buffer);
        (polled.is_ready(), buffer.filled().len())
    };

    assert_eq!(read(), (true, head.len()));
    assert_eq!(read(), (true, head.len()));
    assert_eq!(read(), (false, 0));
    assert_eq!(read(), (false, 0));
    stream.arrivals().begin();
    let mut buffer = ReadBuf::new(&mut piece);
    assert!(Pin::new(&mut stream).poll_read(&mut context, &mut buffer).is_ready());
    assert_eq!(buffer.filled(), head);
}

#[test]
fn what_is_right_is_read_as_it_was_sent() {
    let head_in_body = "GET /{raw} HTTP/1.1\r\nUpgrade: x\r\n\r\n\0";
    let length = head_in_body.len();
    for sent in [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
        "\r\n\r\nGET / HTTP/1.1\nHost: a\n\nGET /b HTTP/1.1\r\nhost: a\r\n\r\n".to_owned(),
        "GET /a%20b?c=%C3%B6&d=[e]#f HTTP/1.0\r\n\r\n".to_owned(),
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\nGET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n"
            .to_owned(),
        format!(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{head_in_body}\
             GET /b HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n\
             PUT / HTTP/1.1\r\nHost: a\r\ncontent-length: {length}\r\n\r\n{head_in_body}"
        ),
        format!(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\
             {length:x}\r\n{head_in_body}\r\n2\r\n\r\n\r\n0\r\n\r\n\
             GET /b HTTP/1.1\r\nHost: a\r\n\r\n"
        ),
        // A chunk extension and a trailer: after them, requests are no longer followed.
        format!(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\
             0;x\r\n\r\n{head_in_body}"
        ),
        format!(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\
             0\r\nX: y\r\n\r\n{head_in_body}"
        ),
        "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
    ] {
        assert_read(sent.as_bytes(), sent.as_bytes());
    }
}

#[test]
fn a_raw_target_is_read_encoded() {
    let head = |target: &[u8]| {
        let rest = b" HTTP/1.1\r\nHost: \xff\r\nX: {\r\n\r\n".as_slice();
        [b"GET ".as_slice(), target, rest].concat()
    };
    // A changed head is written again as a whole, without unusual case or spaces.
    for (raw, encoded) in [
        ("/?name=Größe".as_bytes(), "/?name=Gr%C3%B6%C3%9Fe"),
        (b"/?name=Gr\xf6\xdfe", "/?name=Gr%F6%DFe"),
        (b"/?m={\"role\":\"c\"}", "/?m=%7B%22role%22:%22c%22%7D"),
        (b"/<>|^`\\%41", "/%3C%3E%7C%5E%60%5C%41"),
        (b"http://a/{b}", "http://a/%7Bb%7D"),
    ] {
        let (raw, encoded) = (head(raw), head(encoded.as_bytes()));
        assert_read(&raw, &encoded);
        let more = |it: &[u8]| [it, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", it, b"GE"].concat();
        let (all, _) = read_parts(&[&more(&raw)]);
        let expected = more(&encoded);
        // The beginning of a head is held.
        assert_eq!(all, expected.strip_suffix(b"GE").unwrap());
    }
}

#[test]
fn a_body_behind_a_raw_target_is_read_as_it_was_sent() {
    let sent = b"POST /{} HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nGET /{} \0GET /a HTTP/1.1\nHost: a\n\n";
    let expected = b"POST /%7B%7D HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nGET /{} \0GET /a HTTP/1.1\nHost: a\n\n";

    assert_read(sent, expected);

    let chunked = b"POST /{} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nGET /{} \0\r\n0\r\n\r\nGET /{} HTTP/1.1\r\nHost: a\r\n\r\n";
    let expected = b"POST /%7B%7D HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nGET /{} \0\r\n0\r\n\r\nGET /%7B%7D HTTP/1.1\r\nHost: a\r\n\r\n";

    assert_read(chunked, expected);
}

#[test]
fn the_wish_for_another_protocol_is_left_out() {
    let sent =
        b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n\
                 Content-Length: 2\r\n\r\nabGET / HTTP/1.1\r\nHost: a\r\n\r\n";
    let expected = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\
                     Content-Length: 2\r\n\r\nabGET / HTTP/1.1\r\nHost: a\r\n\r\n";

    assert_read(sent, expected);
}

#[test]
fn what_is_no_head_is_refused_and_what_follows_is_not_a_request() {
    let good = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n".as_slice();
    for bad in [
        "\0",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHo st: a\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\u{7f} HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET nothing/at/all HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.0\r\n\r\n",
    ] {
        let sent = [good, bad.as_bytes(), good].concat();
        for parts in [vec![sent.as_slice()], sent.chunks(1).collect()] {
            let (all, refused) = read_parts(&parts);

            assert_eq!(refused, Some((BadHead::Malformed, 2)), "{bad:?}");
            let read = decode(&all);
            assert_eq!((read.requests.len(), read.failed), (2, false), "{bad:?}");
            assert_eq!(read.body, b"", "{bad:?}");
        }
    }
}

#[test]
fn a_head_has_a_limit() {
    let head = |length: usize| {
        let value = "x".repeat(length - "GET / HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n".len());
        format!("GET / HTTP/1.1\r\nHost: a\r\nX: {value}\r\n\r\n").into_bytes()
    };
    let many = |n: usize| {
        let lines = "X: x\r\n".repeat(n - 1);
        format!("GET / HTTP/1.1\r\nHost: a\r\n{lines}\r\n").into_bytes()
    };
    let raw = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "{".repeat(30_000)).into_bytes();
    let refusal = |sent: &[u8]| {
        let refused = read_parts(&sent.chunks(3000).collect::<Vec<_>>()).1;
        refused.map(|(why, _)| why)
    };

    assert_eq!(refusal(&head(100_000)), None);
    assert_eq!(refusal(&head(MAX_HEAD + 10_000)), Some(BadHead::TooLarge));
    assert_eq!(refusal(&many(96)), None);
    assert_eq!(refusal(&many(97)), Some(BadHead::TooLarge));
    // The encoded form exceeds the maximum length of a target.
    assert_eq!(refusal(&raw), Some(BadHead::Malformed));
}

/// What the HTTP library reads from some bytes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Read {
    /// Method, target and headers.
    requests: Vec<String>,
    body: Vec<u8>,
    failed: bool,
}

thread_local! {
    /// The library needs the clock of a runtime.
    static SYSTEM: SystemRunner = System::new();
}

fn decode(bytes: &[u8]) -> Read {
    let mut codec = SYSTEM.with(|it| it.block_on(async { Codec::default() }));
    let (mut bytes, mut read) = (BytesMut::from(bytes), Read::default());
    loop {
        match codec.decode(&mut bytes) {
            Ok(Some(Message::Item(request))) => {
                let headers: Vec<_> = request.headers().iter().collect();
                let line = format!("{} {} {headers:?}", request.method(), request.uri());
                read.requests.push(line);
            }
            Ok(Some(Message::Chunk(chunk))) => read.body.extend(chunk.unwrap_or_default()),
            Ok(None) => return read,
            Err(_) => {
                read.failed = true;
                return read;
            }
        }
    }
}

const LINES: &[&[u8]] = &[
    b"GET / HTTP/1.1",
    b"GET /a?b=%20 HTTP/1.1",
    b"POST / HTTP/1.1",
    b"POST / HTTP/1.0",
    b"CONNECT a:1 HTTP/1.1",
    b"CONNECT / HTTP/1.1",
    b"OPTIONS * HTTP/1.1",
    b"GET a:1 HTTP/1.1",
    b"GET a HTTP/1.1",
    b"GET http://a/b HTTP/1.1",
    b"GET http:// HTTP/1.1",
    b"GET /# HTTP/1.1",
    b"GET / HTTP/1.2",
    b"g@t / HTTP/1.1",
    b"GET /\t HTTP/1.1",
    b"GET / HTTP/1.1 ",
    b"\0",
    b"\r",
];

/// Lines of heads that reach the library in another form.
const CHANGED: &[&[u8]] = &[
    b"GET /{} HTTP/1.1",
    b"GET /\xc3\xb6 HTTP/1.1",
    b"GET /\xf6 HTTP/1.1",
    b"{\"a\": \xf6 }",
    b"Upgrade: websocket",
    b"Upgrade: h2c",
    b"Connection: upgrade",
    b"Connection: close, upgrade",
];

const HEADERS: &[&[u8]] = &[
    b"Host: a",
    b"host:a",
    b"Host : a",
    b"Content-Length: 3",
    b"Content-Length: 0",
    b"Content-Length: +3",
    b"Content-Length: 3, 3",
    b"Content-Length: ",
    b"Content-Length: 99999999999999999999",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: Chunked ",
    b"Transfer-Encoding: identity",
    b"Transfer-Encoding: gzip, chunked",
    b"Connection: close",
    b"Connection: keep-alive",
    b"Expect: 100-continue",
    b"X: \xff",
    b"X: \x01",
    b": x",
    b" x",
    b"X",
];

const BODIES: &[&[u8]] = &[
    b"",
    b"",
    b"abc",
    b"3\r\nabc\r\n0\r\n\r\n",
    b"2\r\n\r\n\r\n00\r\n\r\n",
    b"A\r\nGET / HTTP\r\n0\r\n\r\n",
    b"0;x\r\n\r\n",
    b"0\r\nX: y\r\n\r\n",
    b"100000000\r\n",
    b"-1\r\n",
    b"\r\n0\r\n\r\n",
    b"GET",
    b"\r\n",
    b"\n",
];

fn requests(
    lines: Vec<&'static [u8]>,
    headers: Vec<&'static [u8]>,
) -> impl Strategy<Value = Vec<u8>> {
    let one_of = |it: Vec<&'static [u8]>| proptest::sample::select(it);
    let end = prop_oneof![9 => Just(b"\r\n".as_slice()), 1 => Just(b"\n".as_slice())];
    let headers = proptest::collection::vec(one_of(headers), 0..4);
    let request = (one_of(lines), any::<bool>(), headers, end, one_of(BODIES.to_vec())).prop_map(
        |(line, has_host, headers, end, body)| {
            let host = if has_host { vec![b"Host: a".as_slice()] } else { Vec::new() };
            let lines = [vec![line], host, headers].concat();
            let head: Vec<u8> = lines.into_iter().flat_map(|it| [it, end].concat()).collect();
            [&head, end, body].concat()
        },
    );
    // It can happen that an incomplete head is not parsed, but a complete head always is.
    let end = b"\r\n\r\n".to_vec();
    proptest::collection::vec(request, 1..4).prop_map(move |it| [it.concat(), end.clone()].concat())
}

fn split<'a>(bytes: &'a [u8], sizes: &[usize]) -> Vec<&'a [u8]> {
    let mut rest = bytes;
    let mut parts = Vec::new();
    for size in sizes {
        let (now, later) = rest.split_at((*size).min(rest.len()));
        parts.push(now);
        rest = later;
    }
    parts.push(rest);
    parts.retain(|it| !it.is_empty());
    parts
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    /// A valid head reaches the library unchanged. A head is refused if the library would refuse
    /// it.
    #[test]
    fn the_library_reads_the_same(
        sent in requests(LINES.to_vec(), HEADERS.to_vec()),
        sizes in proptest::collection::vec(1_usize..40, 0..8),
    ) {
        let (all, refused) = read_parts(&split(&sent, &sizes));
        let (plain, read) = (decode(&sent), decode(&all));

        if let Some((why, number)) = refused {
            let number = usize::try_from(number).unwrap();
            prop_assert!((plain.failed || why == BadHead::Tunnel) && !read.failed);
            prop_assert_eq!(read.requests.len(), number);
            prop_assert_eq!(&plain.requests[..number - 1], &read.requests[..number - 1]);
            prop_assert!(why == BadHead::Tunnel || plain.requests.len() == number - 1);
            prop_assert!(why == BadHead::Tunnel || plain.body == read.body);
        } else {
            prop_assert_eq!(plain, read);
        }
    }

    /// The library accepts changed heads, and bodies are never changed.
    #[test]
    fn the_library_takes_what_was_changed(
        sent in requests([LINES, CHANGED].concat(), [HEADERS, CHANGED].concat()),
        sizes in proptest::collection::vec(1_usize..40, 0..8),
    ) {
        let (all, refused) = read_parts(&split(&sent, &sizes));
        let (at_once, refused_at_once) = read_parts(&[&sent]);

        prop_assert_eq!(refused, refused_at_once);
        prop_assert_eq!(&all, &at_once);
        prop_assert!(!decode(&all).failed || sent.windows(5).any(|it| it.eq_ignore_ascii_case(b"chunk")));
    }

    /// No input causes a panic, and splitting the input makes no difference.
    #[test]
    fn anything_can_come(
        sent in proptest::collection::vec(any::<u8>(), 0..200),
        sizes in proptest::collection::vec(1_usize..40, 0..8),
    ) {
        // It can happen that an incomplete head is not parsed, but a complete head always is.
        let sent = [&sent, b"\r\n\r\n".as_slice()].concat();
        let parts = split(&sent, &sizes);
        prop_assert_eq!(read_parts(&parts).1, read_parts(&split(&sent, &[])).1);
        if let Reading::Whole { length, .. } = read(&sent) {
            prop_assert!(length <= sent.len());
        }
    }
}
