//! What a check finds, and the report that it goes to.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::Instant,
};

use crate::engine_error::{EngineError, panic_text};

/// A row that is damaged or missing, or that disagrees with other rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is damaged.
    pub what: String,
    /// The consequence for users of the API.
    pub consequence: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.consequence)
    }
}

/// Passes findings on, and counts findings and rows.
pub(super) struct Report<'a> {
    to: &'a mut dyn FnMut(Finding),
    pub(super) records: u64,
    pub(super) findings: u64,
    /// When the last break ended; `None` if the check takes no breaks.
    since: Option<Instant>,
}

/// The number of rows that are read between two breaks.
const ROWS: u64 = 4096;

impl<'a> Report<'a> {
    pub(super) fn to(to: &'a mut dyn FnMut(Finding)) -> Self {
        Self { to, records: 0, findings: 0, since: None }
    }

    /// A report that takes a break after every [`ROWS`] rows. Each break is as long as reading the
    /// rows took.
    pub(super) fn with_breaks(to: &'a mut dyn FnMut(Finding)) -> Self {
        Self { since: Some(Instant::now()), ..Self::to(to) }
    }

    /// Runs a part of the check. An error or a panic of that part becomes a finding, so that the
    /// other parts still run.
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

    pub(super) fn find(&mut self, what: String, consequence: &'static str) {
        self.findings += 1;
        (self.to)(Finding { what, consequence });
    }

    /// Counts a row, and takes a break if [`ROWS`] rows were read since the last one.
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
