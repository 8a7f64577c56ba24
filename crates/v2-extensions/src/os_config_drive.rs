//! Gives servers a configuration drive, and shows which servers have such a drive.

use ferronova_compute::Server;
use ferronova_v2::{
    Adds, Creation, Extension, Fault, Fields, Key, Keys, Members, Reads, Related, parse_truth,
};
use serde_json::Value;

const CONFIG_DRIVE: Key = Key::new("config_drive");

ferronova_v2::register!(Extension {
    alias: "os-config-drive",
    name: "ConfigDrive",
    namespace: "http://docs.openstack.org/compute/ext/config_drive/api/v1.1",
    updated: "2012-07-16T00:00:00Z",
    description: "Config Drive Extension.",
    rule: Some("compute_extension:config_drive"),
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/server-config-drive.yaml"),
            include_str!("../../../api-ref/v2/os-config-drive.yaml"),
        ],
        server: Keys::new(&[CONFIG_DRIVE], write),
        on_create: Reads::new(&[CONFIG_DRIVE.as_str()], read_for_create),
        ..Adds::NOTHING
    },
});

fn write(server: &Server, _: &Related, out: &mut Fields<'_>) {
    out.field(CONFIG_DRIVE, if server.config_drive { "True" } else { "" });
}

fn read_for_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
    if let Some(value) = members.present(CONFIG_DRIVE.as_str()) {
        let config_drive = read(value);
        creation.new.config_drive =
            config_drive.ok_or(Fault::bad_request("Invalid config_drive provided."))?;
    }
    Ok(())
}

/// Reads a boolean, or a word or number that means true or false; an empty value is false.
fn read(value: &Value) -> Option<bool> {
    match value {
        Value::Null => Some(false),
        Value::Bool(value) => Some(*value),
        Value::Number(number) => parse_truth(&number.to_string()),
        Value::String(word) if word.is_empty() => Some(false),
        Value::String(word) => parse_truth(word),
        Value::Array(items) => items.is_empty().then_some(false),
        Value::Object(members) => members.is_empty().then_some(false),
    }
}
