//! `/servers/{id}/os-instance-actions`: what was done to a server, by whom, and when.

use ferronova_compute::{ActionEvent, EventResult, InstanceAction, RequestId, Server};
use ferronova_extend::{Call, Fields, Key, object};
use ferronova_http::{Failure, Fault, Reply};

const INSTANCE_ACTIONS: Key = Key::new("instanceActions");
const INSTANCE_ACTION: Key = Key::new("instanceAction");
const ACTION: Key = Key::new("action");
const INSTANCE_UUID: Key = Key::new("instance_uuid");
const REQUEST_ID: Key = Key::new("request_id");
const USER_ID: Key = Key::new("user_id");
const PROJECT_ID: Key = Key::new("project_id");
const START_TIME: Key = Key::new("start_time");
const MESSAGE: Key = Key::new("message");
const EVENTS: Key = Key::new("events");
const EVENT: Key = Key::new("event");
const FINISH_TIME: Key = Key::new("finish_time");
const RESULT: Key = Key::new("result");
const TRACEBACK: Key = Key::new("traceback");

/// The differences between the versions.
#[derive(Clone, Copy, Debug)]
pub struct InstanceActionsDialect {
    /// The policy rule that a caller must pass, with the server as target.
    pub rule: &'static str,
    /// The policy rule that a caller must pass to see the events of an action.
    pub events_rule: &'static str,
    /// The fault for an unknown action, given the requested id.
    pub not_found: fn(&str) -> Fault,
}

/// `GET /servers/{id}/os-instance-actions`: newest first.
pub async fn list(call: Call<'_>, dialect: InstanceActionsDialect) -> Result<Reply, Failure> {
    let (server, actions) = find(&call, dialect).await?;
    Ok(Reply::ok(object(|out| {
        out.list(INSTANCE_ACTIONS, &actions, |action, out| write(&server, action, out));
    })))
}

/// `GET /servers/{id}/os-instance-actions/{request_id}`: the action that the request with this id
/// began.
pub async fn show(call: Call<'_>, dialect: InstanceActionsDialect) -> Result<Reply, Failure> {
    let (server, actions) = find(&call, dialect).await?;
    let text = call.param("request_id");
    let of = |id: &str| actions.iter().find(|it| it.request_id.as_deref() == Some(id));
    // An id that we generated may have another form in the path, such as upper case.
    let in_our_form = || of(&RequestId::parse(text)?.to_string());
    let action = of(text).or_else(in_our_form).ok_or_else(|| (dialect.not_found)(text))?;
    let shows_events = call.passes(dialect.events_rule);
    Ok(Reply::ok(object(|out| {
        out.object(INSTANCE_ACTION, |out| {
            write(&server, action, out);
            if shows_events {
                out.list(EVENTS, &action.events, write_event);
            }
        });
    })))
}

async fn find(
    call: &Call<'_>,
    dialect: InstanceActionsDialect,
) -> Result<(Server, Vec<InstanceAction>), Failure> {
    Ok(call.compute().server_actions(call.request(), call.server()?, dialect.rule).await?)
}

fn write(server: &Server, action: &InstanceAction, out: &mut Fields<'_>) {
    out.field(ACTION, &action.action)
        .field(INSTANCE_UUID, &server.id.to_string())
        .field(REQUEST_ID, &action.request_id)
        .field(USER_ID, &action.user_id)
        .field(PROJECT_ID, &action.project_id)
        .time_with_micros(START_TIME, Some(action.start_time))
        .field(MESSAGE, &action.message);
}

fn write_event(event: &ActionEvent, out: &mut Fields<'_>) {
    out.field(EVENT, &event.event)
        .time_with_micros(START_TIME, Some(event.start_time))
        .time_with_micros(FINISH_TIME, event.finish_time)
        .field(RESULT, &event.result.map(EventResult::as_str))
        .field(TRACEBACK, &event.traceback);
}
