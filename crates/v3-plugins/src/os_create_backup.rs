//! Backs servers up.

use ferronova_juno::actions;
use ferronova_v3::{Action, Plugin, Wording};

struct CreateBackup;

impl Plugin for CreateBackup {
    const ALIAS: &str = "os-create-backup";
    const NAME: &str = "CreateBackup";
    const DESCRIPTION: &str = "Create a backup of a server.";
    const VERSION: u32 = 1;
    const RULE: &str = "";
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/backup-action.yaml")];
    const SERVER_ACTIONS: &[Action] = &[Action {
        name: "createBackup",
        rule: Some("compute_extension:v3:os-create-backup"),
        wording: Wording::action_with_id("createBackup"),
        run: |call| {
            Box::pin(actions::create_backup(call, |call, id| format!("{}/images/{id}", call.url())))
        },
    }];
}

ferronova_v3::register!(CreateBackup);
