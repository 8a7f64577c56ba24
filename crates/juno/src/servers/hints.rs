//! Scheduler hints in a request for a new server.

use ferronova_extend::schema::Python;
use ferronova_http::{Fault, StatusCode};
use serde_json::{Map, Value};

use crate::truth::is_empty;

/// The hints that Nova's schedulers know.
const KNOWN: [&str; 8] = [
    "build_near_host_ip",
    "cidr",
    "different_cell",
    "different_host",
    "group",
    "query",
    "same_host",
    "target_cell",
];

/// Returns the known hints as a JSON object; `None` if there are none, or if `hints` is an empty
/// string or list.
///
/// # Errors
///
/// - 400 if `hints` is neither an object nor an empty string or list.
/// - 400 if the hints name a server group, as there are no server groups.
pub fn read_hints(hints: &Value) -> Result<Option<String>, Fault> {
    match hints {
        Value::Object(hints) => {
            let group = hints.get("group").filter(|it| !is_empty(it));
            match group {
                Some(group) => Err(Fault::bad_request(format!(
                    "Instance group {} could not be found.",
                    Python::Two.plain(group)
                ))),
                None => Ok(known(hints)),
            }
        }
        Value::String(_) | Value::Array(_) if is_empty(hints) => Ok(None),
        Value::String(_) | Value::Array(_) => {
            Err(Fault::bad_request("Malformed scheduler_hints attribute"))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            Err(Fault::plain(StatusCode::BAD_REQUEST))
        }
    }
}

fn known(hints: &Map<String, Value>) -> Option<String> {
    let known = KNOWN.iter().filter_map(|it| Some(((*it).to_owned(), hints.get(*it)?.clone())));
    let known: Map<_, _> = known.collect();
    (!known.is_empty()).then(|| Value::Object(known).to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_scheduler_knows_is_kept_and_nothing_else() {
        let kept = |hints: Value| read_hints(&hints).expect("these hints are well-formed");

        let hints = json!({"same_host": ["a", "b"], "cidr": "/24", "colour": "red", "group": ""});
        let expected = r#"{"cidr":"/24","group":"","same_host":["a","b"]}"#;
        assert_eq!(kept(hints).as_deref(), Some(expected));
        for none in [json!({}), json!({"colour": "red"}), json!(""), json!([])] {
            assert_eq!(kept(none), None);
        }
    }
}
