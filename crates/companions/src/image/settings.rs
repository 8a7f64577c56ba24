//! The attributes and properties of images that can be set, and their valid values.

use std::collections::BTreeSet;

use ferronova_compute::{Caller, Image, ImageStatus, Visibility};
use serde_json::Value;

use super::{operations::check_member, refusal::Refusal};

/// The attributes that can be set. They can't be removed.
pub(crate) const ATTRIBUTES: [&str; 10] = [
    "name",
    "visibility",
    "protected",
    "os_hidden",
    "owner",
    "min_disk",
    "min_ram",
    "tags",
    "container_format",
    "disk_format",
];

const VISIBILITIES: [&str; 4] = ["community", "public", "private", "shared"];

const CONTAINER_FORMATS: [&str; 8] =
    ["ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed"];

const DISK_FORMATS: [&str; 11] =
    ["ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "iso", "ploop"];

/// Maximum length of a text, in characters. Image metadata in compute's API has the same maximum.
const MAX_LENGTH: usize = 255;

/// Maximum number of characters that an error message quotes from a wrong value.
const QUOTED: usize = 100;

/// An attribute or a property with its new value.
pub(crate) enum Setting {
    Name(String),
    Visibility(Visibility),
    Protected(bool),
    Hidden(bool),
    Owner(Option<String>),
    MinDisk(u32),
    MinRam(u32),
    Tags(BTreeSet<String>),
    ContainerFormat(String),
    DiskFormat(String),
    Property(String),
}

impl Setting {
    pub(crate) fn parse(name: &str, value: &Value) -> Result<Self, Refusal> {
        Ok(match name {
            "name" => Self::Name(text_or_null(value)?.unwrap_or_default()),
            "visibility" => {
                let word = one_of(value, &VISIBILITIES)?;
                let visibility = Visibility::parse(word);
                Self::Visibility(visibility.ok_or_else(|| not_one_of(value, &VISIBILITIES))?)
            }
            "protected" => Self::Protected(truth(value)?),
            "os_hidden" => Self::Hidden(truth(value)?),
            // An empty owner means no owner.
            "owner" => Self::Owner(text_or_null(value)?.filter(|it| !it.is_empty())),
            "min_disk" => Self::MinDisk(number(name, value)?),
            "min_ram" => Self::MinRam(number(name, value)?),
            "tags" => Self::Tags(tags(value)?),
            "container_format" => {
                Self::ContainerFormat(one_of(value, &CONTAINER_FORMATS)?.to_owned())
            }
            "disk_format" => Self::DiskFormat(one_of(value, &DISK_FORMATS)?.to_owned()),
            _ if name.chars().count() > MAX_LENGTH => {
                let text = "Custom property should not be greater than 255 characters.";
                return Err(Refusal::bad_request(text));
            }
            _ => Self::Property(text(value)?),
        })
    }

    /// Fails unless Glance's default policy allows the caller to change the image in this way.
    pub(crate) fn check_caller(
        &self,
        image: &Image,
        caller: Option<&Caller>,
    ) -> Result<(), Refusal> {
        let is_admin = caller.is_some_and(|it| it.is_admin);
        match self {
            Self::Owner(_) if !is_admin => {
                return Err(Refusal::forbidden("Owner can't be updated by non admin."));
            }
            Self::Visibility(Visibility::Public) if !is_admin => {
                return Err(Refusal::by_rule("publicize_image"));
            }
            Self::Visibility(Visibility::Community) => {
                check_member(caller, image, "communitize_image")?;
            }
            Self::Visibility(Visibility::Public | Visibility::Private | Visibility::Shared)
            | Self::Owner(_)
            | Self::Name(_)
            | Self::Protected(_)
            | Self::Hidden(_)
            | Self::MinDisk(_)
            | Self::MinRam(_)
            | Self::Tags(_)
            | Self::ContainerFormat(_)
            | Self::DiskFormat(_)
            | Self::Property(_) => {}
        }
        check_member(caller, image, "modify_image")
    }

    pub(crate) fn apply(&self, name: &str, image: &mut Image) -> Result<(), Refusal> {
        match self {
            Self::Name(value) => image.name.clone_from(value),
            Self::Visibility(value) => image.visibility = *value,
            Self::Protected(value) => image.is_protected = *value,
            Self::Hidden(value) => image.is_hidden = *value,
            Self::Owner(value) => image.project_id.clone_from(value),
            Self::MinDisk(value) => image.min_disk_gb = *value,
            Self::MinRam(value) => image.min_ram_mb = *value,
            Self::Tags(value) => image.tags.clone_from(value),
            Self::ContainerFormat(_) | Self::DiskFormat(_)
                if image.status != ImageStatus::Queued =>
            {
                let text = format!("Attribute {name} can be only replaced for a queued image.");
                return Err(Refusal::forbidden(text));
            }
            Self::ContainerFormat(value) => image.container_format.clone_from(value),
            Self::DiskFormat(value) => image.disk_format.clone_from(value),
            Self::Property(value) => {
                image.metadata.insert(name.to_owned(), value.clone());
            }
        }
        Ok(())
    }
}

pub(crate) fn tag(text: &str) -> Result<String, Refusal> {
    checked(text.to_owned())
}

fn text(value: &Value) -> Result<String, Refusal> {
    match value {
        Value::String(text) => checked(text.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(no_match(value, "is not of type 'string'"))
        }
    }
}

fn text_or_null(value: &Value) -> Result<Option<String>, Refusal> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => checked(text.clone()).map(Some),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(no_match(value, "is not of type 'null', 'string'"))
        }
    }
}

fn checked(text: String) -> Result<String, Refusal> {
    if text.chars().count() > MAX_LENGTH {
        return Err(no_match(&Value::String(text), "is too long"));
    }
    Ok(text)
}

fn truth(value: &Value) -> Result<bool, Refusal> {
    value.as_bool().ok_or_else(|| no_match(value, "is not of type 'boolean'"))
}

/// Parses a number of MiB or GiB.
fn number(name: &str, value: &Value) -> Result<u32, Refusal> {
    let Some(number) = value.as_i64() else {
        return Err(no_match(value, "is not of type 'integer'"));
    };
    let wrong = |what: &str| {
        let text = format!("Invalid value '{number}' for parameter '{name}': {what}");
        Refusal::bad_request(text)
    };
    if number < 0 {
        return Err(wrong("Cannot be a negative value"));
    }
    match i32::try_from(number) {
        Ok(number) => Ok(number.unsigned_abs()),
        Err(_) => Err(wrong("Cannot be greater than 2147483647")),
    }
}

fn tags(value: &Value) -> Result<BTreeSet<String>, Refusal> {
    let Value::Array(values) = value else {
        return Err(no_match(value, "is not of type 'array'"));
    };
    values.iter().map(text).collect()
}

fn one_of<'a>(value: &'a Value, words: &[&str]) -> Result<&'a str, Refusal> {
    let word = value.as_str().filter(|it| words.contains(it));
    word.ok_or_else(|| not_one_of(value, words))
}

fn not_one_of(value: &Value, words: &[&str]) -> Refusal {
    let words: Vec<String> = words.iter().map(|it| format!("'{it}'")).collect();
    no_match(value, &format!("is not one of [{}]", words.join(", ")))
}

/// The error for a wrong value, worded like the errors of Glance's schema library.
fn no_match(value: &Value, what: &str) -> Refusal {
    let value = as_python(value);
    let quoted: String = value.chars().take(QUOTED).collect();
    let dots = if quoted.len() < value.len() { "…" } else { "" };
    let text = format!("Provided object does not match schema 'image': {quoted}{dots} {what}");
    Refusal::bad_request(text)
}

/// Writes a value as Python does. Lists and objects are written as JSON.
fn as_python(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::String(text) => format!("'{text}'"),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}
