//! Progress of a load: a bar on a terminal, else lines.

use std::{
    io::{self, IsTerminal as _, Write as _},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

const TEMPLATE: &str = "{bar:40} {human_pos} of {human_len} servers, {per_sec}, {eta} left {msg}";

/// Minimum time between two lines.
const LINE_INTERVAL: Duration = Duration::from_secs(2);

/// Shows progress on standard error. Clones share it.
#[derive(Clone)]
pub(super) enum Progress {
    Bar(ProgressBar),
    /// Lines, with the number of servers to create and the time of the last line.
    Lines(u64, Arc<Mutex<Instant>>),
}

impl Progress {
    pub(super) fn new(n_servers: u64) -> Self {
        if !io::stderr().is_terminal() {
            return Self::Lines(n_servers, Arc::new(Mutex::new(Instant::now())));
        }
        let bar = ProgressBar::new(n_servers);
        // The template is a constant and valid; if it were not, the default one would be used.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        Self::Bar(bar)
    }

    /// Shows that `n_servers` are written. If these are all servers, also shows that they are being
    /// made durable.
    pub(super) fn reach(&self, n_servers: u64) {
        match self {
            Self::Bar(bar) => {
                bar.set_position(n_servers);
                if bar.length() == Some(n_servers) {
                    bar.set_message("(storing)");
                }
            }
            Self::Lines(all, said) => {
                let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
                if said.elapsed() >= LINE_INTERVAL {
                    *said = Instant::now();
                    let storing = if n_servers == *all { ", storing them" } else { "" };
                    print_line(&format!("added {n_servers} of {all} servers{storing}"));
                }
            }
        }
    }

    /// Removes the bar.
    pub(super) fn finish(&self) {
        match self {
            Self::Bar(bar) => bar.finish_and_clear(),
            Self::Lines(..) => {}
        }
    }
}

/// Prints a line. Ignores errors: standard error may be closed.
fn print_line(line: &str) {
    drop(writeln!(io::stderr(), "ferronova: {line}"));
}
