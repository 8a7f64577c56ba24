//! `PATCH /v2/images/{id}`: changes in either of Glance's two dialects of JSON Patch.

use ferronova_compute::{Caller, Image};
use ferronova_http::{Incoming, StatusCode};
use serde_json::{Map, Value};

use super::{
    operations::check_member,
    pointer,
    refusal::{PATCH_TYPES, Refusal},
    settings::{ATTRIBUTES, Setting},
};

/// The operations on an attribute or a property.
const OPERATIONS: [&str; 3] = ["add", "remove", "replace"];

/// Attributes that nobody can set.
const READ_ONLY: [&str; 13] = [
    "created_at",
    "updated_at",
    "status",
    "checksum",
    "size",
    "virtual_size",
    "direct_url",
    "self",
    "file",
    "schema",
    "id",
    "os_hash_algo",
    "os_hash_value",
];

/// Names that no property can have.
const RESERVED: [&str; 3] = ["location", "deleted", "deleted_at"];

/// Prefix of the names of Glance's own properties.
const RESERVED_PREFIX: &str = "os_glance";

/// The name of the attribute with the locations of an image's content. No caller can see the
/// locations, so no caller can change them.
const LOCATIONS: &str = "locations";

/// A dialect of JSON Patch, named after the number of the draft that it follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Draft {
    /// `{"replace": "/name", "value": …}`
    Four,
    /// `{"op": "replace", "path": "/name", "value": …}`
    Ten,
}

/// A change of one attribute or property.
pub(crate) struct Change {
    name: String,
    operation: Operation,
}

enum Operation {
    /// Set the value, whether or not there is an old value.
    Put(Setting),
    /// Set the value; fails if there is an old value.
    Add(Setting),
    /// Replace the value; fails if there is no old value.
    Replace(Setting),
    /// Remove the value.
    Remove,
    /// Change the locations, which is always refused with this message.
    Locate(&'static str),
}

/// Returns the changes in the body of a request, in order.
pub(crate) fn parse(incoming: &Incoming<'_>) -> Result<Vec<Change>, Refusal> {
    let content_type = incoming.header("content-type").unwrap_or_default();
    let content_type = content_type.split(';').next().unwrap_or_default().trim();
    let draft = match PATCH_TYPES.iter().position(|it| content_type.eq_ignore_ascii_case(it)) {
        Some(0) => Draft::Four,
        Some(_) => Draft::Ten,
        None => return Err(Refusal::UnknownPatch),
    };
    if incoming.body().is_empty() {
        return Err(Refusal::bad_request("Body expected in request."));
    }
    let changes = match serde_json::from_slice(incoming.body()) {
        Ok(Value::Array(changes)) => changes,
        Ok(Value::Object(_)) => {
            let text = "Request body must be a JSON array of operation objects.";
            return Err(Refusal::bad_request(text));
        }
        Ok(_) => return Err(Refusal::bad_request("Unexpected body type. Expected list/dict.")),
        Err(_) => return Err(Refusal::bad_request("Malformed JSON in request body.")),
    };
    changes.iter().map(|it| Change::parse(it, draft)).collect()
}

impl Change {
    fn parse(raw: &Value, draft: Draft) -> Result<Self, Refusal> {
        let Value::Object(raw) = raw else {
            return Err(Refusal::bad_request("Operations must be JSON objects."));
        };
        let (operation, path) = match draft {
            Draft::Four => members_of_draft_4(raw)?,
            Draft::Ten => members_of_draft_10(raw)?,
        };
        let path = pointer::parse(path)?;
        let name = check_path(operation, &path)?;
        let value = match raw.get("value") {
            _ if operation == "remove" => None,
            Some(value) => Some(value),
            None => {
                let text = format!("Operation \"{operation}\" requires a member named \"value\".");
                return Err(Refusal::bad_request(text));
            }
        };
        check_name(name)?;
        let operation = match value {
            _ if name == LOCATIONS => Operation::Locate(about_locations(operation, value)),
            None => Operation::Remove,
            Some(value) => {
                let setting = Setting::parse(name, value)?;
                // In draft 4, `add` fails if there is a value; in draft 10, it replaces the value.
                match (operation, draft) {
                    ("replace", _) => Operation::Replace(setting),
                    (_, Draft::Four) => Operation::Add(setting),
                    (_, Draft::Ten) => Operation::Put(setting),
                }
            }
        };
        Ok(Self { name: name.to_owned(), operation })
    }

    /// Applies this change to an image, if the caller may change the image in this way.
    pub(crate) fn apply(&self, image: &mut Image, caller: Option<&Caller>) -> Result<(), Refusal> {
        let name = &self.name;
        let conflict = |what: &str| {
            Err(Refusal::Page(StatusCode::CONFLICT, format!("Property {name} {what}")))
        };
        let setting = match &self.operation {
            Operation::Locate(refusal) => return Err(Refusal::forbidden(*refusal)),
            Operation::Remove => {
                check_member(caller, image, "modify_image")?;
                if ATTRIBUTES.contains(&name.as_str()) {
                    return Err(Refusal::forbidden(format!("Property {name} may not be removed.")));
                }
                return match image.metadata.remove(name) {
                    Some(_) => Ok(()),
                    None => conflict("does not exist."),
                };
            }
            Operation::Put(setting) | Operation::Add(setting) | Operation::Replace(setting) => {
                setting
            }
        };
        setting.check_caller(image, caller)?;
        let exists = ATTRIBUTES.contains(&name.as_str()) || image.metadata.contains_key(name);
        match &self.operation {
            Operation::Add(_) if exists => conflict("already present."),
            Operation::Replace(_) if !exists => conflict("does not exist."),
            Operation::Put(_)
            | Operation::Add(_)
            | Operation::Replace(_)
            | Operation::Remove
            | Operation::Locate(_) => setting.apply(name, image),
        }
    }
}

fn members_of_draft_10(raw: &Map<String, Value>) -> Result<(&'static str, &str), Refusal> {
    let available = OPERATIONS.join(", ");
    let Some(operation) = raw.get("op").filter(|it| !it.is_null()) else {
        let text = format!(
            "Unable to find `op` in JSON Schema change. It must be one of the following: \
             {available}."
        );
        return Err(Refusal::bad_request(text));
    };
    let Some(known) = OPERATIONS.into_iter().find(|it| operation == it) else {
        let said = operation.as_str().map_or_else(|| operation.to_string(), str::to_owned);
        let text =
            format!("Invalid operation: `{said}`. It must be one of the following: {available}.");
        return Err(Refusal::bad_request(text));
    };
    let path = raw.get("path").ok_or_else(|| {
        Refusal::bad_request("Unable to find 'path' in JSON Schema change".to_owned())
    })?;
    Ok((known, text_of(path)?))
}

fn members_of_draft_4(raw: &Map<String, Value>) -> Result<(&'static str, &str), Refusal> {
    let mut found = OPERATIONS.into_iter().filter_map(|it| raw.get(it).map(|path| (it, path)));
    let wrong = |how: &str| {
        let text = format!(
            "Operation objects must contain {how} one member named \"add\", \"remove\", or \
             \"replace\"."
        );
        Refusal::bad_request(text)
    };
    let (operation, path) = found.next().ok_or_else(|| wrong("exactly"))?;
    if found.next().is_some() {
        return Err(wrong("only"));
    }
    Ok((operation, text_of(path)?))
}

/// Returns a path as a text. Fails if the path is not a text; Glance itself does not check this.
fn text_of(path: &Value) -> Result<&str, Refusal> {
    let wrong = || Refusal::bad_request(format!("Pointer `{path}` does not start with \"/\"."));
    path.as_str().ok_or_else(wrong)
}

/// Returns the first segment of a path, which is the name of an attribute or property. A path has
/// only this segment, except for the path of a location, which has two.
fn check_path<'a>(operation: &str, path: &'a [String]) -> Result<&'a str, Refusal> {
    match path {
        [name] if name != LOCATIONS || operation == "replace" => Ok(name),
        [name, _] if name == LOCATIONS && operation != "replace" => Ok(name),
        _ => {
            let path = path.join("/");
            let text = format!("Invalid JSON pointer for this resource: '/{path}'");
            Err(Refusal::bad_request(text))
        }
    }
}

fn check_name(name: &str) -> Result<(), Refusal> {
    if READ_ONLY.contains(&name) {
        return Err(Refusal::forbidden(format!("Attribute '{name}' is read-only.")));
    }
    if RESERVED.contains(&name) || name.starts_with(RESERVED_PREFIX) {
        return Err(Refusal::forbidden(format!("Attribute '{name}' is reserved.")));
    }
    Ok(())
}

/// The error message for a change of the locations.
fn about_locations(operation: &str, value: Option<&Value>) -> &'static str {
    let is_empty = value.is_some_and(|it| it.as_array().is_some_and(Vec::is_empty));
    match operation {
        "replace" if is_empty => "Cannot set locations to empty list.",
        "replace" => "It's not allowed to update locations if locations are invisible.",
        "remove" => "It's not allowed to remove locations if locations are invisible.",
        _ => "It's not allowed to add locations if locations are invisible.",
    }
}
