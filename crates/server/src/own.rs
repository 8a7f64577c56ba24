//! `/ferronova`: what no Nova has, never inside a body of Nova's.

use std::sync::Arc;

use ferronova_compute::{Content, Store};
use ferronova_http::{
    Answer, AnswerFuture, Fault, Gate, Incoming, Method, Mount, Reply, StatusCode, not_found_page,
};

/// Answers `/ferronova`.
pub(crate) struct Own {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) gate: Arc<Gate>,
    /// What `reset` returns to; nothing if servers are kept in a folder.
    pub(crate) beginning: Option<Content>,
}

impl Own {
    async fn serve(&self, incoming: &Incoming<'_>) -> Answer {
        if incoming.rest() == "/reset" && *incoming.method() == Method::POST {
            return Answer { reply: self.reset(incoming).await, route: "/reset" };
        }
        Answer { reply: not_found_page(incoming.headers()), route: "" }
    }

    /// Returns to the seed. Tokens stay valid.
    async fn reset(&self, incoming: &Incoming<'_>) -> Reply {
        let session = match self.gate.admit_request(incoming).await {
            Ok(session) => session,
            Err(reply) => return reply,
        };
        if !session.caller.is_admin {
            return Fault::forbidden_by("context_is_admin").to_reply();
        }
        let Some(beginning) = self.beginning.clone() else {
            let text = "only a server that was started with --ephemeral can be reset";
            return Fault::new(StatusCode::CONFLICT, text).to_reply();
        };
        match self.store.load(beginning).await {
            Ok(()) => Reply::no_content(),
            Err(error) => Fault::internal(&error).to_reply(),
        }
    }
}

impl Mount for Own {
    fn segments(&self) -> &'static [&'static str] {
        &["ferronova"]
    }

    fn request_id_header(&self) -> Option<&'static str> {
        Some("x-openstack-request-id")
    }

    fn answer<'a>(&'a self, incoming: &'a Incoming<'a>) -> AnswerFuture<'a> {
        Box::pin(self.serve(incoming))
    }
}
