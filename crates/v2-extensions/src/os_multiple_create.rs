//! Creates several servers at once.

use ferronova_v2::{Adds, Creation, Extension, Fault, Members, Reads, parse_truth};
use serde_json::Value;

ferronova_v2::register!(Extension {
    alias: "os-multiple-create",
    name: "MultipleCreate",
    namespace: "http://docs.openstack.org/compute/ext/multiplecreate/api/v1.1",
    updated: "2012-08-07T00:00:00Z",
    description: "Allow multiple create in the Create Server v1.1 API.",
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/reservation.yaml"),
            include_str!("../../../api-ref/v2/os-multiple-create.yaml"),
        ],
        on_create: Reads::new(&["min_count", "max_count", "return_reservation_id"], read),
        ..Adds::NOTHING
    },
});

fn read(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
    let min_count = read_count(*members, "min_count")?.unwrap_or(1);
    let max_count = read_count(*members, "max_count")?.unwrap_or(min_count);
    if min_count > max_count {
        return Err(Fault::bad_request("min_count must be <= max_count"));
    }
    creation.new.min_count = min_count;
    creation.new.max_count = max_count;
    creation.answers_with_reservation = members.get("return_reservation_id").is_some_and(is_true);
    Ok(())
}

/// Reads a count: a whole number, or a string that contains one. Numbers above `u32::MAX` become
/// `u32::MAX`, which exceeds every limit.
fn read_count(members: Members<'_>, name: &str) -> Result<Option<u32>, Fault> {
    let text = match members.get(name) {
        None => return Ok(None),
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(value) => value.to_string(),
    };
    let is_negative = text.starts_with('-');
    let digits = text.strip_prefix(['-', '+']).unwrap_or(&text);
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return Err(invalid(name, "must be an integer"));
    }
    match digits.parse().unwrap_or(u32::MAX) {
        count if count > 0 && !is_negative => Ok(Some(count)),
        _ => Err(invalid(name, "must be >= 1")),
    }
}

fn invalid(name: &str, reason: &str) -> Fault {
    Fault::bad_request(format!("Invalid input received: {name} {reason}"))
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(value) => *value,
        Value::String(word) => parse_truth(word) == Some(true),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => false,
    }
}
