//! `/ferronova`: pages for browsers, and everything that these pages load.

mod asset;
mod reference;
mod start;

use ferronova_http::{Incoming, Method, Reply, method_not_allowed_page};

use self::reference::Reference;
use crate::Enabled;

pub(crate) const ROUTES: [&str; 2] = [START, REFERENCE];

const START: &str = "/";
const REFERENCE: &str = "/api-ref";

pub(crate) struct Pages {
    reference: Reference,
}

impl Pages {
    /// Pages that describe the APIs with the `enabled` extensions.
    pub(crate) fn new(enabled: Enabled) -> Self {
        Self { reference: Reference::new(enabled) }
    }

    /// Returns the response and its route; `None` if there is no such page.
    pub(crate) fn find(&self, incoming: &Incoming<'_>) -> Option<(Reply, &'static str)> {
        let found = match incoming.rest() {
            "" | "/" => (start::reply(incoming.base_url()), START),
            rest => {
                let path = rest.strip_prefix(REFERENCE)?;
                (self.reference.find(path, incoming)?, REFERENCE)
            }
        };
        let is_asked = matches!(*incoming.method(), Method::GET | Method::HEAD);
        Some(if is_asked { found } else { (refuse(incoming), found.1) })
    }
}

fn refuse(incoming: &Incoming<'_>) -> Reply {
    method_not_allowed_page(incoming.headers(), "GET, HEAD")
}
