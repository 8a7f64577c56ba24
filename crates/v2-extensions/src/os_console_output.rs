//! Shows what servers wrote to their consoles.

use ferronova_juno::{actions, read_whole_number};
use ferronova_v2::{Action, Call, Extension, Failure, Fault, NotFound, Reply, Wording};
use serde_json::Value;

struct ConsoleOutput;

impl Extension for ConsoleOutput {
    const ALIAS: &str = "os-console-output";
    const NAME: &str = "ConsoleOutput";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/os-console-output/api/v2";
    const UPDATED: &str = "2011-12-08T00:00:00Z";
    const DESCRIPTION: &str = "Console log output support, with tailing ability.";
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/console-output-action.yaml"),
        include_str!("../../../api-ref/v2/os-console-output.yaml"),
    ];
    const SERVER_ACTIONS: &[Action] = &[Action {
        name: "os-getConsoleOutput",
        rule: Some("compute_extension:console_output"),
        words: Some(&Wording { not_found: NotFound::InstanceShort, ..Wording::CORE }),
        run: |call| Box::pin(show(call)),
    }];
}

ferronova_v2::register!(ConsoleOutput);

/// The server is looked up before its body is read.
async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let server = call.compute().show_server(call.request(), call.server()?).await?;
    let value: Value = call.parse()?;
    let asked = value
        .as_object()
        .ok_or(Fault::bad_request("os-getConsoleOutput malformed or missing from request body"))?;
    let length = match asked.get("length") {
        None | Some(Value::Null) => None,
        Some(value) => Some(read_length(value)?),
    };
    actions::console_output(&call, &server, length)
}

/// A whole number, or one as a text.
fn read_length(value: &Value) -> Result<i64, Fault> {
    let length = match value {
        Value::Number(number) => read_whole_number(number.as_str()),
        Value::String(text) => read_whole_number(text.trim()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    length.ok_or(Fault::bad_request("Length in request body must be an integer value"))
}
