//! Shows what servers wrote to their consoles.

use ferronova_juno::actions;
use ferronova_v3::{
    Action, Adds, Call, Check, Failure, Plugin, Reply, Schema, handler, validation,
};
use serde_json::Value;

ferronova_v3::register!(Plugin {
    alias: "os-console-output",
    name: "ConsoleOutput",
    description: "Console log output support, with tailing ability.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/console-output-action.yaml"),
            include_str!("../../../api-ref/v3/os-console-output.yaml"),
        ],
        actions: &[Action::new("os-getConsoleOutput", handler!(show))],
        ..Adds::NOTHING
    },
});

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
    let length = value.get("length").and_then(validation::whole);
    actions::console_output(&call, &server, length).await
}
