//! Checks a response against the API reference.

use serde_json::Value;

use super::document::{Document, Part};
use crate::Response;

/// Headers of HTTP itself or of proxies.
const HTTP_HEADERS: &[&str] = &[
    "connection",
    "content-length",
    "content-type",
    "date",
    "keep-alive",
    "server",
    "transfer-encoding",
    "vary",
    "via",
];

/// Checks the response to a request with this method. `answers` are the responses that the document
/// describes for it.
///
/// # Errors
///
/// A message that names the part of the response that the document does not describe.
pub(crate) fn check(
    document: &Document,
    answers: &Part<'_>,
    method: &str,
    response: &Response,
) -> Result<(), String> {
    let status = response.status().to_string();
    let answer = answers.member(&status);
    if answer.value.is_null() {
        return Err(format!("only these statuses are described: {}", answers.names().join(", ")));
    }
    let answer = document.resolve(answer);
    check_headers(document, &answer, response)?;
    check_body(document, &answer, method, response)
}

fn check_headers(
    document: &Document,
    answer: &Part<'_>,
    response: &Response,
) -> Result<(), String> {
    let headers = answer.member("headers");
    for name in headers.names() {
        let header = document.resolve(headers.member(name));
        let mut values = response.headers().filter(|(it, _)| it.eq_ignore_ascii_case(name));
        if header.value["required"] == true && response.header(name).is_none() {
            return Err(format!("the header `{name}` is missing"));
        }
        let wrong = values.find_map(|(_, value)| {
            let errors = document.errors(&header.member("schema"), &value.into());
            (!errors.is_empty()).then(|| errors.join("; "))
        });
        if let Some(errors) = wrong {
            return Err(format!("the header `{name}` is wrong: {errors}"));
        }
    }
    let is_described = |name: &str| {
        let is_name = |it: &&str| it.eq_ignore_ascii_case(name);
        headers.names().iter().any(is_name) || HTTP_HEADERS.iter().any(is_name)
    };
    match response.headers.iter().find(|(name, _)| !is_described(name)) {
        Some((name, value)) => Err(format!("the header `{name}: {value}` is not described")),
        None => Ok(()),
    }
}

fn check_body(
    document: &Document,
    answer: &Part<'_>,
    method: &str,
    response: &Response,
) -> Result<(), String> {
    let content = answer.member("content");
    if content.value.is_null() {
        let text = response.text();
        return if text.is_empty() { Ok(()) } else { Err("there is a body".to_owned()) };
    }
    let media_type = response.header("content-type").unwrap_or_default();
    let body = content.member(media_type);
    if body.value.is_null() {
        let described = content.names().join("`, `");
        return Err(format!("the media type is `{media_type}` and not one of `{described}`"));
    }
    if method == "HEAD" || (response.text().is_empty() && body.value["x-may-be-empty"] == true) {
        return Ok(());
    }
    let value = if media_type.contains("json") {
        serde_json::from_str(response.text()).map_err(|error| format!("it is no JSON: {error}"))?
    } else {
        Value::from(response.text())
    };
    let errors = document.errors(&body.member("schema"), &value);
    if errors.is_empty() { Ok(()) } else { Err(errors.join("\n         ")) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const JSON: (&str, &str) = ("content-type", "application/json");
    const ID: (&str, &str) = ("x-id", "7");

    /// Checks a response to `GET /v2/a`.
    fn check(status: u16, headers: &[(&str, &str)], text: &str) -> Result<(), String> {
        let schema = json!({
            "type": "object",
            "required": ["a"],
            "additionalProperties": false,
            "properties": {"a": {"type": "integer"}, "b": {"type": ["string", "null"]}},
        });
        let responses = json!({
            "200": {
                "headers": {"X-Id": {"required": true, "schema": {"pattern": "^[0-9]$"}}},
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}},
            },
            "204": {"$ref": "#/components/responses/Gone"},
        });
        let document = Document::new(json!({
            "paths": {"/v2/a": {"get": {"responses": responses}}},
            "components": {"schemas": {"A": schema}, "responses": {"Gone": {}}},
        }));
        let headers = headers.iter().map(|(name, it)| ((*name).to_owned(), (*it).to_owned()));
        let response = Response { status, headers: headers.collect(), text: text.to_owned() };
        super::check(&document, &document.answers("GET", "/v2/a"), "GET", &response)
    }

    #[track_caller]
    fn assert_refused(checked: Result<(), String>, part: &str) {
        let reason = checked.expect_err("it is not described");
        assert!(reason.contains(part), "`{part}` is not in: {reason}");
    }

    #[test]
    fn an_answer_that_is_described_passes() {
        assert_eq!(check(200, &[JSON, ID], r#"{"a": 1}"#), Ok(()));
        assert_eq!(check(200, &[JSON, ID], r#"{"a": 1, "b": null}"#), Ok(()));
        assert_eq!(check(204, &[], ""), Ok(()));
    }

    #[test]
    fn a_status_that_is_not_described_is_refused() {
        assert_refused(check(404, &[ID], ""), "only these statuses are described: 200, 204");
    }

    #[test]
    fn a_header_that_is_missing_wrong_or_not_described_is_refused() {
        let body = r#"{"a": 1}"#;

        assert_refused(check(200, &[JSON], body), "the header `X-Id` is missing");
        assert_refused(check(200, &[JSON, ("x-id", "a")], body), "the header `X-Id` is wrong");
        assert_refused(check(200, &[JSON, ID, ("x-id", "a")], body), "the header `X-Id` is wrong");
        let other = ("x-other", "1");
        assert_refused(check(200, &[JSON, ID, other], body), "`x-other: 1` is not described");
    }

    #[test]
    fn a_body_that_is_not_described_is_refused() {
        let html = ("content-type", "text/html");

        assert_refused(check(200, &[html, ID], "a"), "the media type is `text/html` and not one");
        assert_refused(check(200, &[JSON, ID], "a"), "it is no JSON");
        assert_refused(check(200, &[JSON, ID], "{}"), "\"a\" is a required property");
        assert_refused(check(200, &[JSON, ID], r#"{"a": "1"}"#), "is not of type \"integer\"");
        assert_refused(check(200, &[JSON, ID], r#"{"a": 1, "c": 1}"#), "('c' was unexpected)");
        assert_refused(check(204, &[], "a"), "there is a body");
    }
}
