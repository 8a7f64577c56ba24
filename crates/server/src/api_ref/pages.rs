//! `/ferronova/api-ref`: the API reference, to read in a browser. All of it comes from here.

use std::sync::OnceLock;

use clap::ValueEnum;
use ferronova_http::{Fault, HeaderName, LOCATION, Reply, StatusCode, write_json_string_inside};
use serde_json::json;

use super::{ApiVersion, api_ref};
use crate::{Enabled, Exit};

const PAGE: &str = include_str!("page.html");
const SCRIPT: &str = include_str!("page.js");
const STYLE: &str = include_str!("page.css");
const VIEWER_SCRIPT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui-bundle.js"));
const VIEWER_STYLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui.css"));

const HTML_TYPE: &str = "text/html; charset=UTF-8";
const SCRIPT_TYPE: &str = "text/javascript; charset=UTF-8";
const STYLE_TYPE: &str = "text/css; charset=UTF-8";

/// What the browser may load: nothing that is not served here. The viewer sets styles inline, and
/// its pictures are in its style sheet.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; \
                              style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                              connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Stands for the start of URLs in a document that is kept.
const BASE_URL: &str = "ferronova:base-url";

/// Answers everything below `/ferronova/api-ref`.
pub(crate) struct Pages {
    enabled: Enabled,
    documents: Vec<(ApiVersion, OnceLock<Option<String>>)>,
}

impl Pages {
    /// Pages on the APIs with the extensions that are `enabled`. Their documents are made when
    /// somebody asks for them.
    pub(crate) fn new(enabled: Enabled) -> Self {
        let versions = ApiVersion::value_variants().iter();
        Self { enabled, documents: versions.map(|it| (*it, OnceLock::new())).collect() }
    }

    /// The answer to `GET` of a path below `/ferronova/api-ref`, if there is something.
    pub(crate) fn find(&self, path: &str, base_url: &str) -> Option<Reply> {
        let ok = |content_type, body: &[u8]| {
            let reply = Reply::new(StatusCode::OK, content_type, body.to_vec());
            reply.with_header(HeaderName::from_static("x-content-type-options"), "nosniff")
        };
        let reply = match path {
            "" => Reply::new(StatusCode::FOUND, HTML_TYPE, Vec::new())
                .with_header(LOCATION, &format!("{base_url}/ferronova/api-ref/")),
            "/" => ok(HTML_TYPE, page().as_bytes())
                .with_header(HeaderName::from_static("content-security-policy"), CONTENT_POLICY),
            "/page.js" => ok(SCRIPT_TYPE, SCRIPT.as_bytes()),
            "/page.css" => ok(STYLE_TYPE, STYLE.as_bytes()),
            "/swagger-ui-bundle.js" => ok(SCRIPT_TYPE, VIEWER_SCRIPT),
            "/swagger-ui.css" => ok(STYLE_TYPE, VIEWER_STYLE),
            _ => {
                let name = path.strip_prefix('/')?.strip_suffix(".json")?;
                let (version, kept) = self.documents.iter().find(|(it, _)| it.as_str() == name)?;
                match kept.get_or_init(|| self.make(*version)) {
                    Some(text) => Reply::ok(begin_urls(text, base_url)),
                    None => Fault::plain(StatusCode::INTERNAL_SERVER_ERROR).to_reply(),
                }
            }
        };
        Some(reply)
    }

    /// The text of a document. What is wrong with it is for whoever wrote the extensions.
    fn make(&self, version: ApiVersion) -> Option<String> {
        let document = api_ref(version, &self.enabled).and_then(|mut document| {
            document["servers"] = json!([{ "url": BASE_URL }]);
            serde_json::to_string(&document)
                .map_err(|error| Exit::because("can't write the API reference", &error))
        });
        document.inspect_err(|exit| log::error!("{exit}")).ok()
    }
}

/// The page, with links to every version there is.
fn page() -> String {
    let links = ApiVersion::value_variants().iter().map(|it| {
        let name = it.as_str();
        format!("<a href=\"?version={name}\">{name}</a><a href=\"{name}.json\">{name}.json</a>")
    });
    PAGE.replace("{versions}", &links.collect::<String>())
}

/// The document whose URLs begin so.
fn begin_urls(text: &str, base_url: &str) -> Vec<u8> {
    let (before, after) = text.split_once(BASE_URL).unwrap_or((text, ""));
    let mut body = Vec::with_capacity(text.len() + base_url.len());
    body.extend_from_slice(before.as_bytes());
    write_json_string_inside(&mut body, base_url);
    body.extend_from_slice(after.as_bytes());
    body
}
