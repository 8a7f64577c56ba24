//! Findings, and where they go.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::Instant,
};

use crate::engine_error::{EngineError, panic_text};

/// Something that is not as it was written, or does not agree with the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is damaged.
    pub what: String,
    /// What follows for those who use the server.
    pub consequence: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.consequence)
    }
}

/// What is told while a check goes on.
pub(super) struct Report<'a> {
    to: &'a mut dyn FnMut(Finding),
    /// How many rows were read.
    pub(super) records: u64,
    /// How many findings there were.
    pub(super) findings: u64,
    /// When work began after the last break, if there are breaks.
    since: Option<Instant>,
}

/// So many rows are read between two breaks.
const ROWS: u64 = 4096;

impl<'a> Report<'a> {
    /// A report to whoever wants to know.
    pub(super) fn to(to: &'a mut dyn FnMut(Finding)) -> Self {
        Self { to, records: 0, findings: 0, since: None }
    }

    /// A report that lets others work for half of the time.
    pub(super) fn with_breaks(to: &'a mut dyn FnMut(Finding)) -> Self {
        Self { since: Some(Instant::now()), ..Self::to(to) }
    }

    /// Does a part of the check. One that fails is a finding, and the others go on.
    pub(super) fn part(
        &mut self,
        what: &str,
        work: impl FnOnce(&mut Self) -> Result<(), EngineError>,
    ) {
        let reason = match catch_unwind(AssertUnwindSafe(|| work(self))) {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error.to_string(),
            Err(panic) => panic_text(&*panic),
        };
        self.find(format!("{what} ({reason})"), "requests that read there get an error");
    }

    /// Tells of a finding.
    pub(super) fn find(&mut self, what: String, consequence: &'static str) {
        self.findings += 1;
        (self.to)(Finding { what, consequence });
    }

    /// Notes that a row was read.
    pub(super) fn count(&mut self) {
        self.records += 1;
        if let Some(since) = &mut self.since
            && self.records.is_multiple_of(ROWS)
        {
            thread::sleep(since.elapsed());
            *since = Instant::now();
        }
    }
}
