//! Callers of the API.

use std::time::Duration;

use serde_json::{Value, json};
use ureq::{
    Agent,
    http::{HeaderMap, Request},
};

/// Maximum time for a response.
const PATIENCE: Duration = Duration::from_mins(1);

/// Maximum idle time after which a connection is used again. It is shorter than the server's
/// maximum, so that the server does not close the connection while the next request is being sent.
const LONGEST_REST: Duration = Duration::from_secs(2);

/// A caller with a token for a project. Clones have their own connections.
pub(crate) struct Caller {
    agent: Agent,
    pub(crate) base_url: String,
    pub(crate) token: String,
    pub(crate) project_id: String,
}

/// A complete response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// Null if the body is not JSON.
    pub(crate) body: Value,
}

impl Caller {
    /// Returns a caller without a token.
    pub(crate) fn nobody(base_url: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_age(LONGEST_REST)
            .timeout_global(Some(PATIENCE));
        Self {
            agent: config.build().into(),
            base_url: base_url.to_owned(),
            token: String::new(),
            project_id: String::new(),
        }
    }

    /// Logs in as a user of the built-in seed, to the project with the same name.
    #[track_caller]
    pub(crate) fn log_in(base_url: &str, name: &str) -> Self {
        Self::log_in_to(base_url, name, name)
    }

    /// Logs in as a user of the built-in seed, to a project.
    #[track_caller]
    pub(crate) fn log_in_to(base_url: &str, name: &str, project: &str) -> Self {
        let domain = json!({"name": "Default"});
        let user = json!({"name": name, "password": "secret", "domain": domain});
        let body = json!({"auth": {
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {"project": {"name": project, "domain": domain}},
        }});
        let nobody = Self::nobody(base_url);
        let answer = nobody.call("POST", "/identity/v3/auth/tokens", Some(&body));
        assert_eq!(answer.status, 201, "{name} can't log in: {}", answer.body);
        let project_id = answer.body["token"]["project"]["id"].as_str();
        let token = answer.headers.get("x-subject-token").and_then(|it| it.to_str().ok());
        Self {
            token: token.expect("there is a token").to_owned(),
            project_id: project_id.expect("it is for a project").to_owned(),
            ..nobody
        }
    }

    /// Returns a caller with this token for a project.
    pub(crate) fn with_token(base_url: &str, token: &str, project_id: &str) -> Self {
        Self {
            token: token.to_owned(),
            project_id: project_id.to_owned(),
            ..Self::nobody(base_url)
        }
    }

    /// Returns the caller with another base URL.
    pub(crate) fn at(&self, base_url: &str) -> Self {
        Self::with_token(base_url, &self.token, &self.project_id)
    }

    /// Sends a request and waits for the response. A path that begins with `/` is absolute, any
    /// other is relative to `/v2/{project}`.
    #[track_caller]
    pub(crate) fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        self.try_call(method, path, body)
            .unwrap_or_else(|error| panic!("no answer to {method} {path}: {error}"))
    }

    /// Like [`Self::call`], but returns an error if no complete response arrives.
    pub(crate) fn try_call(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, ureq::Error> {
        let url = if path.starts_with('/') {
            format!("{}{path}", self.base_url)
        } else {
            format!("{}/v2/{}/{path}", self.base_url, self.project_id)
        };
        let mut request = Request::builder().method(method).uri(url);
        if !self.token.is_empty() {
            request = request.header("x-auth-token", &self.token);
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut response = self.agent.run(request.body(body)?)?;
        let text = response.body_mut().read_to_string()?;
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: serde_json::from_str(&text).unwrap_or_default(),
        })
    }
}
