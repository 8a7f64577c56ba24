//! One request to the image service.

use ferronova_compute::{Compute, Image, Request, parse_id};
use ferronova_http::{Incoming, Reply, write_json};
use serde::Serialize;

use super::refusal::Refusal;

/// A request by somebody whom the gate let in.
pub(crate) struct Call<'a> {
    pub(crate) compute: &'a Compute,
    pub(crate) incoming: &'a Incoming<'a>,
    pub(crate) request: Request<'a>,
    /// What stands in the path for `{id}`.
    pub(crate) id: &'a str,
    /// What stands in the path for `{name}`.
    pub(crate) name: &'a str,
}

impl Call<'_> {
    /// The image that the path names, by its id and not by its name.
    pub(crate) fn find_image(&self) -> Result<Image, Refusal> {
        let id = parse_id(self.id);
        let found = id.map(|id| self.compute.find_image(self.request, id)).transpose()?.flatten();
        found.ok_or_else(|| Refusal::NoImage(self.id.to_owned()))
    }

    /// Fails if the request has a body, where none is read.
    pub(crate) fn check_no_body(&self) -> Result<(), Refusal> {
        if self.incoming.body().is_empty() {
            return Ok(());
        }
        Err(Refusal::BadRequest("A body is not expected with this request.".to_owned()))
    }
}

/// 200 with a body.
pub(crate) fn ok(body: &impl Serialize) -> Reply {
    let mut buffer = Vec::new();
    write_json(&mut buffer, body);
    Reply::ok(buffer)
}
