//! `GET /healthz`: 200 while reads and writes are answered without a long wait.

use std::sync::Arc;

use ferronova_compute::{LogThrottle, Servers, StoreError, error_chain};
use ferronova_http::{
    Answer, AnswerFuture, Incoming, Method, Mount, Reply, StatusCode, not_found_page,
};

/// Answers `/healthz`.
pub(crate) struct Health {
    pub(crate) servers: Arc<dyn Servers>,
}

impl Health {
    fn reply(&self) -> Reply {
        let (status, text) = match self.servers.health() {
            Ok(()) => (StatusCode::OK, "ok\n".to_owned()),
            // Not logged here: it was logged when the slow write began.
            Err(error @ StoreError::Slow { .. }) => {
                (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n"))
            }
            Err(
                error @ (StoreError::Failed { .. }
                | StoreError::Damaged { .. }
                | StoreError::Unreachable { .. }),
            ) => {
                static FAILURES: LogThrottle = LogThrottle::new();
                let chain = error_chain(&error);
                if let Some(more) = FAILURES.pass(&chain) {
                    log::error!("not healthy: {chain}{more}");
                }
                (StatusCode::SERVICE_UNAVAILABLE, "the store failed\n".to_owned())
            }
        };
        Reply::new(status, "text/plain; charset=UTF-8", text.into_bytes())
    }
}

impl Mount for Health {
    fn segments(&self) -> &'static [&'static str] {
        &["healthz"]
    }

    fn routes(&self) -> Vec<&'static str> {
        vec!["/"]
    }

    fn answer<'a>(&'a self, incoming: &'a Incoming<'a>) -> AnswerFuture<'a> {
        let is_asked = matches!(*incoming.method(), Method::GET | Method::HEAD);
        let answer = if is_asked && incoming.rest().is_empty() {
            Answer { reply: self.reply(), route: Some("/") }
        } else {
            Answer { reply: not_found_page(incoming.headers()), route: None }
        };
        Box::pin(std::future::ready(answer))
    }
}
