//! A recorded request and its answer, and the answer to the same request from ours.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    client::Answer,
    cloud::{Caller, Cloud},
    rows,
};

/// The headers that are compared.
const HEADERS: &[&str] =
    &["Content-Type", "Location", "OpenStack-API-Version", "Vary", "X-OpenStack-Nova-API-Version"];

/// A request and the answer to it, as they were recorded.
pub(crate) struct Recording(Value);

impl Recording {
    /// # Panics
    ///
    /// If it is no recording, or has headers that are not compared.
    pub(crate) fn parse(text: &str) -> Self {
        let recording: Value = serde_json::from_str(text).expect("a recording is JSON");
        let headers = recording["response"]["headers"].as_object().expect("there are headers");
        for name in headers.keys() {
            assert!(HEADERS.contains(&name.as_str()), "{name} is not compared");
        }
        Self(recording)
    }

    pub(crate) fn method(&self) -> &str {
        self.0["request"]["method"].as_str().expect("a request has a method")
    }

    fn path(&self) -> &str {
        self.0["request"]["path"].as_str().expect("a request has a path")
    }

    /// Who sent the request; `None` if it had no token.
    fn caller(&self) -> Option<Caller> {
        self.0["who"].as_str().map(Caller::named)
    }

    /// The recorded answer, and the recorded rows if there are any.
    pub(crate) fn recorded(&self) -> Value {
        let mut recorded = self.0["response"].clone();
        if let Some(rows) = self.0.get("rows") {
            recorded["rows"] = rows::comparable(rows.clone());
        }
        recorded
    }

    /// Sends the request, and returns our answer in the form of the recorded one.
    pub(crate) fn replay(&self, cloud: &Cloud) -> Value {
        let before = self.server_of_rows().map(|it| rows::n_actions(cloud, it));
        let answer = self.send(cloud);
        let mut replayed = json!({
            "status": answer.status,
            "headers": headers(&answer),
            "body": self.shortened(answer.body()),
        });
        if let (Some(server), Some(n_before)) = (self.server_of_rows(), before) {
            replayed["rows"] = rows::read(cloud, server, n_before);
        }
        replayed
    }

    fn send(&self, cloud: &Cloud) -> Answer {
        let token = self.caller().map(|it| cloud.log_in(it));
        let recorded = self.0["request"]["headers"].as_object().expect("there are headers");
        let recorded = recorded.iter().map(|(name, value)| {
            (name.as_str(), value.as_str().expect("the value of a header is a text"))
        });
        let token = token.as_deref().map(|it| ("X-Auth-Token", it));
        let headers: Vec<(&str, &str)> = recorded.chain(token).collect();
        let body = match &self.0["request"]["body"] {
            Value::Null => String::new(),
            // It was no JSON, or must be sent exactly so.
            Value::String(text) => text.clone(),
            json => json.to_string(),
        };
        cloud.send(self.method(), self.path(), &headers, &body)
    }

    /// The server of the request, if its rows were recorded.
    fn server_of_rows(&self) -> Option<&str> {
        self.0.get("rows")?;
        let (_, behind) = self.path().split_once("/servers/").expect("rows are of a server");
        behind.split('/').next()
    }

    /// Some recorded lists have only the ids of their servers. Returns our list in this form, if
    /// its entries are the usual ones.
    fn shortened(&self, mut body: Value) -> Value {
        let recorded = self.0["response"]["body"]["servers"].as_array();
        let has_ids = recorded.is_some_and(|it| it.iter().all(Value::is_string));
        let servers = body.get_mut("servers").and_then(Value::as_array_mut);
        if has_ids && let Some(servers) = servers {
            for server in servers {
                let entry = server.as_object().expect("the entry of a list is an object");
                let members: BTreeSet<&str> = entry.keys().map(String::as_str).collect();
                if members == BTreeSet::from(["id", "links", "name"]) {
                    *server = entry["id"].clone();
                }
            }
        }
        body
    }
}

/// The headers of an answer that are compared.
fn headers(answer: &Answer) -> Map<String, Value> {
    let named = HEADERS.iter().filter_map(|it| Some(((*it).to_owned(), json!(answer.header(it)?))));
    named.collect()
}
