//! The image service as a mount.

use std::sync::Arc;

use ferronova_compute::Compute;
use ferronova_http::{Answer, AnswerFuture, Gate, Incoming, Method, Mount, Reply, StatusCode};

use super::{
    call::{ImageCall, ok},
    members,
    refusal::Refusal,
    schemas, tags, v1, v2, versions,
};
use crate::{
    admission::admit,
    routes::{EndpointMatch, Routes, Unrouted},
};

/// Glance's API for the images that servers are made from. Owners can change and delete their
/// images through v2. Images can't be created or uploaded.
pub struct ImageFace {
    compute: Compute,
    gate: Arc<Gate>,
    routes: Routes<Endpoint>,
}

#[derive(Clone, Copy)]
enum Endpoint {
    /// The list of versions, with this status.
    Versions(StatusCode),
    /// An endpoint that needs a valid token.
    Protected(Protected),
}

#[derive(Clone, Copy)]
enum Protected {
    V2List,
    V2Show,
    V2Update,
    V2Delete,
    V2Tasks,
    V2File,
    V2AddTag,
    V2RemoveTag,
    V2Members,
    V2AddMember,
    V2Member,
    V2ImageSchema,
    V2ImagesSchema,
    V1List,
    V1Detail,
    V1Show,
}

/// The routes of the image service. The paths `/`, `/v2` and `/v1` reply with the list of versions
/// and the status 300. For `/versions` the status is 200, as Glance's client takes a 300 for a
/// failure there.
const ROUTES: &[(Method, &str, Endpoint)] = &[
    (Method::GET, "/", Endpoint::Versions(StatusCode::MULTIPLE_CHOICES)),
    (Method::GET, "/versions", Endpoint::Versions(StatusCode::OK)),
    (Method::GET, "/v2", Endpoint::Versions(StatusCode::MULTIPLE_CHOICES)),
    (Method::GET, "/v1", Endpoint::Versions(StatusCode::MULTIPLE_CHOICES)),
    (Method::GET, "/v2/images", Endpoint::Protected(Protected::V2List)),
    (Method::GET, "/v2/images/{id}", Endpoint::Protected(Protected::V2Show)),
    (Method::PATCH, "/v2/images/{id}", Endpoint::Protected(Protected::V2Update)),
    (Method::DELETE, "/v2/images/{id}", Endpoint::Protected(Protected::V2Delete)),
    (Method::GET, "/v2/images/{id}/tasks", Endpoint::Protected(Protected::V2Tasks)),
    (Method::GET, "/v2/images/{id}/file", Endpoint::Protected(Protected::V2File)),
    (Method::PUT, "/v2/images/{id}/tags/{name}", Endpoint::Protected(Protected::V2AddTag)),
    (Method::DELETE, "/v2/images/{id}/tags/{name}", Endpoint::Protected(Protected::V2RemoveTag)),
    (Method::GET, "/v2/images/{id}/members", Endpoint::Protected(Protected::V2Members)),
    (Method::POST, "/v2/images/{id}/members", Endpoint::Protected(Protected::V2AddMember)),
    (Method::GET, "/v2/images/{id}/members/{name}", Endpoint::Protected(Protected::V2Member)),
    (Method::PUT, "/v2/images/{id}/members/{name}", Endpoint::Protected(Protected::V2Member)),
    (Method::DELETE, "/v2/images/{id}/members/{name}", Endpoint::Protected(Protected::V2Member)),
    (Method::GET, "/v2/schemas/image", Endpoint::Protected(Protected::V2ImageSchema)),
    (Method::GET, "/v2/schemas/images", Endpoint::Protected(Protected::V2ImagesSchema)),
    (Method::GET, "/v1/images", Endpoint::Protected(Protected::V1List)),
    (Method::GET, "/v1/images/detail", Endpoint::Protected(Protected::V1Detail)),
    (Method::HEAD, "/v1/images/{id}", Endpoint::Protected(Protected::V1Show)),
];

impl ImageFace {
    #[must_use]
    pub fn new(compute: Compute, gate: Arc<Gate>) -> Self {
        Self { compute, gate, routes: Routes::new(ROUTES) }
    }

    async fn serve(&self, incoming: &Incoming<'_>) -> Answer {
        let found = match self.routes.find(incoming.method(), incoming.rest()) {
            Ok(found) => found,
            Err(unrouted) => {
                let refusal = match unrouted {
                    Unrouted::Path => Refusal::NoRoute,
                    Unrouted::Method(allow) => Refusal::WrongMethod(allow),
                };
                return Answer { reply: refusal.to_reply(incoming), route: None };
            }
        };
        let reply = self.run(&found, incoming).await;
        Answer { reply, route: Some(found.pattern) }
    }

    async fn run(&self, found: &EndpointMatch<'_, Endpoint>, incoming: &Incoming<'_>) -> Reply {
        let protected = match found.endpoint {
            Endpoint::Versions(status) => {
                let list = versions::list(incoming.base_url());
                return Reply::json(status, list.to_string().into_bytes());
            }
            Endpoint::Protected(protected) => protected,
        };
        let session = match admit(&self.gate, incoming).await {
            Ok(session) => session,
            Err(unauthorized) => return unauthorized,
        };
        let EndpointMatch { id, name, .. } = *found;
        let call =
            ImageCall { compute: &self.compute, incoming, subject: &session.subject, id, name };
        let outcome = match protected {
            Protected::V2List => v2::list(&call).await,
            Protected::V2Show => v2::show(&call).await,
            Protected::V2Update => v2::update(&call).await,
            Protected::V2Delete => v2::delete(&call).await,
            Protected::V2Tasks => v2::tasks(&call).await,
            Protected::V2File => v2::file(&call).await,
            Protected::V2AddTag => tags::add(&call).await,
            Protected::V2RemoveTag => tags::remove(&call).await,
            Protected::V2Members => members::list(&call).await,
            Protected::V2AddMember => members::add(&call).await,
            Protected::V2Member => members::one(&call).await,
            Protected::V2ImageSchema => Ok(ok(&schemas::image())),
            Protected::V2ImagesSchema => Ok(ok(&schemas::images())),
            Protected::V1List => v1::list(&call).await,
            Protected::V1Detail => v1::detail(&call).await,
            Protected::V1Show => v1::show(&call).await,
        };
        outcome.unwrap_or_else(|refusal| refusal.to_reply(incoming))
    }
}

impl Mount for ImageFace {
    fn segments(&self) -> &'static [&'static str] {
        &["image"]
    }

    fn routes(&self) -> Vec<&'static str> {
        self.routes.patterns()
    }

    fn answer<'a>(&'a self, incoming: &'a Incoming<'a>) -> AnswerFuture<'a> {
        Box::pin(self.serve(incoming))
    }
}
