//! `/ferronova`: resources that Nova does not have, kept apart from Nova's paths.

use std::sync::Arc;

use ferronova_compute::{Content, Lifecycle, UnseenWork};
use ferronova_http::{
    Answer, AnswerFuture, Fault, Gate, Incoming, Method, Mount, Reply, StatusCode, not_found_page,
};

use crate::{
    backup,
    embedded::Embedded,
    pages::{self, Pages},
};

/// Answers `/ferronova`.
pub(crate) struct FerronovaMount {
    pub(crate) lifecycle: Arc<dyn Lifecycle>,
    pub(crate) gate: Arc<Gate>,
    pub(crate) embedded: Embedded,
    /// The finished operations that no response has shown yet. `reset` clears them.
    pub(crate) unseen_work: Arc<UnseenWork>,
    /// The content that `reset` returns to; `None` if servers are kept in a folder.
    pub(crate) beginning: Option<Content>,
    pub(crate) pages: Pages,
}

impl FerronovaMount {
    async fn serve(&self, incoming: &Incoming<'_>) -> Answer {
        if incoming.rest() == "/reset" && *incoming.method() == Method::POST {
            return Answer { reply: self.reset(incoming).await, route: Some("/reset") };
        }
        if incoming.rest() == "/backup" && *incoming.method() == Method::POST {
            return Answer { reply: self.backup(incoming).await, route: Some("/backup") };
        }
        if let Some((reply, route)) = self.pages.find(incoming) {
            return Answer { reply, route: Some(route) };
        }
        Answer { reply: not_found_page(incoming.headers()), route: None }
    }

    /// Returns to the content of the seed. Tokens stay valid.
    async fn reset(&self, incoming: &Incoming<'_>) -> Reply {
        if let Err(reply) = self.admit_admin(incoming).await {
            return reply;
        }
        let Some(beginning) = self.beginning.clone() else {
            let text = "only a server that was started with --ephemeral can be reset";
            return Fault::new(StatusCode::CONFLICT, text).to_reply();
        };
        match self.lifecycle.load(beginning).await {
            Ok(()) => {
                self.unseen_work.clear();
                Reply::no_content()
            }
            Err(error) => Fault::internal(&error).to_reply(),
        }
    }

    /// Streams a backup.
    async fn backup(&self, incoming: &Incoming<'_>) -> Reply {
        if let Err(reply) = self.admit_admin(incoming).await {
            return reply;
        }
        match self.embedded.store.backup() {
            Ok(backup) => backup::stream(backup),
            Err(error) => Fault::internal(&error).to_reply(),
        }
    }

    async fn admit_admin(&self, incoming: &Incoming<'_>) -> Result<(), Reply> {
        let session = self.gate.admit_request(incoming).await?;
        if session.subject.is_admin() {
            return Ok(());
        }
        let text = "Policy doesn't allow context_is_admin to be performed.";
        Err(Fault::new(StatusCode::FORBIDDEN, text).to_reply())
    }
}

impl Mount for FerronovaMount {
    fn segments(&self) -> &'static [&'static str] {
        &["ferronova"]
    }

    fn routes(&self) -> Vec<&'static str> {
        [&["/reset", "/backup"], &pages::ROUTES[..]].concat()
    }

    fn answer<'a>(&'a self, incoming: &'a Incoming<'a>) -> AnswerFuture<'a> {
        Box::pin(self.serve(incoming))
    }
}
