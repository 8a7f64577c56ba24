//! Compares recorded JSON with ours, place by place.

use std::{collections::BTreeSet, fmt};

use serde_json::Value;

/// When the recording began. Earlier times come from the seed, later ones from the clock.
const BEGIN_OF_THE_RECORDING: &str = "2026-11-28";

/// A place where the recorded value and ours differ.
#[derive(Debug, PartialEq)]
pub(crate) struct Difference {
    /// A JSON pointer.
    pub(crate) place: String,
    /// `None` if the place is only in ours.
    recorded: Option<Value>,
    /// `None` if the place is only in the recorded value.
    ours: Option<Value>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, recorded, ours } = self;
        let [recorded, ours] = [recorded, ours].map(|it| beginning(it.as_ref()));
        write!(f, "{place}: recorded is {recorded}, ours is {ours}")
    }
}

/// The beginning of a value: a list of all servers would fill the screen.
fn beginning(value: Option<&Value>) -> String {
    let text = value.map_or("nothing".to_owned(), Value::to_string);
    match text.char_indices().nth(400) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Returns where two values differ. Lists of one length are compared item by item.
pub(crate) fn differences(recorded: &Value, ours: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("", recorded, ours, &mut found);
    found
}

fn compare(place: &str, recorded: &Value, ours: &Value, found: &mut Vec<Difference>) {
    match (recorded, ours) {
        (Value::Object(one), Value::Object(other)) => {
            let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            for name in names {
                let place = format!("{place}/{name}");
                match (one.get(name), other.get(name)) {
                    (Some(recorded), Some(ours)) => compare(&place, recorded, ours, found),
                    (recorded, ours) => {
                        let [recorded, ours] = [recorded, ours].map(Option::<&Value>::cloned);
                        found.push(Difference { place, recorded, ours });
                    }
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (n, (recorded, ours)) in one.iter().zip(other).enumerate() {
                compare(&format!("{place}/{n}"), recorded, ours, found);
            }
        }
        (Value::String(one), Value::String(other)) if is_alike(place, one, other) => {}
        _ if recorded == ours => {}
        _ => {
            let (recorded, ours) = (Some(recorded.clone()), Some(ours.clone()));
            found.push(Difference { place: place.to_owned(), recorded, ours });
        }
    }
}

/// Whether two texts mean the same: the recorded text itself, or one that has its form if its value
/// depends on the database or the time of the recording.
fn is_alike(place: &str, recorded: &str, ours: &str) -> bool {
    if place.ends_with("/OS-EXT-SRV-ATTR:instance_name") {
        return number_of(recorded).is_some() && number_of(ours).is_some();
    }
    if is_time_of_the_recording(recorded) {
        return is_time_of_the_recording(ours) && form(recorded) == form(ours);
    }
    recorded == ours
}

/// The number in the name that a server has on its host: `instance-0000000a`.
fn number_of(name: &str) -> Option<u32> {
    let digits = name.strip_prefix("instance-").filter(|it| it.len() == 8)?;
    u32::from_str_radix(digits, 16).ok()
}

fn is_time_of_the_recording(text: &str) -> bool {
    form(text).starts_with("0000-00-00") && text >= BEGIN_OF_THE_RECORDING
}

/// A text with each digit replaced by a zero.
fn form(text: &str) -> String {
    text.chars().map(|it| if it.is_ascii_digit() { '0' } else { it }).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn equal_values_have_no_differences() {
        let value = json!({"a": [1, {"b": null}], "c": "2026-01-01T00:00:00Z"});

        assert_eq!(differences(&value, &value), []);
    }

    #[test]
    fn a_difference_is_found_where_it_is() {
        let recorded = json!({"a": [1, {"b": null}], "c": [1], "d": "0"});
        let ours = json!({"a": [1, {"b": 0}], "c": [1, 2], "e": 0});

        let found = differences(&recorded, &ours);

        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "/a/1/b: recorded is null, ours is 0",
                "/c: recorded is [1], ours is [1,2]",
                "/d: recorded is \"0\", ours is nothing",
                "/e: recorded is nothing, ours is 0",
            ]
        );
    }

    #[test]
    fn a_time_from_the_seed_is_compared_exactly() {
        let recorded = json!("2026-01-01T00:00:00Z");

        assert_eq!(differences(&recorded, &json!("2026-01-01T00:00:01Z")).len(), 1);
    }

    #[test]
    fn a_time_of_the_recording_is_compared_by_its_form() {
        let recorded = json!("2026-11-28T23:06:47.000000");

        assert_eq!(differences(&recorded, &json!("2026-12-01T00:00:00.000000")), []);
        assert_eq!(differences(&recorded, &json!("2026-12-01T00:00:00Z")).len(), 1);
        assert_eq!(differences(&recorded, &json!("2026-01-01T00:00:00.000000")).len(), 1);
    }

    #[test]
    fn the_number_in_a_name_on_the_host_is_not_compared() {
        let named = |name: &str| json!({"OS-EXT-SRV-ATTR:instance_name": name});

        let differing = |ours| differences(&named("instance-0000008b"), &named(ours)).len();

        assert_eq!(differing("instance-0000001b"), 0);
        assert_eq!(differing("instance-1b"), 1);
        assert_eq!(differing("a2100000"), 1);
    }
}
