//! Backs servers up.

use ferronova_compute::{Backup, NewImage};
use ferronova_juno::actions;
use ferronova_v3::{Action, Call, Failure, Fault, Plugin, Reply, validation};
use serde_json::Value;

struct CreateBackup;

impl Plugin for CreateBackup {
    const ALIAS: &str = "os-create-backup";
    const NAME: &str = "CreateBackup";
    const DESCRIPTION: &str = "Create a backup of a server.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/backup-action.yaml"),
        include_str!("../../../api-ref/v3/os-create-backup.yaml"),
    ];
    const SERVER_ACTIONS: &[Action] = &[Action {
        name: "createBackup",
        // The form of the body comes before the policy, so the action asks it itself.
        rule: None,
        words: None,
        run: |call| Box::pin(create_backup(call)),
    }];
}

ferronova_v3::register!(CreateBackup);

async fn create_backup(call: Call<'_>) -> Result<Reply, Failure> {
    let backup = read(&call.parse()?)?;
    call.require("compute_extension:v3:os-create-backup")?;
    actions::create_backup(&call, backup, |call, id| format!("{}/images/{id}", call.url())).await
}

/// The image, its kind and how many of it are kept.
fn read(value: &Value) -> Result<Backup, Fault> {
    const NAME: &str = "createBackup";
    let object = validation::object(NAME, value)?;
    let member = |name: &str| validation::required(NAME, object, name);
    let name = validation::name("name", member("name")?)?.to_owned();
    let backup_type =
        validation::word("backup_type", member("backup_type")?, &["daily", "weekly"])?;
    let rotation = validation::rotation("rotation", member("rotation")?)?;
    let metadata = object.get("metadata");
    metadata.map(|it| validation::object("metadata", it)).transpose()?;
    validation::only(NAME, object, &["backup_type", "metadata", "name", "rotation"])?;
    let metadata = actions::read_image_metadata(metadata)?;
    Ok(Backup { image: NewImage { name, metadata }, backup_type: backup_type.to_owned(), rotation })
}
