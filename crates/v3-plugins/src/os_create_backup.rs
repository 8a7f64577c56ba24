//! Backs servers up.

use ferronova_compute::{Backup, NewImage};
use ferronova_juno::actions;
use ferronova_v3::{
    Action, Adds, Call, Check, Failure, Fault, Plugin, Reply, Schema, handler, validation,
};
use serde_json::Value;

ferronova_v3::register!(Plugin {
    alias: "os-create-backup",
    name: "CreateBackup",
    description: "Create a backup of a server.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/backup-action.yaml"),
            include_str!("../../../api-ref/v3/os-create-backup.yaml"),
        ],
        actions: &[Action::new("createBackup", handler!(create_backup))],
        ..Adds::NOTHING
    },
});

const SCHEMA: Schema = &[
    Check::OBJECT,
    Check::Required("name", validation::NAME),
    Check::Required("backup_type", &[Check::STRING, Check::Enum(&["daily", "weekly"])]),
    Check::Required("rotation", validation::NATURAL),
    Check::Optional("metadata", validation::OBJECT),
    Check::NoOthers,
];

async fn create_backup(call: Call<'_>) -> Result<Reply, Failure> {
    let backup = read(&call.parse()?)?;
    call.require("compute_extension:v3:os-create-backup")?;
    actions::create_backup(&call, backup, |call, id| format!("{}/images/{id}", call.url())).await
}

/// Reads the name of the image, the type of the backup, and how many backups are kept.
fn read(value: &Value) -> Result<Backup, Fault> {
    validation::check("createBackup", value, SCHEMA)?;
    let metadata = actions::read_image_metadata(value.get("metadata"))?;
    let text = |name: &str| value.get(name).and_then(validation::parsed).unwrap_or_default();
    Ok(Backup {
        image: NewImage { name: text("name"), metadata },
        backup_type: text("backup_type"),
        rotation: value.get("rotation").map(validation::count).unwrap_or_default(),
    })
}
