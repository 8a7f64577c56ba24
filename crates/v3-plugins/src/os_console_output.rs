//! Shows what servers wrote to their consoles.

use ferronova_juno::actions;
use ferronova_v3::{Action, Call, Check, Failure, Plugin, Reply, Schema, validation};
use serde_json::Value;

struct ConsoleOutput;

impl Plugin for ConsoleOutput {
    const ALIAS: &str = "os-console-output";
    const NAME: &str = "ConsoleOutput";
    const DESCRIPTION: &str = "Console log output support, with tailing ability.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/console-output-action.yaml"),
        include_str!("../../../api-ref/v3/os-console-output.yaml"),
    ];
    const SERVER_ACTIONS: &[Action] = &[Action {
        name: "os-getConsoleOutput",
        // The form of the body comes before the policy, so the action asks it itself.
        rule: None,
        words: None,
        run: |call| Box::pin(show(call)),
    }];
}

ferronova_v3::register!(ConsoleOutput);

const SCHEMA: Schema = &[Check::OBJECT, Check::NoOthers, Check::Optional("length", LENGTH)];

const LENGTH: Schema = &[
    Check::Type(&[validation::Type::Integer, validation::Type::String, validation::Type::Null]),
    Check::Pattern("^-?[0-9]+$", |it| validation::read_whole_number(it).is_some()),
    Check::Minimum(-1),
];

async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    validation::check("os-getConsoleOutput", &value, SCHEMA)?;
    call.require("compute_extension:v3:os-console-output")?;
    let server = call.compute().show_server(call.request(), call.server()?).await?;
    actions::console_output(&call, &server, value.get("length").and_then(validation::whole))
}
