//! The shape of a body: its members, their types, and how they are nested.

use std::{env, fs, path::PathBuf};

use serde_json::{Map, Value, json};

/// If it is set, shapes are written and not compared.
const UPDATE: &str = "UPDATE_GOLDEN";

/// The shape of a value: the names of types in place of texts, numbers and
/// booleans, null as it is, and for a list one item that has the shape of all of them.
pub(crate) fn shape(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(_) => json!("boolean"),
        Value::Number(_) => json!("number"),
        Value::String(_) => json!("string"),
        Value::Array(items) => {
            let shapes = items.iter().map(shape).reduce(merge);
            shapes.into_iter().collect()
        }
        Value::Object(members) => {
            let shapes = members.iter().map(|(name, value)| (name.clone(), shape(value)));
            Value::Object(shapes.collect())
        }
    }
}

/// The union of two shapes in one list: null fits any other, objects get the members of both.
fn merge(one: Value, other: Value) -> Value {
    match (one, other) {
        (Value::Null, it) | (it, Value::Null) => it,
        (Value::Object(one), Value::Object(other)) => Value::Object(merge_members(one, other)),
        (Value::Array(one), Value::Array(other)) => {
            one.into_iter().chain(other).reduce(merge).into_iter().collect()
        }
        (one, other) => {
            assert_eq!(one, other, "the items of a list are alike");
            one
        }
    }
}

fn merge_members(mut one: Map<String, Value>, other: Map<String, Value>) -> Map<String, Value> {
    for (name, shape) in other {
        let merged = match one.remove(&name) {
            Some(it) => merge(it, shape),
            None => shape,
        };
        one.insert(name, merged);
    }
    one
}

/// The file with the shape of a sample: `v2/server-get-resp`.
pub(crate) fn file(sample: &str) -> PathBuf {
    let (version, name) = sample.split_once('/').expect("a sample is in the folder of a version");
    root(version).join(format!("{name}.json"))
}

/// The folder with the shapes of a version.
pub(crate) fn root(version: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden").join(version).join("samples")
}

/// Checks that a body has the shape of a sample. `UPDATE_GOLDEN=1` writes the shape instead.
#[track_caller]
pub(crate) fn assert_shape(sample: &str, body: &Value) {
    let file = file(sample);
    let mut shape = shape(body);
    shape.sort_all_objects();
    let actual = serde_json::to_string_pretty(&shape).expect("it was JSON") + "\n";
    if env::var_os(UPDATE).is_some() {
        fs::create_dir_all(file.parent().expect("a file is in a folder"))
            .and_then(|()| fs::write(&file, actual))
            .expect("the shape can be written");
        return;
    }
    let expected = fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}; {UPDATE}=1 makes it", file.display()));
    assert_eq!(actual, expected, "{sample}");
}

#[test]
fn a_list_has_the_shape_of_all_its_items() {
    let list = json!([{"a": 1, "b": null}, {"b": ["x"], "c": [{}]}, {"c": [{"d": true}]}]);

    let shape = shape(&list);

    assert_eq!(shape, json!([{"a": "number", "b": ["string"], "c": [{"d": "boolean"}]}]));
}
