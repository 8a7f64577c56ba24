//! The order of calls that lists of instance actions imply.
//!
//! Instance actions are only added, so two neighbours in a list were recorded directly one after
//! the other. A search that uses this fact needs to keep only the newest action of a server.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{
    history::{History, Number},
    model::Answer,
};

/// The newest action of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Newest {
    Nothing,
    Of(Number),
    /// An action of some call that no list shows. It does not matter which call.
    Unlisted,
}

/// The known part of the order in which the calls of a history were recorded. `None` stands for the
/// time before the first call.
#[derive(Debug, Default)]
pub(crate) struct Order {
    /// The call recorded directly before a call.
    before: HashMap<Number, Option<Number>>,
    /// The call recorded directly after a call.
    behind: HashMap<Option<Number>, Number>,
    /// The calls that occur in some list.
    recorded: HashSet<Number>,
    /// The calls that were not recorded, because they would otherwise occur in some list.
    unrecorded: HashSet<Number>,
    /// The newest action in each list, by the call that requested the list.
    newest: HashMap<Number, Number>,
}

impl Order {
    /// Combines all lists in a history.
    ///
    /// # Errors
    ///
    /// If two lists contradict each other, or a list shows an unknown call.
    pub(crate) fn of(history: &History) -> Result<Self, String> {
        let numbers: HashMap<&str, Number> =
            history.calls.iter().enumerate().map(|(n, it)| (it.request_id.as_str(), n)).collect();
        let mut order = Self::default();
        for (list, call) in history.calls.iter().enumerate() {
            let Answer::Actions(actions) = &call.answer else {
                continue;
            };
            if actions.len() > history.kept_actions {
                return Err(format!("call {list} is shown more actions than a server keeps"));
            }
            let mut later = None;
            for action in actions {
                let number = numbers.get(action.request_id.as_str()).copied();
                let number = number.filter(|it| {
                    history.calls[*it].operation.action() == Some(action.action.as_str())
                });
                let number = number.ok_or_else(|| {
                    format!("call {list} is shown an action that nobody asked for: {action:?}")
                })?;
                order.recorded.insert(number);
                match later {
                    None => _ = order.newest.insert(list, number),
                    Some(later) => order.note(list, Some(number), later)?,
                }
                later = Some(number);
            }
            match later {
                // The last action in the list is the server's oldest, unless older ones were
                // dropped.
                Some(oldest) if actions.len() < history.kept_actions => {
                    order.note(list, None, oldest)?;
                }
                Some(_) | None => {}
            }
        }
        order.note_unrecorded(history);
        Ok(order)
    }

    /// Notes the calls that were not recorded: they are missing in a later list, although the list
    /// goes back to a time before they began.
    fn note_unrecorded(&mut self, history: &History) {
        let mut lists = BTreeMap::new();
        for call in &history.calls {
            if let Answer::Actions(actions) = &call.answer {
                lists.insert(call.begun, actions);
            }
        }
        let ends: HashMap<&str, u64> =
            history.calls.iter().map(|it| (it.request_id.as_str(), it.ended)).collect();
        for (number, call) in history.calls.iter().enumerate() {
            let Some((_, actions)) = lists.range(call.ended..).next() else {
                continue;
            };
            let goes_back = actions.len() < history.kept_actions
                || actions.last().is_some_and(|it| ends[it.request_id.as_str()] < call.begun);
            if goes_back && !self.recorded.contains(&number) {
                self.unrecorded.insert(number);
            }
        }
    }

    fn note(&mut self, list: Number, one: Option<Number>, next: Number) -> Result<(), String> {
        let before = *self.before.entry(next).or_insert(one);
        let behind = *self.behind.entry(one).or_insert(next);
        if before == one && behind == next {
            return Ok(());
        }
        let name = |it: Option<Number>| it.map_or("nothing".to_owned(), |it| format!("call {it}"));
        Err(format!(
            "call {list} is shown the action of call {next} right behind that of {}, but by other \
             lists {} was right before it and call {behind} behind the other",
            name(one),
            name(before),
        ))
    }

    /// Whether the lists show neither that this call was recorded nor that it was not.
    pub(crate) fn is_unknown(&self, number: Number) -> bool {
        !self.is_recorded(number) && !self.is_unrecorded(number)
    }

    /// Returns the newest action right after this call was recorded.
    pub(crate) fn recorded(&self, number: Number) -> Newest {
        if self.is_recorded(number) { Newest::Of(number) } else { Newest::Unlisted }
    }

    /// Whether a call can be recorded while `newest` is the newest action.
    pub(crate) fn allows(&self, newest: Newest, number: Number) -> bool {
        if self.is_unrecorded(number) {
            return false;
        }
        let newest = match newest {
            Newest::Nothing => None,
            Newest::Of(newest) => Some(newest),
            // If lists show which call was recorded before this one, that call is not unlisted.
            Newest::Unlisted => return !self.before.contains_key(&number),
        };
        self.before.get(&number).is_none_or(|it| *it == newest)
            && self.behind.get(&newest).is_none_or(|it| *it == number)
    }

    /// Whether a list shows that this call was recorded.
    pub(crate) fn is_recorded(&self, number: Number) -> bool {
        self.recorded.contains(&number)
    }

    /// Whether a list shows that this call was not recorded.
    pub(crate) fn is_unrecorded(&self, number: Number) -> bool {
        self.unrecorded.contains(&number)
    }

    /// The newest action that a list shows.
    pub(crate) fn newest_in(&self, list: Number) -> Newest {
        self.newest.get(&list).map_or(Newest::Nothing, |it| Newest::Of(*it))
    }
}
