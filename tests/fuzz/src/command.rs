//! Requests of `ferronova user` and `ferronova keys`, as a running server reads them from its
//! socket.

use ferronova_server::Request;

/// Reads a request.
///
/// # Panics
///
/// If a refusal is not one line, or if a request is different after it was written and read again.
pub fn command(data: &[u8]) {
    match Request::parse(data) {
        Ok(request) => {
            let written = serde_json::to_vec(&request).expect("a request can be written");
            assert!(Request::parse(&written) == Ok(request), "it is read as another one");
        }
        Err(reason) => assert!(!reason.is_empty() && !reason.contains(char::is_control)),
    }
}
