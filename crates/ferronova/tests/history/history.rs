//! The calls to one server, and whether their answers are consistent.
//!
//! Answers are consistent if the history is linearizable: each call took effect at one moment
//! between its beginning and its end, in an order that explains every answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    explanation,
    model::{Answer, Operation, Who},
    order::Order,
    search::{Effort, Search},
};

/// The number of a call within its history.
pub(crate) type Number = usize;

/// The version of the API of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Version {
    V2,
    V3,
}

/// A call, and the answer, as far as it is about one server.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// When the call was sent, by a clock that never repeats a value.
    pub(crate) begun: u64,
    /// When the answer arrived, by the same clock.
    pub(crate) ended: u64,
    pub(crate) version: Version,
    pub(crate) who: Who,
    pub(crate) operation: Operation,
    pub(crate) answer: Answer,
    /// The request id of the call in instance actions.
    pub(crate) request_id: String,
}

/// The calls to one server, beginning with its creation.
#[derive(Clone, Debug)]
pub(crate) struct History {
    /// The id of the server.
    pub(crate) server: String,
    pub(crate) calls: Vec<Call>,
    /// Maximum instance actions that a server keeps.
    pub(crate) kept_actions: usize,
}

/// The beginning or the end of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Begun(Number),
    Ended(Number),
}

impl History {
    /// The beginnings and ends of the calls, in their order.
    pub(crate) fn events(&self) -> Vec<Event> {
        let mut events = BTreeMap::new();
        for (number, call) in self.calls.iter().enumerate() {
            assert!(call.begun < call.ended, "it ended before it began: {call:?}");
            for (moment, event) in
                [(call.begun, Event::Begun(number)), (call.ended, Event::Ended(number))]
            {
                assert!(events.insert(moment, event).is_none(), "the moment {moment} came twice");
            }
        }
        events.into_values().collect()
    }

    /// Searches for an order of the calls that explains all answers, and returns the effort.
    ///
    /// # Errors
    ///
    /// A readable explanation of the contradiction.
    pub(crate) fn check(&self) -> Result<Effort, String> {
        let order = Order::of(self).map_err(|it| format!("server {}: {it}", self.server))?;
        let events = self.events();
        let mut search = Search::new(self, &order);
        match events.iter().position(|event| !search.pass(*event)) {
            None => Ok(search.effort()),
            Some(at) => Err(explanation::of(self, &order, &events[..=at])),
        }
    }
}
