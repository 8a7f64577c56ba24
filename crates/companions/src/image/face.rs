//! The image service, mounted.

use std::sync::Arc;

use ferronova_compute::{Compute, Image, Request, parse_id};
use ferronova_http::{
    Answer, AnswerFuture, Gate, Incoming, Method, Mount, Reply, StatusCode, write_json,
};
use serde::Serialize;

use super::{refusal::Refusal, v1, v2, versions};
use crate::{
    admission::admit,
    routes::{Routes, Unrouted},
};

/// Glance's face of the images that servers are made from. They can be read, not changed.
pub struct ImageFace {
    compute: Compute,
    gate: Arc<Gate>,
    routes: Routes<Endpoint>,
}

/// One request to the image service.
pub(crate) struct Call<'a> {
    pub(crate) compute: &'a Compute,
    pub(crate) incoming: &'a Incoming<'a>,
    pub(crate) request: Request<'a>,
    /// What stands in the path for `{id}`.
    id: &'a str,
}

/// What is at a path.
#[derive(Clone, Copy)]
enum Endpoint {
    Choices,
    Versions,
    V2List,
    V2Show,
    V2ImageSchema,
    V2ImagesSchema,
    V1List,
    V1Detail,
    V1Show,
}

const ROUTES: &[(Method, &str, Endpoint)] = &[
    (Method::GET, "/", Endpoint::Choices),
    (Method::GET, "/versions", Endpoint::Versions),
    (Method::GET, "/v2", Endpoint::Choices),
    (Method::GET, "/v1", Endpoint::Choices),
    (Method::GET, "/v2/images", Endpoint::V2List),
    (Method::GET, "/v2/images/{id}", Endpoint::V2Show),
    (Method::GET, "/v2/schemas/image", Endpoint::V2ImageSchema),
    (Method::GET, "/v2/schemas/images", Endpoint::V2ImagesSchema),
    (Method::GET, "/v1/images", Endpoint::V1List),
    (Method::GET, "/v1/images/detail", Endpoint::V1Detail),
    (Method::HEAD, "/v1/images/{id}", Endpoint::V1Show),
];

impl ImageFace {
    /// The face of the images of `compute`, for whom `gate` lets in.
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
                return Answer { reply: refusal.to_reply(incoming), route: "" };
            }
        };
        let reply = self.run(found.endpoint, found.id, incoming).await;
        Answer { reply, route: found.pattern }
    }

    async fn run(&self, endpoint: Endpoint, id: &str, incoming: &Incoming<'_>) -> Reply {
        let act = match endpoint {
            Endpoint::Choices => return version_list(StatusCode::MULTIPLE_CHOICES, incoming),
            Endpoint::Versions => return version_list(StatusCode::OK, incoming),
            Endpoint::V2List => v2::list,
            Endpoint::V2Show => v2::show,
            Endpoint::V2ImageSchema => v2::image_schema,
            Endpoint::V2ImagesSchema => v2::images_schema,
            Endpoint::V1List => v1::list,
            Endpoint::V1Detail => v1::detail,
            Endpoint::V1Show => v1::show,
        };
        let session = match admit(&self.gate, incoming).await {
            Ok(session) => session,
            Err(unauthorized) => return unauthorized,
        };
        let request = Request { caller: &session.caller, id: incoming.id() };
        let call = Call { compute: &self.compute, incoming, request, id };
        act(&call).unwrap_or_else(|refusal| refusal.to_reply(incoming))
    }
}

impl Mount for ImageFace {
    fn segments(&self) -> &'static [&'static str] {
        &["image"]
    }

    fn request_id_header(&self) -> Option<&'static str> {
        Some("x-openstack-request-id")
    }

    fn routes(&self) -> Vec<&'static str> {
        self.routes.patterns()
    }

    fn answer<'a>(&'a self, incoming: &'a Incoming<'a>) -> AnswerFuture<'a> {
        Box::pin(self.serve(incoming))
    }
}

impl Call<'_> {
    /// The image that the path names, by its id and not by its name.
    pub(crate) fn find_image(&self) -> Result<Arc<Image>, Refusal> {
        let found = parse_id(self.id).and_then(|id| self.compute.find_image(self.request, id));
        found.ok_or_else(|| Refusal::NoImage(self.id.to_owned()))
    }
}

/// 200 with a body.
pub(crate) fn ok(body: &impl Serialize) -> Reply {
    let mut buffer = Vec::new();
    write_json(&mut buffer, body);
    Reply::ok(buffer)
}

/// The versions: as choices where the path names none of them or nothing inside of one, plainly
/// where they were asked for. Glance's client takes choices for a failure there.
fn version_list(status: StatusCode, incoming: &Incoming<'_>) -> Reply {
    Reply::json(status, versions::list(incoming.base_url()).to_string().into_bytes())
}
