//! The instance actions of a seed's servers.

use ferronova_compute::{ActionEvent, EventResult, InstanceAction, KEPT_ACTIONS, Timestamp};
use serde_saphyr::Spanned;

use super::{
    error::Wrong,
    format::{ActionEntry, EventEntry},
    scalar::Nullable,
    server_owner::Owner,
    world::World,
};

/// Reads the actions of a server. If the seed gives none, the only action is the server's creation.
pub(super) fn read_actions(
    entries: Option<Spanned<Vec<ActionEntry>>>,
    owner: &Owner<'_>,
    created: Timestamp,
    world: &World<'_>,
) -> Result<Vec<InstanceAction>, Wrong> {
    let by_owner = |action: String| InstanceAction {
        action,
        request_id: None,
        user_id: owner.user_id.to_owned(),
        project_id: owner.project_id.to_owned(),
        start_time: created,
        message: None,
        events: Vec::new(),
    };
    let Some(Spanned { value: entries, referenced: at, .. }) = entries else {
        return Ok(vec![by_owner("create".to_owned())]);
    };
    if entries.len() > KEPT_ACTIONS {
        let what = format!("a server keeps {KEPT_ACTIONS} actions; remove the oldest");
        return Err(Wrong::at(at, what));
    }
    let mut actions = Vec::with_capacity(entries.len());
    for entry in entries {
        let mut action = by_owner(entry.action.0.0);
        if let Some(user) = entry.user {
            action.user_id.clone_from(&world.people.find_user(&user)?.id);
        }
        if let Some(project) = entry.project {
            action.project_id.clone_from(&world.people.find_project(&project)?.id);
        }
        action.request_id = entry.request_id.map(|it| it.0.0);
        action.start_time = entry.time.map_or(created, |it| it.0);
        action.message = entry.message;
        action.events = read_events(entry.events, action.start_time)?;
        actions.push(action);
    }
    actions.sort_by_key(|it| it.start_time);
    Ok(actions)
}

/// Reads the events of an action that began at `time`.
fn read_events(
    entries: Vec<Spanned<EventEntry>>,
    time: Timestamp,
) -> Result<Vec<ActionEvent>, Wrong> {
    let mut events = Vec::with_capacity(entries.len());
    for entry in entries {
        events.push(read_event(entry, time)?);
    }
    events.sort_by_key(|it| it.start_time);
    Ok(events)
}

fn read_event(entry: Spanned<EventEntry>, time: Timestamp) -> Result<ActionEvent, Wrong> {
    let Spanned { value: entry, referenced: at, .. } = entry;
    let start_time = entry.start_time.map_or(time, |it| it.0);
    let finish_time = match entry.finish_time {
        Nullable::Missing => Some(start_time),
        Nullable::Null => None,
        Nullable::Value(finish_time) => Some(finish_time.0),
    };
    if finish_time.is_some_and(|it| it < start_time) {
        return Err(Wrong::at(at, "an event can't end before it begins; mind its `finish_time`"));
    }
    if finish_time.is_none() && entry.result.is_some() {
        let what = "an event that goes on has no result; remove `result` or give a `finish_time`";
        return Err(Wrong::at(at, what));
    }
    let result = entry.result.map_or(EventResult::Success, |it| it.0);
    Ok(ActionEvent {
        event: entry.event.0.0,
        start_time,
        finish_time,
        result: finish_time.map(|_| result),
        traceback: entry.traceback,
    })
}
