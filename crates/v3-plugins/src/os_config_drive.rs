//! Whether a server has a configuration drive.

use ferronova_compute::Server;
use ferronova_v3::{Creation, Fault, Fields, Key, Members, Plugin, Related, validation};

const CONFIG_DRIVE: Key = Key::new("config_drive");

struct ConfigDrive;

impl Plugin for ConfigDrive {
    const ALIAS: &str = "os-config-drive";
    const NAME: &str = "ConfigDrive";
    const DESCRIPTION: &str = "Config Drive Extension.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = Some("compute_extension:v3:os-config-drive");
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/server-config-drive.yaml"),
        include_str!("../../../api-ref/v3/os-config-drive.yaml"),
    ];
    const SERVER_KEYS: &[Key] = &[CONFIG_DRIVE];
    const CREATE_MEMBERS: &[&str] = &["config_drive"];

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        out.field(CONFIG_DRIVE, if server.config_drive { "True" } else { "" });
    }

    fn on_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
        if let Some(value) = members.get("config_drive") {
            validation::check("config_drive", value, validation::BOOLEAN)?;
            creation.new.config_drive = validation::truth(value);
        }
        Ok(())
    }
}

ferronova_v3::register!(ConfigDrive);
