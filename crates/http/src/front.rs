//! The front: receives every request, gives it an id, and passes it to the mount of its path.

use std::{
    borrow::Cow,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{HeaderName, HeaderValue},
    web::{Bytes, Payload},
};
use ferronova_compute::RequestId;
use percent_encoding::percent_decode_str;

use crate::{
    Address, Answer, BadHead, HeldMemory, Incoming, Memory, Mount, Reply, Traffic, Versions,
    body::{self, BodyError},
    pages::{bad_request_page, out_of_memory_page, too_large_page, too_slow_page},
    traffic::CountedMount,
    versions::accepts_version_2,
};

/// Maximum size of a request body, in bytes: Nova's `osapi_max_request_body_size`.
const BODY_LIMIT: usize = 114_688;

/// Memory that a request takes besides its body, in bytes: for parsing, and for a reply of usual
/// size.
const USUAL_REQUEST: usize = 1 << 16;

/// The header of the request id, which every reply has.
const REQUEST_ID: &str = "x-openstack-request-id";

/// All mounts behind one entry point.
pub struct Front {
    address: Address,
    mounts: Vec<Box<dyn Mount + Send + Sync>>,
    versions: Versions,
    traffic: Traffic,
    patience: Duration,
    memory: Arc<Memory>,
}

impl Front {
    /// Creates the front of these mounts. `versions` serves every path that belongs to no mount.
    /// The body of a request must arrive within `patience`. All requests share `memory`.
    #[must_use]
    pub fn new(
        address: Address,
        mounts: Vec<Box<dyn Mount + Send + Sync>>,
        versions: Versions,
        patience: Duration,
        memory: Arc<Memory>,
    ) -> Self {
        let all = mounts.iter().map(|it| &**it as &dyn Mount).chain([&versions as &dyn Mount]);
        let traffic = Traffic::new(all.map(|it| CountedMount {
            name: it.segments().first().copied(),
            routes: it.routes(),
            actions: it.actions(),
        }));
        Self { address, mounts, versions, traffic, patience, memory }
    }

    /// Serves a request, counts it, and logs it.
    pub async fn serve(&self, http: &HttpRequest, payload: Payload) -> HttpResponse {
        let started = Instant::now();
        let id = RequestId::random();
        let path = join_slashes(decode(http.path()));
        let (segment, rest) = split_segment(&path);
        let (number, segment, rest) = self.choose(http, &path, segment, rest);
        let mount = self.mount(number);

        let answer = match self.read_body(http, payload).await {
            Ok((body, held)) => {
                let base_url = self.address.base_url(http);
                let (traffic, memory) = (&self.traffic, &self.memory);
                let incoming =
                    Incoming { http, segment, rest, body, base_url, id, traffic, memory };
                hold(mount.answer(&incoming).await, held)
            }
            Err(reply) => Answer { reply, route: None },
        };

        let took = started.elapsed();
        self.traffic.count(number, http.method(), &answer, took);
        let milliseconds = took.as_secs_f64() * 1000.0;
        let status = answer.reply.status().as_u16();
        let method = http.method();
        let route = answer.route.unwrap_or_default();
        log::info!("{id} {method} /{segment}{route} {status} {milliseconds:.3} ms");

        let mut response = answer.reply.into_response();
        name_request(&mut response, id, mount.request_id_header());
        response
    }

    /// Reads the body of a request. Also returns the memory reserved for the request.
    async fn read_body(
        &self,
        http: &HttpRequest,
        payload: Payload,
    ) -> Result<(Bytes, HeldMemory), Reply> {
        let headers = http.headers();
        let most = body::most_bytes(headers, BODY_LIMIT);
        let held = self.memory.hold(USUAL_REQUEST + most).await;
        let held = held.map_err(|it| out_of_memory_page(it, headers))?;
        if most == 0 {
            return Ok((Bytes::new(), held));
        }
        match body::read(headers, payload, BODY_LIMIT, self.patience).await {
            Ok(body) => Ok((body, held)),
            Err(BodyError::TooLarge) => Err(too_large_page(headers)),
            Err(BodyError::TooSlow) => Err(too_slow_page(headers)),
            Err(BodyError::Broken) => Err(bad_request_page(headers)),
        }
    }

    /// Returns the reply to a request whose head is refused. The refusal is logged at debug level
    /// only, as it is the client's fault.
    #[must_use]
    pub fn refuse(&self, why: BadHead) -> HttpResponse {
        let id = RequestId::random();
        let reply = why.to_reply();
        log::debug!("{id} the head of a request is refused: {why:?} {}", reply.status());
        let mut response = reply.into_response();
        name_request(&mut response, id, None);
        response
    }

    /// Returns the number of the mount that serves a request, then the mount's segment of the path
    /// and the rest of the path.
    fn choose<'a>(
        &'a self,
        http: &HttpRequest,
        path: &'a str,
        segment: &'a str,
        rest: &'a str,
    ) -> (usize, &'a str, &'a str) {
        if let Some(number) = self.number_of(segment) {
            return (number, segment, rest);
        }
        if accepts_version_2(http)
            && path != "/"
            && let Some(number) = self.number_of("v2")
        {
            return (number, "v2", path);
        }
        (self.mounts.len(), "", path)
    }

    fn number_of(&self, segment: &str) -> Option<usize> {
        self.mounts.iter().position(|it| it.segments().contains(&segment))
    }

    /// Returns the mount with this number; `versions` for any number after the last mount's.
    fn mount(&self, number: usize) -> &(dyn Mount + Send + Sync) {
        self.mounts.get(number).map_or(&self.versions, |it| &**it)
    }
}

/// Adds the request id to the headers of a response.
fn name_request(response: &mut HttpResponse, id: RequestId, own_header: Option<&'static str>) {
    let Ok(value) = HeaderValue::from_str(&id.to_string()) else {
        return;
    };
    for name in own_header.into_iter().chain([REQUEST_ID]) {
        response.headers_mut().insert(HeaderName::from_static(name), value.clone());
    }
}

/// Returns the answer, and frees the memory in `held`. If the body is long, memory for the body
/// stays reserved until the body is sent.
fn hold(answer: Answer, mut held: HeldMemory) -> Answer {
    if !answer.reply.needs_memory() {
        return answer;
    }
    held.resize(answer.reply.body_len());
    Answer { reply: answer.reply.holding(held), ..answer }
}

/// A path as mounts see it. Invalid UTF-8 is replaced, so that no route matches it.
fn decode(path: &str) -> Cow<'_, str> {
    if path.contains('%') { percent_decode_str(path).decode_utf8_lossy() } else { path.into() }
}

/// Replaces repeated slashes in a path by one. Clients send them if the endpoint in their
/// configuration ends in a slash.
fn join_slashes(path: Cow<'_, str>) -> Cow<'_, str> {
    if !path.contains("//") {
        return path;
    }
    let mut joined = String::with_capacity(path.len());
    for letter in path.chars() {
        if letter != '/' || !joined.ends_with('/') {
            joined.push(letter);
        }
    }
    joined.into()
}

/// Splits `/v2/x` into `v2` and `/x`.
fn split_segment(path: &str) -> (&str, &str) {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.find('/').map_or((path, ""), |at| path.split_at(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_slashes_in_a_row_are_one() {
        for (path, joined) in [("//", "/"), ("//v3///servers//", "/v3/servers/")] {
            assert_eq!(join_slashes(path.into()), joined);
        }
        assert!(matches!(join_slashes("/v3/servers/".into()), Cow::Borrowed("/v3/servers/")));
    }

    #[test]
    fn a_path_is_split_behind_its_first_segment() {
        assert_eq!(split_segment("/v2/x/servers"), ("v2", "/x/servers"));
        assert_eq!(split_segment("/v2/"), ("v2", "/"));
        assert_eq!(split_segment("/v2"), ("v2", ""));
        assert_eq!(split_segment("/"), ("", ""));
    }
}
