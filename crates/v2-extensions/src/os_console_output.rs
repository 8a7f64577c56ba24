//! Shows what servers wrote to their consoles.

use ferronova_juno::{actions, read_whole_number};
use ferronova_v2::{
    Action, Adds, Call, Extension, Failure, Fault, NotFound, Reply, Wording, handler,
};
use serde_json::Value;

ferronova_v2::register!(Extension {
    alias: "os-console-output",
    name: "ConsoleOutput",
    namespace: "http://docs.openstack.org/compute/ext/os-console-output/api/v2",
    updated: "2011-12-08T00:00:00Z",
    description: "Console log output support, with tailing ability.",
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/console-output-action.yaml"),
            include_str!("../../../api-ref/v2/os-console-output.yaml"),
        ],
        actions: &[Action::new("os-getConsoleOutput", handler!(show))
            .ruled("compute_extension:console_output")
            .worded(&Wording { not_found: NotFound::InstanceShort, ..Wording::CORE })],
        ..Adds::NOTHING
    },
});

/// Shows the output. The server is looked up before the request's body is read.
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
    actions::console_output(&call, &server, length).await
}

/// Reads a length: a whole number, or a string that contains one.
fn read_length(value: &Value) -> Result<i64, Fault> {
    let length = match value {
        Value::Number(number) => read_whole_number(number.as_str()),
        Value::String(text) => read_whole_number(text.trim()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    length.ok_or(Fault::bad_request("Length in request body must be an integer value"))
}
