//! `GET /metrics`: metrics in the text format of Prometheus.
//!
//! Requests need no token, as collectors of metrics expect. The metrics contain no secrets: they
//! count servers and requests without naming any. `docs/operations.md` says how to restrict access.

mod process;
mod requests;

use std::{fmt, sync::Arc};

use ferronova_compute::{Census, Ports};
use ferronova_http::{
    Answer, AnswerFuture, Fault, Incoming, Memory, Method, Mount, Reply, StatusCode, Traffic,
    not_found_page,
};
use prometheus_client::{
    encoding::prometheus_text::{CONTENT_TYPE, encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::{ConstGauge, Gauge},
        info::Info,
    },
    registry::Registry,
};

pub(crate) use process::Process;

use crate::embedded::Embedded;

/// Answers `/metrics`.
pub(crate) struct Metrics {
    pub(crate) ports: Ports,
    pub(crate) embedded: Embedded,
    pub(crate) connections: Gauge,
    pub(crate) memory: Arc<Memory>,
    pub(crate) refused_heads: Counter,
    pub(crate) process: Process,
}

impl Metrics {
    fn reply(&self, traffic: &Traffic) -> Reply {
        match self.text(traffic) {
            Ok(text) => Reply::new(StatusCode::OK, CONTENT_TYPE, text.into_bytes()),
            Err(error) => Fault::internal(&error).to_reply(),
        }
    }

    /// Encodes the current values.
    fn text(&self, traffic: &Traffic) -> Result<String, fmt::Error> {
        let mut registry = Registry::default();
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("ferronova_build", "The version of the program", build);
        registry.register(
            "ferronova_servers",
            "Servers that live, by who locked them",
            servers(self.ports.lifecycle.census()),
        );
        let is_healthy = ConstGauge::new(i64::from(self.ports.servers.health().is_ok()));
        registry.register(
            "ferronova_store_healthy",
            "Whether the store can be written to",
            is_healthy,
        );
        registry.register(
            "ferronova_store_write_wait_seconds",
            "How long the write that goes on now has been waited for",
            ConstGauge::new(self.embedded.store.writing_for().as_secs_f64()),
        );
        registry.register(
            "ferronova_store_reserve_bytes",
            "Room on the disk that is kept for small writes",
            ConstGauge::new(self.embedded.store.reserve()),
        );
        self.embedded.commits.register(&mut registry);
        requests::register(&mut registry, traffic);
        registry.register(
            "ferronova_http_connections",
            "Open connections",
            self.connections.clone(),
        );
        registry.register(
            "ferronova_http_memory_bytes",
            "Memory that requests and their answers hold of what --max-memory allows",
            ConstGauge::new(u64::try_from(self.memory.held()).unwrap_or(u64::MAX)),
        );
        registry.register(
            "ferronova_http_refused_heads",
            "Heads of requests that were refused as malformed or too large",
            self.refused_heads.clone(),
        );
        self.process.register(&mut registry);
        let mut text = String::new();
        encode(&mut text, &registry)?;
        Ok(text)
    }
}

fn servers(census: Census) -> Family<[(&'static str, &'static str); 1], Gauge> {
    let Census { unlocked, locked_by_owner, locked_by_admin } = census;
    let servers = Family::default();
    for (holder, count) in
        [("none", unlocked), ("owner", locked_by_owner), ("admin", locked_by_admin)]
    {
        let gauge: &Gauge = &servers.get_or_create(&[("locked_by", holder)]);
        gauge.set(i64::try_from(count).unwrap_or(i64::MAX));
    }
    servers
}

impl Mount for Metrics {
    fn segments(&self) -> &'static [&'static str] {
        &["metrics"]
    }

    fn routes(&self) -> Vec<&'static str> {
        vec!["/"]
    }

    fn answer<'a>(&'a self, incoming: &'a Incoming<'a>) -> AnswerFuture<'a> {
        let is_asked = matches!(*incoming.method(), Method::GET | Method::HEAD);
        let answer = if is_asked && incoming.rest().is_empty() {
            Answer { reply: self.reply(incoming.traffic()), route: Some("/") }
        } else {
            Answer { reply: not_found_page(incoming.headers()), route: None }
        };
        Box::pin(std::future::ready(answer))
    }
}
