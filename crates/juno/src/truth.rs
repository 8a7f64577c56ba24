//! Booleans in requests, in any of Nova's forms.

use ferronova_extend::{FALSE_AND_TRUE, parse_truth, schema::Python};
use ferronova_http::Fault;
use serde_json::Value;

/// Reads a boolean, or anything whose text is a word for true or false.
pub fn read_truth(value: &Value) -> Result<bool, Fault> {
    if let Value::Bool(truth) = value {
        return Ok(*truth);
    }
    let text = Python::Two.plain(value);
    parse_truth(&text).ok_or_else(|| {
        Fault::bad_request(format!(
            "Unrecognized value '{text}', acceptable values are: {FALSE_AND_TRUE}"
        ))
    })
}

/// Whether Python considers a value false: null, `false`, zero, and anything empty. Where Nova
/// tests only for truth, such a value counts as missing.
#[must_use]
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(truth) => !truth,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_truth_is_what_its_text_says() {
        for (value, truth) in
            [(json!(true), true), (json!(1), true), (json!(" Yes "), true), (json!("0"), false)]
        {
            assert_eq!(read_truth(&value).ok(), Some(truth), "{value}");
        }
        let refused = read_truth(&Value::Null).err().map(|it| it.message().to_owned());
        assert_eq!(
            refused.as_deref(),
            Some(
                "Unrecognized value 'None', acceptable values are: '0', '1', 'f', 'false', 'n', \
                 'no', 'off', 'on', 't', 'true', 'y', 'yes'"
            )
        );
    }
}
