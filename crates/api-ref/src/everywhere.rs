//! `x-every-operation`: says what to add to every operation below a path.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::Error;

/// The key in fragments. The finished document does not contain it.
const KEY: &str = "x-every-operation";

/// The members of a path item that are operations.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The value of `x-every-operation`, merged from all fragments.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EveryOperation {
    /// Operations are completed if their path begins with this prefix.
    below: String,
    /// Headers to add to every response.
    #[serde(default)]
    headers: Map<String, Value>,
    /// Media types to add: a response body with the media type in the key also gets the media types
    /// in the value.
    #[serde(default, rename = "media-types")]
    media_types: BTreeMap<String, Vec<String>>,
    /// Parameters to add to every operation, in front of its own.
    #[serde(default)]
    parameters: Vec<Value>,
    /// Responses to add to every operation that requires a token.
    #[serde(default)]
    responses: Map<String, Value>,
}

/// Removes `x-every-operation` from the document, and applies it to the operations below its path
/// and to the shared responses.
pub(crate) fn apply(document: &mut Map<String, Value>) -> Result<(), Error> {
    let Some(everywhere) = document.remove(KEY) else {
        return Ok(());
    };
    let everywhere: EveryOperation =
        serde_json::from_value(everywhere).map_err(Error::EveryOperation)?;
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        let item = item.as_object_mut().filter(|_| everywhere.applies_to(path));
        for (name, operation) in item.into_iter().flatten() {
            if let Some(operation) = operation.as_object_mut()
                && METHODS.contains(&name.as_str())
            {
                everywhere.complete_operation(operation);
            }
        }
    }
    let shared = document.get_mut("components").and_then(|it| it.get_mut("responses"));
    if let Some(Value::Object(shared)) = shared {
        shared.values_mut().for_each(|it| everywhere.complete_response(it));
    }
    Ok(())
}

impl EveryOperation {
    fn applies_to(&self, path: &str) -> bool {
        path.strip_prefix(&self.below).is_some_and(|it| it.is_empty() || it.starts_with('/'))
    }

    fn complete_operation(&self, operation: &mut Map<String, Value>) {
        if !self.parameters.is_empty() {
            let parameters =
                operation.entry("parameters").or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(own) = parameters {
                own.splice(0..0, self.parameters.iter().cloned());
            }
        }
        let asks_for_a_token = operation.get("security") != Some(&Value::Array(Vec::new()));
        let responses = operation.entry("responses").or_insert_with(|| Map::new().into());
        let Value::Object(responses) = responses else {
            return;
        };
        if asks_for_a_token {
            for (status, response) in &self.responses {
                responses.entry(status).or_insert_with(|| response.clone());
            }
        }
        responses.values_mut().for_each(|it| self.complete_response(it));
    }

    /// Adds headers and media types to a response, unless it is a reference.
    fn complete_response(&self, response: &mut Value) {
        let Some(response) = response.as_object_mut().filter(|it| !it.contains_key("$ref")) else {
            return;
        };
        if !self.headers.is_empty() {
            let headers = response.entry("headers").or_insert_with(|| Map::new().into());
            if let Value::Object(headers) = headers {
                for (name, header) in &self.headers {
                    headers.entry(name).or_insert_with(|| header.clone());
                }
            }
        }
        if let Some(Value::Object(content)) = response.get_mut("content") {
            for (name, others) in &self.media_types {
                let Some(body) = content.get(name).cloned() else {
                    continue;
                };
                for other in others {
                    content.entry(other).or_insert_with(|| body.clone());
                }
            }
        }
    }
}
