//! The documents of the microversions of v2.1, and which of them a request is about.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use ferronova_server::{ApiVersion, Enabled, Microversion, api_ref, at_microversion};
use serde_json::Value;

use super::{answer, document::Document};
use crate::Response;

const VERSION: ApiVersion = ApiVersion::V21;

/// The document of all microversions.
static WHOLE: LazyLock<(Value, Document)> = LazyLock::new(|| {
    let whole = api_ref(VERSION, &Enabled::default()).unwrap_or_else(|exit| panic!("{exit}"));
    (whole.clone(), Document::new(whole))
});

/// What a request says about the microversion.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    /// One that is there.
    For(Microversion),
    /// Something malformed, or a microversion that is not there.
    ForNone,
}

/// Checks a response of v2.1 against the document of the microversion of the request. `path` is
/// written as in the document.
///
/// # Errors
///
/// A message that names the part of the response that the document does not describe.
pub(super) fn check(
    method: &str,
    path: &str,
    headers: &[(String, String)],
    response: &Response,
) -> Result<(), String> {
    let (_, whole) = &*WHOLE;
    // A path that is nowhere is refused before the microversion is looked at.
    if !whole.describes(method, path) {
        return answer::check(whole, &whole.answers(method, path), method, response);
    }
    match asked(headers) {
        Asked::ForNone => {
            let answers = whole.root_member("x-without-microversion");
            answer::check(whole, &answers, method, response)
        }
        Asked::For(microversion) => {
            let document = document_at(microversion);
            let answers = if document.describes(method, path) {
                document.answers(method, path)
            } else {
                document.root_member("x-at-other-microversions")
            };
            let checked = answer::check(&document, &answers, method, response);
            checked.map_err(|reason| format!("at {microversion}: {reason}"))
        }
    }
}

/// Returns the microversion that a request asks for.
fn asked(headers: &[(String, String)]) -> Asked {
    let named = headers.iter().rev().find_map(|(name, value)| {
        let is_it = name.eq_ignore_ascii_case("openstack-api-version");
        if is_it { of_compute(value) } else { None }
    });
    let of_nova = || {
        let is_it = |name: &str| name.eq_ignore_ascii_case("x-openstack-nova-api-version");
        let (_, value) = headers.iter().rev().find(|(name, _)| is_it(name))?;
        Some(value.rsplit(',').next().unwrap_or_default().trim())
    };
    let (first, last) = VERSION.microversions().expect("v2.1 has microversions");
    match named.or_else(of_nova) {
        None => Asked::For(first),
        Some("latest") => Asked::For(last),
        Some(text) => {
            let found = text.parse().ok().filter(|it| (first..=last).contains(it));
            found.map_or(Asked::ForNone, Asked::For)
        }
    }
}

/// Returns the last microversion that a value of `OpenStack-API-Version` has for `compute`.
fn of_compute(value: &str) -> Option<&str> {
    value.rsplit(',').find_map(|entry| {
        let (service, microversion) = entry.trim().split_once(char::is_whitespace)?;
        service.eq_ignore_ascii_case("compute").then(|| microversion.trim())
    })
}

/// Returns the document of a microversion, created once per process.
fn document_at(microversion: Microversion) -> Arc<Document> {
    static MADE: Mutex<BTreeMap<Microversion, Arc<Document>>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let document = made.entry(microversion).or_insert_with(|| {
        let (whole, _) = &*WHOLE;
        let mut document =
            at_microversion(VERSION, whole, microversion).unwrap_or_else(|exit| panic!("{exit}"));
        fix_headers(&mut document, microversion);
        Arc::new(Document::new(document))
    });
    Arc::clone(document)
}

/// Changes a document so that answers must name exactly this microversion.
fn fix_headers(document: &mut Value, microversion: Microversion) {
    let headers = &mut document["components"]["headers"];
    for name in ["microversion", "microversion_if_known"] {
        headers[name]["schema"]["const"] = format!("compute {microversion}").into();
    }
    for name in ["microversion_of_nova", "microversion_of_nova_if_known"] {
        headers[name]["schema"]["const"] = microversion.to_string().into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: &str = "OpenStack-API-Version";
    const OLD: &str = "x-openstack-nova-api-version";

    fn asked_by(headers: &[(&str, &str)]) -> Asked {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        asked(&headers.iter().map(owned).collect::<Vec<_>>())
    }

    #[test]
    fn the_last_entry_of_compute_counts_and_the_old_header_comes_second() {
        for (headers, minor) in [
            (&[][..], 1),
            (&[(NEW, "compute 2.73")], 73),
            (&[(NEW, "Compute   2.73 ")], 73),
            (&[(NEW, "compute latest")], 104),
            (&[(NEW, "identity 3.1, compute 2.9,compute 2.10, volume 3.0")], 10),
            (&[(OLD, "2.9")], 9),
            (&[(OLD, "2.9, 2.10")], 10),
            (&[(OLD, "2.9"), (NEW, "compute 2.10")], 10),
            (&[(OLD, "nonsense"), (NEW, "compute 2.10")], 10),
            (&[(OLD, "2.9"), (NEW, "identity 3.1")], 9),
            (&[(OLD, "2.9"), (NEW, "compute")], 9),
            (&[(NEW, "")], 1),
        ] {
            let expected = Asked::For(Microversion { major: 2, minor });
            assert_eq!(asked_by(headers), expected, "{headers:?}");
        }
    }

    #[test]
    fn a_microversion_that_is_malformed_or_not_there_is_none() {
        for text in ["2.", "abc", "2.01", "2.9.1", "LATEST", "1.9", "2.0", "2.105", "3.0"] {
            assert_eq!(asked_by(&[(NEW, &format!("compute {text}"))]), Asked::ForNone, "{text}");
            assert_eq!(asked_by(&[(OLD, text)]), Asked::ForNone, "{text}");
        }
        assert_eq!(asked_by(&[(OLD, "")]), Asked::ForNone);
    }

    /// Checks an answer of this microversion to `GET`.
    fn check_get(minor: u16, path: &str, status: u16, text: &str) -> Result<(), String> {
        let version = format!("compute 2.{minor}");
        let id = "req-5e000000-0000-4000-8000-000000000001";
        let media_type =
            if status == 200 { "application/json" } else { "application/json; charset=UTF-8" };
        let headers = [
            ("content-type", media_type),
            (NEW, &version),
            (OLD, &version["compute ".len()..]),
            ("vary", NEW),
            ("vary", "X-OpenStack-Nova-API-Version"),
            ("x-compute-request-id", id),
            ("x-openstack-request-id", id),
        ];
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let headers: Vec<_> = headers.into_iter().map(owned).collect();
        let response = Response { status, headers: headers.clone(), text: text.to_owned() };
        check("GET", path, &headers[1..2], &response)
    }

    #[track_caller]
    fn assert_refused(checked: Result<(), String>, part: &str) {
        let reason = checked.expect_err("it is not described");
        assert!(reason.contains(part), "`{part}` is not in: {reason}");
    }

    #[test]
    fn an_answer_is_held_against_the_document_of_its_microversion() {
        let flavors = |flavor: &str| {
            let link = |rel: &str| format!(r#"{{"rel": "{rel}", "href": "http://a/flavors/1"}}"#);
            let links = format!("[{}, {}]", link("self"), link("bookmark"));
            format!(r#"{{"flavors": [{{"id": "1", "name": "a", "links": {links}{flavor}}}]}}"#)
        };
        let without = flavors("");
        let with = flavors(r#", "description": null"#);

        assert_eq!(check_get(54, "/v2.1/flavors", 200, &without), Ok(()));
        assert_eq!(check_get(55, "/v2.1/flavors", 200, &with), Ok(()));
        assert_refused(check_get(54, "/v2.1/flavors", 200, &with), "at 2.54: ");
        assert_refused(
            check_get(55, "/v2.1/flavors", 200, &without),
            "\"description\" is a required",
        );
    }

    #[test]
    fn what_other_microversions_have_is_not_found() {
        let fault =
            r#"{"itemNotFound": {"code": 404, "message": "The resource could not be found."}}"#;
        let tags = r#"{"tags": []}"#;

        assert_eq!(check_get(25, "/v2.1/servers/a/tags", 404, fault), Ok(()));
        assert_eq!(check_get(26, "/v2.1/servers/a/tags", 200, tags), Ok(()));
        assert_refused(check_get(25, "/v2.1/servers/a/tags", 200, tags), "only these statuses");
        // A path that is nowhere has another answer.
        assert_refused(check_get(25, "/v2.1/nosuch", 404, fault), "is not described");
    }
}
