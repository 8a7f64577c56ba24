//! Raw requests that no HTTP client would send.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use crate::{Client, Response};

/// Maximum time for a response.
const PATIENCE: Duration = Duration::from_mins(1);

impl Client {
    /// Sends these lines and this body unchanged: no header is added, not even the token.
    ///
    /// # Panics
    ///
    /// If the server uses HTTPS, the response is invalid, or the API reference does not describe
    /// the response.
    #[must_use]
    #[track_caller]
    pub fn send_raw(&self, lines: &[&str], body: &[u8]) -> Response {
        let host = self.base_url().strip_prefix("http://").expect("raw requests need plain HTTP");
        let address = if host.contains(':') { host.to_owned() } else { format!("{host}:80") };
        let mut stream = TcpStream::connect(&address).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time out can be set");
        let head = format!("{}\r\n\r\n", lines.join("\r\n"));
        stream.write_all(head.as_bytes()).expect("the request can be sent");
        // Errors are ignored: a server that refuses the head may close the connection before it
        // reads the body.
        let _ = stream.write_all(body);
        let mut request_line = lines.first().copied().unwrap_or_default().split(' ');
        let method = request_line.next().unwrap_or_default();
        let path = request_line.next().unwrap_or_default();
        let response = read_response(&mut stream, method != "HEAD");
        let headers = parse_headers(lines.iter().skip(1).copied());
        self.observe(method, path, &headers, &response);
        response
    }
}

#[track_caller]
fn read_response(stream: &mut TcpStream, has_body: bool) -> Response {
    let mut bytes = Vec::new();
    let head_length = loop {
        if let Some(at) = find(&bytes, b"\r\n\r\n") {
            break at + 4;
        }
        assert!(read_more(stream, &mut bytes), "no answer: {}", String::from_utf8_lossy(&bytes));
    };
    let (status, headers) = parse_head(&String::from_utf8_lossy(&bytes[..head_length]));
    let mut response = Response { status, headers, text: String::new() };
    let length: Option<usize> = response.header("content-length").and_then(|it| it.parse().ok());
    let is_complete = |bytes: &[u8]| match length {
        _ if !has_body || status == 204 => true,
        Some(length) => bytes.len() - head_length >= length,
        None => false,
    };
    while !is_complete(&bytes) && read_more(stream, &mut bytes) {}
    response.text = String::from_utf8_lossy(&bytes[head_length..]).into_owned();
    response
}

/// Reads the bytes that arrive next. Returns `false` at the end of the stream.
fn read_more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> bool {
    let mut part = [0; 4096];
    let n_read = stream.read(&mut part).expect("the answer can be read");
    bytes.extend_from_slice(&part[..n_read]);
    n_read > 0
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|it| it == wanted)
}

/// Returns the status and the headers, with names in lower case.
#[track_caller]
fn parse_head(head: &str) -> (u16, Vec<(String, String)>) {
    let mut lines = head.lines();
    let status_line = lines.next().unwrap_or_default();
    let status = status_line.split(' ').nth(1).and_then(|it| it.parse().ok());
    let status = status.unwrap_or_else(|| panic!("`{status_line}` is no status line"));
    (status, parse_headers(lines))
}

/// Returns the headers in these lines, with names in lower case.
fn parse_headers<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    let headers = lines.filter_map(|it| it.split_once(':'));
    headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect()
}
