//! Changes the passwords of servers.

use ferronova_juno::actions;
use ferronova_v3::{
    Action, Adds, Call, Check, Failure, LockedText, Plugin, Reply, Schema, Wording, handler,
    validation,
};
use serde_json::Value;

ferronova_v3::register!(Plugin {
    alias: "os-admin-password",
    name: "AdminPassword",
    description: "Admin password management support.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/change-password-action.yaml"),
            include_str!("../../../api-ref/v3/os-admin-password.yaml"),
        ],
        actions: &[Action::new("changePassword", handler!(change_password))
            .worded(&Wording { locked: LockedText::InvalidState, ..Wording::WITH_ID })],
        ..Adds::NOTHING
    },
});

const SCHEMA: Schema =
    &[Check::OBJECT, Check::Required("adminPass", validation::STRING), Check::NoOthers];

async fn change_password(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    validation::check("changePassword", &value, SCHEMA)?;
    call.require("compute_extension:v3:os-admin-password")?;
    let reply = actions::change_password(&call).await?;
    Ok(Reply::json(reply.status(), Vec::new()))
}
