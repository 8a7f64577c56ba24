//! `/ferronova`: the start page, with links to everything.

use std::{fmt::Write as _, sync::LazyLock};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use clap::ValueEnum;
use ferronova_http::{HeaderName, Reply, StatusCode};
use sha2::{Digest as _, Sha256};

use super::asset::HTML;
use crate::ApiVersion;

const PAGE: &str = include_str!("start.html");
const STYLE: &str = include_str!("start.css");

/// The content security policy of the page: the browser may load nothing, and may apply no style
/// except the page's own.
static CONTENT_POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    )
});

/// The services in the catalogue and their paths.
const FACES: [(&str, &str); 6] = [
    ("compute v2", "/v2"),
    ("compute v2.1", "/v2.1"),
    ("compute v3", "/v3"),
    ("identity", "/identity"),
    ("image", "/image"),
    ("network", "/network"),
];

/// Responds with the page; its links begin with `base_url`.
pub(super) fn reply(base_url: &str) -> Reply {
    Reply::new(StatusCode::OK, HTML, page(base_url).into_bytes())
        .with_header(HeaderName::from_static("content-security-policy"), &CONTENT_POLICY)
        .with_header(HeaderName::from_static("x-content-type-options"), "nosniff")
}

fn page(base_url: &str) -> String {
    let base = escape(base_url);
    let mut references = String::new();
    for version in ApiVersion::value_variants() {
        let name = version.as_str();
        // Writing into a `String` can't fail.
        let _ = write!(
            references,
            "<li><a href=\"{base}/ferronova/api-ref/?version={name}\">Reference of {name}</a>\n\
             <small>as a file: <a href=\"{base}/ferronova/api-ref/{name}.json\">{name}.json</a>\
             </small></li>\n",
        );
    }
    let mut faces = String::new();
    for (name, path) in FACES {
        let url = format!("{base}{path}");
        // Writing into a `String` can't fail.
        let _ = writeln!(faces, "<dt>{name}</dt>\n<dd><a href=\"{url}\">{url}</a></dd>");
    }
    let values = [
        ("{style}", STYLE),
        ("{version}", env!("CARGO_PKG_VERSION")),
        ("{references}", &references),
        ("{faces}", &faces),
        ("{base}", &base),
    ];
    values.iter().fold(PAGE.to_owned(), |page, (name, value)| page.replace(name, value))
}

/// Escapes a text for HTML, including attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_an_address_is_taken_for_html() {
        let page = page("https://a.example\"><script>alert('&')</script>");

        let escaped =
            "https://a.example&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;/v2";
        assert!(page.contains(&format!("<a href=\"{escaped}\">{escaped}</a>")), "{page}");
        assert!(!page.contains("<script"), "{page}");
    }
}
