//! `/servers/{id}/os-instance-actions`: what was done to a server, by whom, and when.

use ferronova_compute::{
    ActionEvent, EventResult, InstanceAction, RequestId, Server, Target, Timestamp,
};
use ferronova_extend::{Fields, handler, key, object, read_limit};
use ferronova_http::{Failure, Fault, QueryString, Reply};

use crate::{
    kit::{Call, Feature, Query, Route},
    query,
    soft_rules::SoftRule,
    times::read_time,
    wording::not_found,
};

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/servers/{id}/os-instance-actions", handler!(list))
        .ruled("os_compute_api:os-instance-actions:list"),
    Route::get("/servers/{id}/os-instance-actions/{request_id}", handler!(show))
        .ruled("os_compute_api:os-instance-actions:show"),
];

/// Lists the actions, newest first.
async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    let query = query::read(&call, Query::Actions)?;
    let (server, mut actions) = find(&call).await?;
    let is_full =
        if call.edition.has(Feature::PagesOfActions) { cut(&mut actions, &query)? } else { false };
    let last = actions.last().and_then(|it| it.request_id.as_deref()).filter(|_| is_full);
    let path = format!("servers/{}/os-instance-actions", server.id);
    let next = last.map(|it| query::next_link(&call, &path, Query::Actions, it));
    Ok(Reply::ok(object(|out| {
        out.list(key!("instanceActions"), &actions, |action, out| {
            write(&call, &server, action, out);
        });
        if let Some(href) = next {
            out.list(key!("links"), [href], |href, out| {
                out.field(key!("rel"), "next").link(key!("href"), &href);
            });
        }
    })))
}

/// Shows the action that the request with the id in the path began.
async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    query::read(&call, Query::Other)?;
    let (server, actions) = find(&call).await?;
    let text = call.param("request_id");
    let of = |id: &str| actions.iter().find(|it| it.request_id.as_deref() == Some(id));
    // An id that we generated may have another form in the path, such as upper case.
    let in_our_form = || of(&RequestId::parse(text)?.to_string());
    let action = of(text).or_else(in_our_form);
    let action = action.ok_or_else(|| not_found(format!("Action {text} not found")))?;
    let events = EventView::of(&call, &server);
    Ok(Reply::ok(object(|out| {
        out.object(key!("instanceAction"), |out| {
            write(&call, &server, action, out);
            if let Some(events) = events {
                out.list(key!("events"), &action.events, |event, out| {
                    events.write(event, out);
                });
            }
        });
    })))
}

async fn find(call: &Call<'_>) -> Result<(Server, Vec<InstanceAction>), Failure> {
    let (request, id) = (call.request(), call.server()?);
    if call.edition.has(Feature::ActionsOfDeleted) {
        return Ok(call.compute.server_actions_ever(request, id).await?);
    }
    Ok(call.compute.server_actions(request, id, "").await?)
}

/// Cuts a page out of all actions of a server. Returns whether it is full.
fn cut(actions: &mut Vec<InstanceAction>, query: &QueryString<'_>) -> Result<bool, Fault> {
    let limit = read_limit(query)?;
    let time = |name| query.last(name).and_then(read_time);
    let (since, before) = (time("changes-since"), time("changes-before"));
    if since.zip(before).is_some_and(|(since, before)| since > before) {
        return Err(Fault::bad_request(
            "The value of changes-since must be less than or equal to changes-before.",
        ));
    }
    actions.retain(|it| {
        let updated = updated_at(it);
        since.is_none_or(|it| updated >= it) && before.is_none_or(|it| updated <= it)
    });
    if let Some(marker) = query.last("marker").filter(|it| !it.is_empty()) {
        let at = actions.iter().position(|it| it.request_id.as_deref() == Some(marker));
        // The message is Nova's, which has lost the marker.
        let not_found = || Fault::bad_request("Marker None could not be found.");
        actions.drain(..=at.ok_or_else(not_found)?);
    }
    actions.truncate(limit);
    Ok(actions.len() == limit)
}

/// When an action last changed: when its latest event began or ended.
fn updated_at(action: &InstanceAction) -> Timestamp {
    let times = action.events.iter().map(|it| it.finish_time.unwrap_or(it.start_time));
    times.fold(action.start_time, Timestamp::max)
}

fn write(call: &Call<'_>, server: &Server, action: &InstanceAction, out: &mut Fields<'_>) {
    out.field(key!("action"), &action.action)
        .field(key!("instance_uuid"), &server.id.to_string())
        .field(key!("request_id"), &action.request_id)
        .field(key!("user_id"), &action.user_id)
        .field(key!("project_id"), &action.project_id)
        .time_with_micros(key!("start_time"), Some(action.start_time))
        .field(key!("message"), &action.message);
    if call.edition.has(Feature::PagesOfActions) {
        out.time_with_micros(key!("updated_at"), Some(updated_at(action)));
    }
}

/// What a caller sees of the events of an action.
struct EventView {
    shows_all: bool,
    shows_host: bool,
    shows_details: bool,
}

impl EventView {
    /// Returns `None` if the caller sees no events.
    fn of(call: &Call<'_>, server: &Server) -> Option<Self> {
        let passed = call.passed_on(Target::server(server));
        let shows_all = passed.has(SoftRule::Events);
        if !shows_all && !call.edition.has(Feature::EventsForOwners) {
            return None;
        }
        Some(Self {
            shows_all,
            shows_host: call.edition.has(Feature::HostsOfEvents),
            shows_details: call.edition.has(Feature::DetailsOfEvents)
                && passed.has(SoftRule::EventDetails),
        })
    }

    /// Writes an event. We do not know on which host it took place.
    fn write(&self, event: &ActionEvent, out: &mut Fields<'_>) {
        out.field(key!("event"), &event.event)
            .time_with_micros(key!("start_time"), Some(event.start_time))
            .time_with_micros(key!("finish_time"), event.finish_time)
            .field(key!("result"), &event.result.map(EventResult::as_str));
        if self.shows_all {
            out.field(key!("traceback"), &event.traceback);
        }
        if self.shows_host {
            if self.shows_all {
                out.field(key!("host"), &());
            }
            out.field(key!("hostId"), "");
        }
        if self.shows_details {
            out.field(key!("details"), &event.details);
        }
    }
}
