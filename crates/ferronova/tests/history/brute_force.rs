//! Checks a history by trying every order of calls: too slow for more than a few calls, but simple
//! enough to trust.

use crate::{
    history::{Call, History, Number},
    model::{self, Action, Answer, Server},
};

/// A server and all its recorded actions, oldest first.
#[derive(Clone, Default)]
pub(crate) struct Recorded {
    server: Option<Server>,
    actions: Vec<Action>,
}

impl Recorded {
    /// Applies a call and returns its answer.
    pub(crate) fn call(&mut self, call: &Call, kept_actions: usize) -> Answer {
        let effect = model::after(self.server.as_ref(), call.who, &call.operation);
        self.server = effect.server;
        if effect.is_recorded {
            let action = call.operation.action().expect("it is recorded").to_owned();
            self.actions.push(Action { action, request_id: call.request_id.clone() });
        }
        match effect.answer {
            Answer::Actions(_) => {
                Answer::Actions(self.actions.iter().rev().take(kept_actions).cloned().collect())
            }
            answer => answer,
        }
    }
}

/// Whether some order of the calls explains every answer.
pub(crate) fn is_possible(history: &History) -> bool {
    let waiting: Vec<Number> = (0..history.calls.len()).collect();
    can_go_on(history, &Recorded::default(), &waiting)
}

fn can_go_on(history: &History, recorded: &Recorded, waiting: &[Number]) -> bool {
    // The next call is one that began before any of the waiting calls ended.
    let first_end = waiting.iter().map(|it| history.calls[*it].ended).min();
    let mut next = waiting.iter().filter(|it| Some(history.calls[**it].begun) < first_end);
    waiting.is_empty()
        || next.any(|number| {
            let call = &history.calls[*number];
            let mut recorded = recorded.clone();
            let rest: Vec<Number> = waiting.iter().copied().filter(|it| it != number).collect();
            recorded.call(call, history.kept_actions) == call.answer
                && can_go_on(history, &recorded, &rest)
        })
}
