//! Files to put into a new server.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ferronova_http::Fault;
use serde_json::Value;

/// Fails if the files are not well-formed. Nobody could ever look at them, so they are not kept.
pub(super) fn check_personality(value: Option<&Value>) -> Result<(), Fault> {
    let files = match value {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::Array(files)) => files,
        Some(_) => return Err(Fault::bad_request("Bad personality format")),
    };
    for file in files {
        let file = file.as_object().ok_or(Fault::bad_request("Bad personality format"))?;
        let member = |name: &str| {
            let missing =
                || Fault::bad_request(format!("Bad personality format: missing '{name}'"));
            file.get(name).ok_or_else(missing)
        };
        let path = member("path")?;
        let contents = member("contents")?;
        if !contents.as_str().is_some_and(is_base64) {
            let path = path.as_str().map_or_else(|| path.to_string(), str::to_owned);
            let message = format!("Personality content for {path} cannot be decoded");
            return Err(Fault::bad_request(message));
        }
    }
    Ok(())
}

fn is_base64(text: &str) -> bool {
    let text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    STANDARD.decode(text).is_ok()
}
