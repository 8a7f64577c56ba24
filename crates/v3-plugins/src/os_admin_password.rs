//! Changes the passwords of servers.

use ferronova_juno::actions;
use ferronova_v3::{
    Action, Call, Check, Failure, LockedText, Plugin, Reply, Schema, Wording, validation,
};
use serde_json::Value;

struct AdminPassword;

impl Plugin for AdminPassword {
    const ALIAS: &str = "os-admin-password";
    const NAME: &str = "AdminPassword";
    const DESCRIPTION: &str = "Admin password management support.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/change-password-action.yaml"),
        include_str!("../../../api-ref/v3/os-admin-password.yaml"),
    ];
    const SERVER_ACTIONS: &[Action] = &[Action {
        name: "changePassword",
        // The form of the body comes before the policy, so the action asks it itself.
        rule: None,
        // It takes a lock for a state.
        words: Some(&Wording { locked: LockedText::InvalidState, ..Wording::WITH_ID }),
        run: |call| Box::pin(change_password(call)),
    }];
}

ferronova_v3::register!(AdminPassword);

const SCHEMA: Schema =
    &[Check::OBJECT, Check::Required("adminPass", validation::STRING), Check::NoOthers];

async fn change_password(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    validation::check("changePassword", &value, SCHEMA)?;
    call.require("compute_extension:v3:os-admin-password")?;
    let reply = actions::change_password(&call).await?;
    Ok(Reply::json(reply.status(), Vec::new()))
}
