//! Merging of fragments, and its errors.

use ferronova_api_ref::{Error, Fragment, Info, merge};
use serde_json::{Value, json};

const INFO: Info<'_> = Info { title: "An API", version: "1", description: "What it is." };

/// Merges fragments named `one`, `two` and so on.
fn document(texts: &[&str]) -> Result<Value, Error> {
    let names = ["one", "two", "three"];
    merge(&INFO, names.into_iter().zip(texts).map(|(name, text)| Fragment { name, text }))
}

/// Returns the error message for fragments that can't be merged, with the causes.
#[track_caller]
fn refusal(texts: &[&str]) -> String {
    let error = document(texts).expect_err("they contradict each other");
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(it) = cause {
        text = format!("{text}: {it}");
        cause = it.source();
    }
    text
}

#[test]
fn a_document_says_what_it_is_even_without_fragments() {
    let document = document(&[]).unwrap();

    let about = json!({"title": "An API", "version": "1", "description": "What it is."});
    assert_eq!(document, json!({"openapi": "3.1.1", "info": about}));
}

#[test]
fn objects_are_merged_and_lists_are_joined_however_deep_they_lie() {
    let core = "
        components:
          schemas:
            Server:
              type: object
              required: [id]
              properties: {id: {type: string}}
    ";
    let extension = "
        components:
          schemas:
            Server:
              required: [locked]
              properties:
                locked: {type: boolean}
    ";

    let document = document(&[core, extension]).unwrap();

    let expected = json!({
        "type": "object",
        "required": ["id", "locked"],
        "properties": {"id": {"type": "string"}, "locked": {"type": "boolean"}},
    });
    assert_eq!(document["components"]["schemas"]["Server"], expected);
}

#[test]
fn what_two_fragments_say_alike_is_said_once() {
    let text = "components: {schemas: {Id: {type: string, minLength: 1, deprecated: false}}}";

    let document = document(&[text, text]).unwrap();

    let expected = json!({"type": "string", "minLength": 1, "deprecated": false});
    assert_eq!(document["components"]["schemas"]["Id"], expected);
}

#[test]
fn two_fragments_that_say_different_things_are_named_with_the_place() {
    for (one, two, place) in [
        ("x-a: {b: {c: 1}}", "x-a: {b: {c: 2}}", "x-a.b.c"),
        ("x-a: {b: {c: 1}}", "x-a: {b: {c: '1'}}", "x-a.b.c"),
        ("x-a: {b: {c: 1}}", "x-a: {b: []}", "x-a.b"),
        ("x-a: {b: []}", "x-a: {b: null}", "x-a.b"),
        ("x-a: 1", "x-a: {b: 1}", "x-a"),
    ] {
        let refusal = refusal(&[one, two]);

        let expected = format!(
            "the fragments `one` and `two` say different things at `{place}`; leave it to one of \
             them"
        );
        assert_eq!(refusal, expected);
    }
}

#[test]
fn the_fragment_that_said_it_first_is_found_below_and_beside_what_others_added() {
    let one = "x-a: {b: {c: 1}}";
    let two = "x-a: {b: {d: {e: 2}}}";

    let with_one = refusal(&[one, two, "x-a: {b: {c: 3}}"]);
    let with_two = refusal(&[one, two, "x-a: {b: {d: {e: 3}}}"]);
    let with_neither = refusal(&["openapi: 2.0.0"]);

    assert!(with_one.starts_with("the fragments `one` and `three` "), "{with_one}");
    assert!(with_two.starts_with("the fragments `two` and `three` "), "{with_two}");
    let expected = "the fragments `the beginning of the document` and `one` ";
    assert!(with_neither.starts_with(expected), "{with_neither}");
}

#[test]
fn a_fragment_that_is_not_yaml_is_named() {
    for text in ["paths: [", "paths: {}\npaths: {}", "a: *nothing"] {
        let refusal = refusal(&["paths: {}", text]);

        assert!(refusal.starts_with("the fragment `two` is not YAML: "), "{refusal}");
    }
}

#[test]
fn a_fragment_that_is_no_object_is_named() {
    for text in ["- paths", "paths", "1", "", "null"] {
        let refusal = refusal(&[text]);

        let expected = "the fragment `one` is no object; begin it with `paths:` or such";
        assert_eq!(refusal, expected, "{text}");
    }
}
