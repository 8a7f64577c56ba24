//! The row of an instance action.

use std::{borrow::Cow, iter};

use ferronova_compute::{ActionEvent, EventResult, InstanceAction, RequestId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{numbers::AsNumber, request_id::short_request_id, stored_id::StoredId, time::Micros};
use crate::{engine_error::EngineError, seal};

#[derive(Serialize, Deserialize)]
struct ActionRow<'a> {
    action: Cow<'a, str>,
    /// The id of the request, if it has the form of the ids that this program makes.
    request_id: Option<[u8; 16]>,
    user_id: StoredId<'a>,
    project_id: StoredId<'a>,
    start_time: Micros,
    message: Option<Cow<'a, str>>,
    /// Stored since format 2.
    #[serde(default)]
    events: Vec<EventRow<'a>>,
    /// The id of the request, if it has another form. Stored since format 8.
    #[serde(default)]
    other_request_id: Option<Cow<'a, str>>,
    /// The details of each event; empty if none has any. Stored since format 8.
    #[serde(default)]
    event_details: Vec<Option<Cow<'a, str>>>,
}

#[derive(Serialize, Deserialize)]
struct EventRow<'a> {
    event: Cow<'a, str>,
    start_time: Micros,
    finish_time: Option<Micros>,
    result: Option<AsNumber<EventResult>>,
    traceback: Option<Cow<'a, str>>,
}

pub(crate) fn encode_action(
    key: &[u8; 16],
    action: &InstanceAction,
) -> Result<Vec<u8>, EngineError> {
    let text = action.request_id.as_deref();
    let request_id = text.and_then(short_request_id);
    let details = action.events.iter().map(|it| it.details.as_deref().map(Cow::Borrowed));
    let has_details = action.events.iter().any(|it| it.details.is_some());
    let row = ActionRow {
        action: Cow::Borrowed(&action.action),
        request_id,
        user_id: StoredId::of(&action.user_id),
        project_id: StoredId::of(&action.project_id),
        start_time: action.start_time.into(),
        message: action.message.as_deref().map(Cow::Borrowed),
        events: action.events.iter().map(EventRow::of).collect(),
        other_request_id: text.filter(|_| request_id.is_none()).map(Cow::Borrowed),
        event_details: if has_details { details.collect() } else { Vec::new() },
    };
    seal::seal(key, &row).map_err(EngineError::Encoding)
}

pub(crate) fn decode_action(key: &[u8; 16], sealed: &[u8]) -> Result<InstanceAction, EngineError> {
    let row: ActionRow<'_> = seal::unseal(key, sealed).map_err(|it| {
        let (number, sequence) = numbers_of(key);
        EngineError::damaged(format_args!("action {sequence} of server {number}"), &it)
    })?;
    let details = row.event_details.into_iter().chain(iter::repeat(None));
    let events = row.events.into_iter().zip(details);
    let ours = row.request_id.map(|it| RequestId(Uuid::from_bytes(it)).to_string());
    Ok(InstanceAction {
        action: row.action.into_owned(),
        request_id: ours.or_else(|| row.other_request_id.map(Cow::into_owned)),
        user_id: row.user_id.into_string(),
        project_id: row.project_id.into_string(),
        start_time: row.start_time.into(),
        message: row.message.map(Cow::into_owned),
        events: events.map(|(event, details)| event.into_event(details)).collect(),
    })
}

fn numbers_of(key: &[u8; 16]) -> (u128, u128) {
    let key = u128::from_be_bytes(*key);
    (key >> 64, key & u128::from(u64::MAX))
}

impl<'a> EventRow<'a> {
    fn of(event: &'a ActionEvent) -> Self {
        Self {
            event: Cow::Borrowed(&event.event),
            start_time: event.start_time.into(),
            finish_time: event.finish_time.map(Micros::from),
            result: event.result.map(AsNumber),
            traceback: event.traceback.as_deref().map(Cow::Borrowed),
        }
    }

    fn into_event(self, details: Option<Cow<'_, str>>) -> ActionEvent {
        ActionEvent {
            event: self.event.into_owned(),
            start_time: self.start_time.into(),
            finish_time: self.finish_time.map(Into::into),
            result: self.result.map(|it| it.0),
            traceback: self.traceback.map(Cow::into_owned),
            details: details.map(Cow::into_owned),
        }
    }
}
