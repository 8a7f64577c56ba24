//! Gives servers a configuration drive, and shows which have one.

use ferronova_compute::Server;
use ferronova_v2::{Creation, Extension, Fault, Fields, Key, Members, Related, parse_truth};
use serde_json::Value;

const CONFIG_DRIVE: Key = Key::new("config_drive");

struct ConfigDrive;

impl Extension for ConfigDrive {
    const ALIAS: &str = "os-config-drive";
    const NAME: &str = "ConfigDrive";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/config_drive/api/v1.1";
    const UPDATED: &str = "2012-07-16T00:00:00Z";
    const DESCRIPTION: &str = "Config Drive Extension.";
    const RULE: Option<&str> = Some("compute_extension:config_drive");
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/server-config-drive.yaml"),
        include_str!("../../../api-ref/v2/os-config-drive.yaml"),
    ];

    const SERVER_KEYS: &[Key] = &[CONFIG_DRIVE];
    const CREATE_MEMBERS: &[&str] = &[CONFIG_DRIVE.as_str()];

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        out.field(CONFIG_DRIVE, if server.config_drive { "True" } else { "" });
    }

    fn on_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
        if let Some(value) = members.present(CONFIG_DRIVE.as_str()) {
            let config_drive = read(value);
            creation.new.config_drive =
                config_drive.ok_or(Fault::bad_request("Invalid config_drive provided."))?;
        }
        Ok(())
    }
}

ferronova_v2::register!(ConfigDrive);

/// A truth value, or a word or number that stands for one; what is empty means none.
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
