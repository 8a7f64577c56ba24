//! Gives servers a configuration drive, and shows which servers have such a drive.

use ferronova_v3::{Adds, Creation, Fault, Key, Keys, Members, Plugin, Reads, validation};

const CONFIG_DRIVE: Key = Key::new("config_drive");

ferronova_v3::register!(Plugin {
    alias: "os-config-drive",
    name: "ConfigDrive",
    description: "Config Drive Extension.",
    version: 1,
    rule: Some("compute_extension:v3:os-config-drive"),
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/server-config-drive.yaml"),
            include_str!("../../../api-ref/v3/os-config-drive.yaml"),
        ],
        server: Keys::new(&[CONFIG_DRIVE], |server, _, out| {
            out.field(CONFIG_DRIVE, if server.config_drive { "True" } else { "" });
        }),
        on_create: Reads::new(&["config_drive"], read),
        ..Adds::NOTHING
    },
});

fn read(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
    if let Some(value) = members.get("config_drive") {
        validation::check("config_drive", value, validation::BOOLEAN)?;
        creation.new.config_drive = validation::truth(value);
    }
    Ok(())
}
