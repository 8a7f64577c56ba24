//! `x-every-operation`: one entry applies to many operations.

use ferronova_api_ref::{Fragment, Info, merge};
use serde_json::{Value, json};

const EVERYWHERE: &str = "
    x-every-operation:
      below: /v2
      headers: {x-id: {required: true}}
      media-types: {application/json: [application/other+json]}
      responses:
        '401': {$ref: '#/components/responses/Unauthorized'}
        '500': {description: It failed.}
";

#[track_caller]
fn document(paths: &str) -> Value {
    let info = Info { title: "", version: "", description: "" };
    let texts = [EVERYWHERE, paths].into_iter();
    merge(&info, texts.map(|text| Fragment { name: "one", text })).expect("they go together")
}

#[test]
fn every_answer_of_every_operation_is_completed() {
    let document = document(
        "
        paths:
          /v2/servers:
            parameters: []
            get:
              responses:
                '200': {description: Servers., content: {application/json: {schema: {}}}}
        ",
    );

    let headers = json!({"x-id": {"required": true}});
    let body = json!({"schema": {}});
    let expected = json!({
        "200": {
            "description": "Servers.",
            "headers": headers,
            "content": {"application/json": body, "application/other+json": body},
        },
        "401": {"$ref": "#/components/responses/Unauthorized"},
        "500": {"description": "It failed.", "headers": headers},
    });
    assert_eq!(document["paths"]["/v2/servers"]["get"]["responses"], expected);
    assert_eq!(document.get("x-every-operation"), None);
}

#[test]
fn what_an_operation_says_itself_holds() {
    let document = document(
        "
        paths:
          /v2:
            put:
              responses:
                '500':
                  description: Broken.
                  headers: {x-id: {required: false}}
                  content: {application/json: {schema: {}}, application/other+json: {}}
        ",
    );

    let expected = json!({
        "description": "Broken.",
        "headers": {"x-id": {"required": false}},
        "content": {"application/json": {"schema": {}}, "application/other+json": {}},
    });
    assert_eq!(document["paths"]["/v2"]["put"]["responses"]["500"], expected);
}

#[test]
fn an_operation_that_asks_for_no_token_is_answered_as_it_says() {
    let document =
        document("paths: {/v2/: {get: {security: [], responses: {'200': {description: It.}}}}}");

    let responses = &document["paths"]["/v2/"]["get"]["responses"];
    let expected = json!({"description": "It.", "headers": {"x-id": {"required": true}}});
    assert_eq!(*responses, json!({"200": expected}));
}

#[test]
fn what_lies_beside_the_path_is_left_alone() {
    let document = document(
        "paths: {/: {get: {responses: {}}}, /v20: {get: {responses: {}}}, /v2x: {get: {}}}",
    );

    assert_eq!(document["paths"]["/"]["get"]["responses"], json!({}));
    assert_eq!(document["paths"]["/v20"]["get"]["responses"], json!({}));
    assert_eq!(document["paths"]["/v2x"]["get"], json!({}));
}

#[test]
fn responses_that_operations_share_are_completed_once() {
    let document =
        document("components: {responses: {Unauthorized: {description: No.}, A: {$ref: b}}}");

    let expected = json!({
        "Unauthorized": {"description": "No.", "headers": {"x-id": {"required": true}}},
        "A": {"$ref": "b"},
    });
    assert_eq!(document["components"]["responses"], expected);
}

#[test]
fn what_can_not_be_understood_is_refused() {
    let info = Info { title: "", version: "", description: "" };
    for text in ["x-every-operation: {}", "x-every-operation: {below: /v2, answers: {}}"] {
        let refused = merge(&info, [Fragment { name: "one", text }]).expect_err("it is refused");

        assert_eq!(refused.to_string(), "`x-every-operation` can't be understood");
    }
}

#[test]
fn parameters_of_all_operations_come_before_their_own() {
    let everywhere = "
        x-every-operation: {below: /v2, parameters: [{name: version}]}
        paths:
          /v2/servers:
            get: {parameters: [{name: limit}]}
            post: {security: []}
    ";
    let info = Info { title: "", version: "", description: "" };

    let merged = merge(&info, [Fragment { name: "one", text: everywhere }]);

    let paths = &merged.expect("they go together")["paths"]["/v2/servers"];
    assert_eq!(paths["get"]["parameters"], json!([{"name": "version"}, {"name": "limit"}]));
    assert_eq!(paths["post"]["parameters"], json!([{"name": "version"}]));
}
