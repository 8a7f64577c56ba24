//! A client: one caller with a token.

use std::{
    io::Read,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use ureq::{
    Agent,
    http::{Method, Request},
};

use crate::{Response, contract::Contract};

/// Maximum wait for a server to reach a state.
const PATIENCE: Duration = Duration::from_mins(1);

/// The statuses of servers with an operation in progress.
const WORKING_STATUSES: &[&str] =
    &["HARD_REBOOT", "MIGRATING", "PASSWORD", "REBOOT", "REBUILD", "RESIZE", "REVERT_RESIZE"];

/// A version of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Version 2, at `/v2/{project}`.
    V2,
    /// Version 2.1 at this microversion of 2, at `/v2.1`: `V21(73)` is 2.73. Every request asks for
    /// it, unless the test sets a header with a microversion.
    V21(u16),
    /// Version 3, at `/v3`.
    V3,
}

/// The headers with a microversion.
const MICROVERSION_HEADERS: [&str; 2] = ["openstack-api-version", "x-openstack-nova-api-version"];

/// A caller of a cloud.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    version: Version,
    base_url: String,
    token: Option<String>,
    project_id: String,
    user_id: String,
    image_id: String,
    contract: Option<Arc<Contract>>,
    recorder: Option<Arc<dyn Recorder>>,
}

/// A request before it is sent.
pub struct RequestBuilder<'a> {
    client: &'a Client,
    method: Method,
    url: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// Records what requests have created.
pub(crate) trait Recorder: Send + Sync {
    /// Records what a request has created.
    fn record(&self, client: &Client, method: &str, path: &str, response: &Response);
}

/// The user and project of a client, and the token if there is one.
pub(crate) struct Login {
    pub(crate) token: Option<String>,
    pub(crate) project_id: String,
    pub(crate) user_id: String,
}

impl Client {
    pub(crate) fn new(base_url: &str, login: Login) -> Self {
        // No default `Accept`: some responses depend on this header, so tests set it explicitly.
        let config =
            Agent::config_builder().http_status_as_error(false).max_redirects(0).accept("");
        Self {
            agent: config.build().into(),
            version: Version::V2,
            base_url: base_url.to_owned(),
            token: login.token,
            project_id: login.project_id,
            user_id: login.user_id,
            image_id: String::new(),
            contract: None,
            recorder: None,
        }
    }

    /// Returns the client with a contract that every response is checked against.
    pub(crate) fn with_contract(self, contract: &Arc<Contract>) -> Self {
        Self { contract: Some(Arc::clone(contract)), ..self }
    }

    /// Returns the client with a recorder for what it creates.
    pub(crate) fn with_recorder(self, recorder: Arc<dyn Recorder>) -> Self {
        Self { recorder: Some(recorder), ..self }
    }

    /// Returns the client without contract and recorder.
    pub(crate) fn unobserved(&self) -> Self {
        Self { contract: None, recorder: None, ..self.clone() }
    }

    /// Records what a request has created, according to its response, and checks the response.
    #[track_caller]
    pub(crate) fn observe(
        &self,
        method: &str,
        path: &str,
        headers: &[(String, String)],
        response: &Response,
    ) {
        if let Some(recorder) = &self.recorder {
            recorder.record(self, method, path, response);
        }
        if let Some(contract) = &self.contract {
            contract.check(method, path, headers, response);
        }
    }

    pub(crate) fn with_image(self, image_id: &str) -> Self {
        Self { image_id: image_id.to_owned(), ..self }
    }

    /// Returns a client like this one that uses the given version of the API.
    #[must_use]
    pub fn speaking(&self, version: Version) -> Self {
        Self { version, ..self.clone() }
    }

    /// The version of the API that the client uses.
    pub(crate) fn version(&self) -> Version {
        self.version
    }

    /// Returns the client without its token.
    #[must_use]
    pub fn without_token(&self) -> Self {
        Self { token: None, ..self.clone() }
    }

    /// Returns the client with another token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The client's token; empty if there is none.
    #[must_use]
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    /// The client's project.
    #[must_use]
    pub fn project_id(&self) -> &str {
        &self.project_id
    }

    /// The client's user.
    #[must_use]
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// An image that servers can be made from.
    #[must_use]
    pub fn image_id(&self) -> &str {
        &self.image_id
    }

    /// Scheme, host and port of the server.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The start of this client's v2 URLs.
    #[must_use]
    pub fn v2_url(&self) -> String {
        format!("{}/v2/{}", self.base_url, self.project_id)
    }

    /// The start of this client's URLs, for the version of the API that it uses.
    #[must_use]
    pub fn url(&self) -> String {
        match self.version {
            Version::V2 => self.v2_url(),
            Version::V21(_) => format!("{}/v2.1", self.base_url),
            Version::V3 => format!("{}/v3", self.base_url),
        }
    }

    /// Starts a request. A path that begins with `/` is absolute, any other is relative to
    /// [`Self::url`].
    ///
    /// # Panics
    ///
    /// If the method is invalid.
    #[must_use]
    pub fn call(&self, method: &str, path: &str) -> RequestBuilder<'_> {
        let url = if path.starts_with('/') {
            format!("{}{path}", self.base_url)
        } else {
            format!("{}/{path}", self.url())
        };
        let method = Method::from_bytes(method.as_bytes()).expect("the method is one");
        let mut headers = Vec::new();
        if let Some(token) = &self.token {
            headers.push(("x-auth-token".to_owned(), token.clone()));
        }
        RequestBuilder { client: self, method, url, headers, body: Vec::new() }
    }

    /// `GET`
    #[must_use]
    #[track_caller]
    pub fn get(&self, path: &str) -> Response {
        self.call("GET", path).send()
    }

    /// `POST` of a JSON body.
    #[must_use]
    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Response {
        self.call("POST", path).json(body).send()
    }

    /// `PUT` of a JSON body.
    #[must_use]
    #[track_caller]
    pub fn put(&self, path: &str, body: &Value) -> Response {
        self.call("PUT", path).json(body).send()
    }

    /// `DELETE`
    #[must_use]
    #[track_caller]
    pub fn delete(&self, path: &str) -> Response {
        self.call("DELETE", path).send()
    }

    /// `POST servers/{id}/action`
    #[must_use]
    #[track_caller]
    pub fn action(&self, id: &str, body: &Value) -> Response {
        self.post(&format!("servers/{id}/action"), body)
    }

    /// `GET servers/{id}`, repeated once if the first response shows an operation in progress,
    /// because a cloud can show a finished operation as in progress once. [`Self::look`] does not
    /// repeat the request.
    #[must_use]
    #[track_caller]
    pub fn show(&self, id: &str) -> Response {
        let shown = self.look(id);
        let is_at_work = shown.status() == 200
            && shown.at("/server/status").as_str().is_some_and(|it| WORKING_STATUSES.contains(&it));
        if is_at_work { self.look(id) } else { shown }
    }

    /// `GET servers/{id}`
    #[must_use]
    #[track_caller]
    pub fn look(&self, id: &str) -> Response {
        self.get(&format!("servers/{id}"))
    }

    /// Returns the body of a request that creates a server, valid for every cloud.
    #[must_use]
    pub fn new_server(&self, name: &str) -> Value {
        json!({"server": {"name": name, "imageRef": self.image_id, "flavorRef": "1"}})
    }

    /// Creates a server, waits until it is active, and returns its id.
    ///
    /// # Panics
    ///
    /// If the server does not become active.
    #[must_use]
    #[track_caller]
    pub fn boot(&self, name: &str) -> String {
        let created = self.post("servers", &self.new_server(name)).expect(202);
        let id = created.at("/server/id").as_str().expect("a new server has an id").to_owned();
        self.wait_for(&id, "ACTIVE");
        id
    }

    /// Waits until a server has the given status.
    ///
    /// # Panics
    ///
    /// If that takes more than a minute.
    #[track_caller]
    pub fn wait_for(&self, id: &str, status: &str) {
        let is_reached = |shown: &Response| shown.at("/server/status") == status;
        self.wait_until(id, status, is_reached);
    }

    /// Waits until a server is deleted.
    ///
    /// # Panics
    ///
    /// If that takes more than a minute.
    #[track_caller]
    pub fn wait_until_gone(&self, id: &str) {
        self.wait_until(id, "gone", |shown| shown.status() == 404);
    }

    #[track_caller]
    fn wait_until(&self, id: &str, what: &str, is_reached: impl Fn(&Response) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let shown = self.show(id);
            if is_reached(&shown) {
                return;
            }
            assert!(Instant::now() < deadline, "server {id} is not {what}: {}", shown.text());
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl RequestBuilder<'_> {
    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    /// Sets a body of bytes; set its media type with [`Self::header`].
    #[must_use]
    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self }
    }

    /// Sends the request.
    ///
    /// # Panics
    ///
    /// If there is no response, or if the API reference does not describe the response.
    #[must_use]
    #[track_caller]
    pub fn send(mut self) -> Response {
        self.ask_for_microversion();
        let mut request = Request::builder().method(self.method.clone()).uri(&self.url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(self.body).expect("the request is one");
        let request = self.client.agent.configure_request(request).allow_non_standard_methods(true);
        let mut response = self
            .client
            .agent
            .run(request.build())
            .unwrap_or_else(|error| panic!("no answer of {}: {error}", self.url));
        let headers = response.headers().iter();
        let headers = headers
            .map(|(name, value)| {
                (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let mut text = String::new();
        response
            .body_mut()
            .as_reader()
            .read_to_string(&mut text)
            .unwrap_or_else(|error| panic!("half an answer of {}: {error}", self.url));
        let response = Response { status: response.status().as_u16(), headers, text };
        let path = self.url.strip_prefix(&self.client.base_url).unwrap_or_default();
        self.client.observe(self.method.as_str(), path, &self.headers, &response);
        response
    }

    /// Adds the microversion of the client, unless there is a header with one.
    fn ask_for_microversion(&mut self) {
        let is_one =
            |name: &str| MICROVERSION_HEADERS.iter().any(|it| it.eq_ignore_ascii_case(name));
        if let Version::V21(minor) = self.client.version
            && !self.headers.iter().any(|(name, _)| is_one(name))
        {
            let (name, value) = (MICROVERSION_HEADERS[0].to_owned(), format!("compute 2.{minor}"));
            self.headers.push((name, value));
        }
    }
}
