//! What was asked of a cloud and what was answered, as a file: a line of JSON per call.

use std::{collections::BTreeMap, fs, path::Path};

use serde::{Deserialize, Serialize};

use crate::{
    history::{Call, History, Version},
    model::{Answer, Operation, Who},
};

/// How many of its newest instance actions a server keeps.
const KEPT_ACTIONS: usize = 1000;

/// A call as it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    /// When it was sent, by a clock that gives every moment once.
    pub(crate) begun: u64,
    /// When it was answered, by the same clock.
    pub(crate) ended: u64,
    pub(crate) version: Version,
    pub(crate) who: Who,
    pub(crate) operation: Operation,
    pub(crate) outcome: Outcome,
    pub(crate) request_id: String,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// What is said of one server.
    Of(String, Answer),
    /// The servers of a list, by id.
    Listed(BTreeMap<String, Answer>),
}

/// Calls to the servers of one cloud, all of which were made in it.
#[derive(Clone, Debug)]
pub(crate) struct Recording(pub(crate) Vec<Line>);

/// What the check of a recording took.
#[derive(Clone, Copy, Debug, Default)]
#[expect(dead_code, reason = "it is there to be printed")]
pub(crate) struct Checked {
    pub(crate) calls: usize,
    pub(crate) servers: usize,
    /// The calls, once for each server that they say something about.
    pub(crate) facts: usize,
    /// The most possibilities at once, for one server.
    pub(crate) widest: usize,
    /// The most calls in flight at once, for one server.
    pub(crate) in_flight: usize,
    /// How often nobody called a server.
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
    /// What can't be explained, to be read by people.
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

    /// What is said of every server. A list says of each whether it is in it.
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

/// What these lines and lists say of a server, from when it was asked for.
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
    /// What it says about a server; of one that it does not name, that it is not there.
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
