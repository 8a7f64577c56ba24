//! `/ferronova/api-ref`: the API reference.

use std::{io, sync::OnceLock};

use clap::ValueEnum;
use ferronova_http::{
    Fault, HeaderName, Incoming, LOCATION, Reply, StatusCode, write_json_string_inside,
};
use serde_json::json;

use super::asset::{Asset, HTML};
use crate::{ApiVersion, Enabled, Exit, api_ref};

/// A file that the build script has compressed.
macro_rules! built {
    ($content_type:expr, $name:literal) => {
        Asset::built($content_type, include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".gz")))
    };
}

static PAGE: Asset = built!(HTML, "page.html");

const SCRIPT: &str = "text/javascript; charset=UTF-8";
const STYLE: &str = "text/css; charset=UTF-8";

/// The files that the page loads.
static FILES: [(&str, Asset); 4] = [
    ("/page.js", built!(SCRIPT, "page.js")),
    ("/page.css", built!(STYLE, "page.css")),
    ("/swagger-ui-bundle.js", built!(SCRIPT, "swagger-ui-bundle.js")),
    ("/swagger-ui.css", built!(STYLE, "swagger-ui.css")),
];

/// The content security policy of the page: the browser may load only what is served here. Inline
/// styles are allowed because the viewer sets them, and `data:` images because its style sheet
/// contains them.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; \
                              style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                              connect-src 'self'; base-uri 'none'; form-action 'none'; \
                              frame-ancestors 'none'";

/// Placeholder in stored documents for the start of URLs.
const BASE_URL: &str = "ferronova:base-url";

/// The page and its documents.
pub(super) struct Reference {
    enabled: Enabled,
    documents: Vec<(ApiVersion, OnceLock<Option<String>>)>,
}

impl Reference {
    /// The reference of the APIs with the `enabled` extensions. Documents are created on their
    /// first request.
    pub(super) fn new(enabled: Enabled) -> Self {
        let versions = ApiVersion::value_variants().iter();
        Self { enabled, documents: versions.map(|it| (*it, OnceLock::new())).collect() }
    }

    /// Returns the reply for `path`; `None` if nothing is served there.
    pub(super) fn find(&self, path: &str, incoming: &Incoming<'_>) -> Option<Reply> {
        let base_url = incoming.base_url();
        if path.is_empty() {
            let reply = Reply::new(StatusCode::FOUND, HTML, Vec::new());
            return Some(reply.with_header(LOCATION, &format!("{base_url}/ferronova/api-ref/")));
        }
        if path == "/" {
            let policy = HeaderName::from_static("content-security-policy");
            return Some(PAGE.reply(incoming.headers()).with_header(policy, CONTENT_POLICY));
        }
        if let Some((_, file)) = FILES.iter().find(|(it, _)| *it == path) {
            return Some(file.reply(incoming.headers()));
        }
        let name = path.strip_prefix('/')?.strip_suffix(".json")?;
        let (version, kept) = self.documents.iter().find(|(it, _)| it.as_str() == name)?;
        let Some(text) = kept.get_or_init(|| self.make(*version)) else {
            return Some(Fault::plain(StatusCode::INTERNAL_SERVER_ERROR).to_reply());
        };
        Some(match document(text, base_url) {
            Ok(document) => document.reply(incoming.headers()),
            Err(error) => Fault::internal(&error).to_reply(),
        })
    }

    /// Creates the text of a document. Errors are logged, as only authors of extensions can fix
    /// them.
    fn make(&self, version: ApiVersion) -> Option<String> {
        let document = api_ref(version, &self.enabled).and_then(|mut document| {
            document["servers"] = json!([{ "url": BASE_URL }]);
            serde_json::to_string(&document)
                .map_err(|error| Exit::because("can't write the API reference", &error))
        });
        document.inspect_err(|exit| log::error!("{exit}")).ok()
    }
}

/// Returns the document with URLs that begin with `base_url`.
fn document(text: &str, base_url: &str) -> io::Result<Asset> {
    let (before, after) = text.split_once(BASE_URL).unwrap_or((text, ""));
    let mut body = Vec::with_capacity(text.len() + base_url.len());
    body.extend_from_slice(before.as_bytes());
    write_json_string_inside(&mut body, base_url);
    body.extend_from_slice(after.as_bytes());
    Asset::made("application/json", &body)
}
