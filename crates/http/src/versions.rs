//! The version documents of the compute API, and the reply for paths outside of all versions, which
//! lists the versions to choose from.

use actix_web::http::{StatusCode, header::ACCEPT};
use serde_json::{Value, json};

use crate::{Answer, AnswerFuture, Incoming, Mount, Reply};

/// A version of the compute API, as described in the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionEntry {
    /// The version's id, such as `v2.0`.
    pub id: &'static str,
    /// `CURRENT`, `SUPPORTED` or `EXPERIMENTAL`.
    pub status: &'static str,
    /// When the contract of the version last changed.
    pub updated: &'static str,
    /// The path segment of the version's mount, such as `v2`.
    pub segment: &'static str,
    /// Pairs of a base type and the version's own media type.
    pub media_types: &'static [(&'static str, &'static str)],
}

impl VersionEntry {
    /// The reply to `GET` of the version's root: `{"version": …}`.
    #[must_use]
    pub fn document(&self, base_url: &str) -> Reply {
        let described_by = json!({"rel": "describedby", "type": "text/html", "href": "http://docs.openstack.org/"});
        let version = json!({
            "id": self.id,
            "status": self.status,
            "updated": self.updated,
            "links": [self.self_link(base_url, "/"), described_by],
            "media-types": self.media_types(),
        });
        Reply::ok(json!({ "version": version }).to_string().into_bytes())
    }

    fn listed(&self, base_url: &str) -> Value {
        json!({
            "id": self.id,
            "status": self.status,
            "updated": self.updated,
            "links": [self.self_link(base_url, "/")],
        })
    }

    fn choice(&self, base_url: &str, path: &str) -> Value {
        json!({
            "id": self.id,
            "status": self.status,
            "links": [self.self_link(base_url, path)],
            "media-types": self.media_types(),
        })
    }

    fn self_link(&self, base_url: &str, path: &str) -> Value {
        json!({"rel": "self", "href": format!("{base_url}/{}{path}", self.segment)})
    }

    fn media_types(&self) -> Value {
        let one = |(base, media_type): &(&str, &str)| json!({"base": base, "type": media_type});
        self.media_types.iter().map(one).collect()
    }
}

/// Serves the list of versions at `/`. For any other path, replies 300 with the versions to choose
/// from.
pub struct Versions(pub Vec<VersionEntry>);

impl Mount for Versions {
    fn segments(&self) -> &'static [&'static str] {
        &[]
    }

    fn routes(&self) -> Vec<&'static str> {
        vec!["/"]
    }

    fn answer<'a>(&'a self, incoming: &'a Incoming<'a>) -> AnswerFuture<'a> {
        let base_url = incoming.base_url();
        let Answer { reply, route } = if incoming.rest() == "/" {
            let versions: Value = self.0.iter().map(|it| it.listed(base_url)).collect();
            let body = json!({ "versions": versions }).to_string().into_bytes();
            Answer { reply: Reply::ok(body), route: Some("/") }
        } else {
            let choice = |it: &VersionEntry| it.choice(base_url, incoming.rest());
            let choices: Value = self.0.iter().map(choice).collect();
            let body = json!({ "choices": choices }).to_string().into_bytes();
            Answer { reply: Reply::json(StatusCode::MULTIPLE_CHOICES, body), route: None }
        };
        let reply = reply.negotiated(incoming.headers());
        Box::pin(std::future::ready(Answer { reply, route }))
    }
}

/// Whether `Accept` asks for version 2 of the compute API, whatever the path.
pub(crate) fn accepts_version_2(incoming: &actix_web::HttpRequest) -> bool {
    let accept = incoming.headers().get(ACCEPT).and_then(|it| it.to_str().ok());
    accept.is_some_and(|it| it.contains("application/vnd.openstack.compute+json;version=2"))
}
