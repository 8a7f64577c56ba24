//! Requests as they were recorded: nothing is added to them but a token.

use std::{io::Read as _, net::SocketAddr};

use serde_json::{Value, json};
use ureq::{
    Agent,
    http::{Method, Request},
};

/// Sends requests to one server.
pub(crate) struct Client {
    agent: Agent,
    base_url: String,
}

/// A complete answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        let config =
            Agent::config_builder().http_status_as_error(false).max_redirects(0).accept("");
        Self { agent: config.build().into(), base_url: format!("http://{address}") }
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let method = Method::from_bytes(method.as_bytes()).expect("the method is one");
        let url = format!("{}{path}", self.base_url);
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.to_owned()).expect("the request is one");
        let request = self.agent.configure_request(request).allow_non_standard_methods(true);
        let mut response = self.agent.run(request.build()).expect("there is an answer");
        let headers = response.headers().iter().map(|(name, value)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        let headers = headers.collect();
        let mut text = String::new();
        let body = response.body_mut().as_reader().read_to_string(&mut text);
        body.expect("the answer is complete");
        Answer { status: response.status().as_u16(), headers, text }
    }

    /// Returns a token of a user in a project.
    pub(crate) fn log_in(&self, user: &str, project: &str) -> String {
        let domain = json!({"name": "Default"});
        let user = json!({"name": user, "password": "secret", "domain": domain});
        let body = json!({"auth": {
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {"project": {"name": project, "domain": domain}},
        }});
        let headers = [("Content-Type", "application/json")];
        let answer = self.send("POST", "/identity/v3/auth/tokens", &headers, &body.to_string());
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.header("x-subject-token").expect("a login gives a token")
    }
}

impl Answer {
    /// The values of a header, with commas between them.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let named = self.headers.iter().filter(|(it, _)| it.eq_ignore_ascii_case(name));
        let values: Vec<&str> = named.map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// The body: JSON if it is, otherwise the text.
    pub(crate) fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| json!(self.text))
    }
}
