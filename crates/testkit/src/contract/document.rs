//! An OpenAPI document and the validators of its schemas.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jsonschema::{Draft, Registry, Validator};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::operations::{self, Operation};

/// The URI of the document in references to its schemas.
const URI: &str = "contract:/document";

/// The characters to encode in a JSON pointer that is used as a URI fragment.
const POINTER: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'~').remove(b'-').remove(b'.');

/// A document. Its schemas are compiled on first use.
pub(crate) struct Document {
    value: Value,
    operations: Vec<Operation>,
    registry: Registry<'static>,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// A JSON pointer in the document, and the value there.
#[derive(Clone)]
pub(crate) struct Part<'a> {
    pointer: String,
    pub(crate) value: &'a Value,
}

impl Document {
    /// Wraps an OpenAPI 3.1 document.
    pub(crate) fn new(value: Value) -> Self {
        let registry = Registry::new()
            .draft(Draft::Draft202012)
            .add(URI, value.clone())
            .and_then(jsonschema::RegistryBuilder::prepare)
            .unwrap_or_else(|error| panic!("the API reference can't be used: {error}"));
        let operations = operations::list(&value);
        Self { value, operations, registry, validators: Mutex::default() }
    }

    /// Whether the document has an operation for a request.
    pub(crate) fn describes(&self, method: &str, path: &str) -> bool {
        operations::find(&self.operations, method, path).is_some()
    }

    /// Returns the responses that the document describes for a request. For requests without an
    /// operation, they are in `x-without-operation`.
    pub(crate) fn answers(&self, method: &str, path: &str) -> Part<'_> {
        let Some(operation) = operations::find(&self.operations, method, path) else {
            return self.root_member("x-without-operation");
        };
        let Operation { method, path } = operation;
        self.root().member("paths").member(path).member(method).member("responses")
    }

    /// Follows the reference of a part, if it has one.
    pub(crate) fn resolve<'a>(&'a self, part: Part<'a>) -> Part<'a> {
        let Some(reference) = part.value["$ref"].as_str() else {
            return part;
        };
        let pointer = reference.strip_prefix('#').unwrap_or_default();
        let value = self.value.pointer(pointer);
        let value = value.unwrap_or_else(|| panic!("`{reference}` leads nowhere"));
        Part { pointer: pointer.to_owned(), value }
    }

    /// Validates a value against a schema and returns the errors; empty if the value is valid.
    pub(crate) fn errors(&self, schema: &Part<'_>, value: &Value) -> Vec<String> {
        let validator = self.validator(&schema.pointer);
        let errors = validator.iter_errors(value);
        errors
            .map(|it| format!("{it} (at `{}`, by {})", it.instance_path(), it.schema_path()))
            .collect()
    }

    fn validator(&self, pointer: &str) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        let validator = validators.entry(pointer.to_owned()).or_insert_with(|| {
            let reference = format!("{URI}#{}", utf8_percent_encode(pointer, POINTER));
            let validator = jsonschema::options()
                .with_draft(Draft::Draft202012)
                .with_registry(&self.registry)
                .build(&json!({ "$ref": reference }));
            Arc::new(validator.unwrap_or_else(|error| panic!("{pointer}: {error}")))
        });
        Arc::clone(validator)
    }

    /// Returns a member of the document itself; null if there is none.
    pub(crate) fn root_member(&self, name: &str) -> Part<'_> {
        self.root().member(name)
    }

    fn root(&self) -> Part<'_> {
        Part { pointer: String::new(), value: &self.value }
    }
}

impl<'a> Part<'a> {
    /// Returns a member; null if there is none.
    pub(crate) fn member(&self, name: &str) -> Self {
        let escaped = name.replace('~', "~0").replace('/', "~1");
        Self { pointer: format!("{}/{escaped}", self.pointer), value: &self.value[name] }
    }

    /// Returns the names of the members.
    pub(crate) fn names(&self) -> Vec<&'a str> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(|(name, _)| name.as_str()).collect()
    }
}

/// Changes the schemas of `document` so that they require only the keys that `core` requires: keys
/// of extensions may then be missing.
pub(crate) fn relax_to(core: &Value, document: &mut Value) {
    let schemas = core["components"]["schemas"].as_object();
    for (name, schema) in schemas.into_iter().flatten() {
        if let Some(extended) = document["components"]["schemas"][name].as_object_mut() {
            match schema.get("required") {
                Some(required) => extended.insert("required".to_owned(), required.clone()),
                None => extended.remove("required"),
            };
        }
    }
}

/// Makes these keys optional in every schema.
pub(crate) fn make_optional(keys: &[&str], document: &mut Value) {
    let schemas = document["components"]["schemas"].as_object_mut();
    for schema in schemas.into_iter().flat_map(serde_json::Map::values_mut) {
        if let Some(Value::Array(required)) = schema.get_mut("required") {
            required.retain(|it| !it.as_str().is_some_and(|it| keys.contains(&it)));
        }
    }
}

/// Allows additional members in every object.
pub(crate) fn allow_more_members(document: &mut Value) {
    match document {
        Value::Object(members) => {
            for name in ["additionalProperties", "unevaluatedProperties"] {
                if members.get(name) == Some(&Value::Bool(false)) {
                    members.remove(name);
                }
            }
            members.values_mut().for_each(allow_more_members);
        }
        Value::Array(items) => items.iter_mut().for_each(allow_more_members),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_extensions_add_to_the_schemas_of_the_core_may_be_missing() {
        let core = json!({"components": {"schemas": {"Server": {"required": ["id"]}}}});
        let mut document = json!({"components": {"schemas": {
            "Server": {"required": ["id", "locked"]},
            "Lock": {"required": ["holder"]},
        }}});

        relax_to(&core, &mut document);

        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Server"]["required"], json!(["id"]));
        assert_eq!(schemas["Lock"]["required"], json!(["holder"]));
    }

    #[test]
    fn a_key_that_may_be_missing_is_required_nowhere() {
        let mut document = json!({"components": {"schemas": {
            "Server": {"required": ["id", "locked"], "properties": {"locked": {}}},
            "Lock": {"enum": [null]},
        }}});

        make_optional(&["locked"], &mut document);

        let server = json!({"required": ["id"], "properties": {"locked": {}}});
        assert_eq!(document["components"]["schemas"]["Server"], server);
    }

    #[test]
    fn a_document_can_be_opened_for_what_nobody_knows() {
        let closed = json!({"oneOf": [{"additionalProperties": false}, {"maxItems": 0}]});
        let mut document = json!({"a": closed, "unevaluatedProperties": false});

        allow_more_members(&mut document);

        assert_eq!(document, json!({"a": {"oneOf": [{}, {"maxItems": 0}]}}));
    }
}
