//! Rate limit for repeated log lines.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Minimum time between two writes of the same line.
const INTERVAL: Duration = Duration::from_mins(1);

/// Maximum number of lines remembered.
const MAX_LINES: usize = 1000;

/// Keeps a lasting failure from filling the log: the failure is logged when it begins, and once a
/// minute while it lasts, with the number of lines that were held back since.
///
/// ```
/// use ferronova_compute::LogThrottle;
///
/// static FAILURES: LogThrottle = LogThrottle::new();
/// let reason = "the disk is full";
/// let mut log = Vec::new();
/// for _ in 0..100 {
///     if let Some(more) = FAILURES.pass(reason) {
///         log.push(format!("a request failed: {reason}{more}"));
///     }
/// }
/// assert_eq!(log, ["a request failed: the disk is full"]);
/// ```
#[derive(Debug)]
pub struct LogThrottle {
    lines: Mutex<BTreeMap<String, Line>>,
}

#[derive(Debug)]
struct Line {
    written: Instant,
    held_back: u64,
}

/// The number of times that a line was held back since it was last written. `Display` writes the
/// text to append to the line, which is empty if the number is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldBack(u64);

impl fmt::Display for HeldBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            times => write!(f, " (and {times} times more since this was last said)"),
        }
    }
}

impl LogThrottle {
    /// Makes a throttle that has seen no line yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { lines: Mutex::new(BTreeMap::new()) }
    }

    /// Returns what to append to `line` if it is to be written now, and `None` if it is to be held
    /// back.
    pub fn pass(&self, line: &str) -> Option<HeldBack> {
        self.pass_at(line, Instant::now())
    }

    fn pass_at(&self, line: &str, now: Instant) -> Option<HeldBack> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lines.get_mut(line) {
            if now.saturating_duration_since(known.written) < INTERVAL {
                known.held_back = known.held_back.saturating_add(1);
                return None;
            }
            known.written = now;
            return Some(HeldBack(std::mem::take(&mut known.held_back)));
        }
        if lines.len() >= MAX_LINES {
            let is_recent = |it: &Line| now.saturating_duration_since(it.written) < INTERVAL;
            lines.retain(|_, it| is_recent(it));
        }
        // If all remembered lines are recent, a new line is passed without being remembered.
        if lines.len() < MAX_LINES {
            lines.insert(line.to_owned(), Line { written: now, held_back: 0 });
        }
        Some(HeldBack(0))
    }
}

impl Default for LogThrottle {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_written_once_a_minute_with_how_often_it_was_not() {
        let (throttle, start) = (LogThrottle::new(), Instant::now());
        let at = |seconds| throttle.pass_at("full", start + Duration::from_secs(seconds));

        assert_eq!(at(0), Some(HeldBack(0)));
        assert_eq!((at(1), at(59)), (None, None));
        assert_eq!(throttle.pass_at("slow", start), Some(HeldBack(0)));
        let more = at(60).unwrap();
        assert_eq!(more.to_string(), " (and 2 times more since this was last said)");
        assert_eq!(at(61), None);
        assert_eq!(
            at(120).map(|it| it.to_string()),
            Some(" (and 1 times more since this was last said)".to_owned())
        );
        assert_eq!(at(300).map(|it| it.to_string()), Some(String::new()));
    }

    #[test]
    fn what_is_remembered_is_bounded_and_nothing_new_is_held_back() {
        let (throttle, start) = (LogThrottle::new(), Instant::now());
        for n in 0..3 * MAX_LINES {
            assert_eq!(throttle.pass_at(&n.to_string(), start), Some(HeldBack(0)));
        }
        assert_eq!(throttle.lines.lock().unwrap().len(), MAX_LINES);

        assert_eq!(throttle.pass_at("later", start + INTERVAL), Some(HeldBack(0)));

        assert_eq!(throttle.lines.lock().unwrap().len(), 1);
    }
}
