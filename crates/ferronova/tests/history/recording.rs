//! Recordings of calls and answers, in files with one line of JSON per call.

use std::{collections::BTreeMap, fs, path::Path};

use serde::{Deserialize, Serialize};

use crate::{
    history::{Call, History, Version},
    model::{Answer, Operation, Who},
};

/// Maximum instance actions that a server keeps.
const KEPT_ACTIONS: usize = 1000;

/// A recorded call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    /// When the call was sent, by a clock that never repeats a value.
    pub(crate) begun: u64,
    /// When the answer arrived, by the same clock.
    pub(crate) ended: u64,
    pub(crate) version: Version,
    pub(crate) who: Who,
    pub(crate) operation: Operation,
    pub(crate) outcome: Outcome,
    pub(crate) request_id: String,
}

/// The outcome of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// The answer about one server.
    Of(String, Answer),
    /// The servers of a list, by id.
    Listed(BTreeMap<String, Answer>),
}

/// Calls to the servers of one cloud, including the creation of all servers.
#[derive(Clone, Debug)]
pub(crate) struct Recording(pub(crate) Vec<Line>);

/// The effort of checking a recording.
#[derive(Clone, Copy, Debug, Default)]
#[expect(dead_code, reason = "it is there to be printed")]
pub(crate) struct Checked {
    pub(crate) calls: usize,
    pub(crate) servers: usize,
    /// Number of calls, where a call counts once for each server that its answer is about.
    pub(crate) facts: usize,
    /// Maximum possibilities at a time, for one server.
    pub(crate) widest: usize,
    /// Maximum calls in flight at a time, for one server.
    pub(crate) in_flight: usize,
    /// Number of moments without calls to a server.
    pub(crate) quiet: usize,
}

impl Recording {
    /// Reads a file.
    #[track_caller]
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("the recording is readable");
        let lines = text.lines().enumerate().map(|(n, line)| {
            let read = serde_json::from_str(line);
            read.unwrap_or_else(|error| panic!("{}, line {}: {error}", path.display(), n + 1))
        });
        Self(lines.collect())
    }

    /// Writes a file.
    #[track_caller]
    pub(crate) fn write(&self, path: &Path) {
        let mut text = String::new();
        for line in &self.0 {
            text.push_str(&serde_json::to_string(line).expect("a line can be written"));
            text.push('\n');
        }
        fs::write(path, text).expect("the recording can be written");
    }

    /// Checks the history of every server.
    ///
    /// # Errors
    ///
    /// A readable explanation of the contradiction.
    pub(crate) fn check(&self) -> Result<Checked, String> {
        let mut checked = Checked { calls: self.0.len(), ..Checked::default() };
        for history in self.histories()? {
            let effort = history.check()?;
            checked.servers += 1;
            checked.facts += history.calls.len();
            checked.widest = checked.widest.max(effort.widest);
            checked.in_flight = checked.in_flight.max(effort.in_flight);
            checked.quiet += effort.quiet;
        }
        Ok(checked)
    }

    /// Returns the history of every server. A list is in all histories, as it shows or lacks each
    /// server.
    fn histories(&self) -> Result<Vec<History>, String> {
        let mut lists = Vec::new();
        let mut by_server: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
        for line in &self.0 {
            match &line.outcome {
                Outcome::Of(id, _) => by_server.entry(id).or_default().push(line),
                Outcome::Listed(servers) => {
                    lists.push(line);
                    for id in servers.keys() {
                        by_server.entry(id).or_default();
                    }
                }
            }
        }
        by_server.into_iter().map(|(id, lines)| history(id, lines, &lists)).collect()
    }
}

/// Returns the history of a server, from the beginning of its creation.
fn history<'a>(
    server: &str,
    mut lines: Vec<&'a Line>,
    lists: &[&'a Line],
) -> Result<History, String> {
    let is_creation = |it: &&&Line| matches!(it.operation, Operation::Create(_));
    let creations: Vec<&&Line> = lines.iter().filter(is_creation).collect();
    let begun = match creations[..] {
        [creation] => creation.begun,
        [] => return Err(format!("server {server} was seen, and nobody made it")),
        [..] => return Err(format!("two servers have the id {server}")),
    };
    lines.extend(lists.iter().filter(|it| it.ended > begun));
    lines.sort_by_key(|it| it.begun);
    let calls = lines.into_iter().map(|it| it.about(server)).collect();
    Ok(History { server: server.to_owned(), calls, kept_actions: KEPT_ACTIONS })
}

impl Line {
    /// Returns the call with its answer about one server, which is `Missing` if a list lacks the
    /// server.
    fn about(&self, server: &str) -> Call {
        let answer = match &self.outcome {
            Outcome::Of(_, answer) => answer.clone(),
            Outcome::Listed(servers) => servers.get(server).cloned().unwrap_or(Answer::Missing),
        };
        let Self { begun, ended, version, who, ref operation, ref request_id, .. } = *self;
        let (operation, request_id) = (operation.clone(), request_id.clone());
        Call { begun, ended, version, who, operation, answer, request_id }
    }
}
