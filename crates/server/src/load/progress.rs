//! How far a load is: a bar on a terminal, else a line now and then.

use std::{
    io::{self, IsTerminal as _, Write as _},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

const TEMPLATE: &str = "{bar:40} {human_pos} of {human_len} servers, {per_sec}, {eta} left {msg}";

/// How long nothing is said where there is no terminal.
const SILENCE: Duration = Duration::from_secs(2);

/// How far a load is. A clone shows the same.
#[derive(Clone)]
pub(super) enum Progress {
    /// On a terminal.
    Bar(ProgressBar),
    /// Elsewhere: how many servers there are to be, and when something was said last.
    Lines(u64, Arc<Mutex<Instant>>),
}

impl Progress {
    /// That of so many servers, on standard error.
    pub(super) fn new(n_servers: u64) -> Self {
        if !io::stderr().is_terminal() {
            return Self::Lines(n_servers, Arc::new(Mutex::new(Instant::now())));
        }
        let bar = ProgressBar::new(n_servers);
        // The template is a constant; the bar has one of its own if it should be wrong.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        Self::Bar(bar)
    }

    /// So many servers are written; with the last one what is left is to make them durable.
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
                if said.elapsed() >= SILENCE {
                    *said = Instant::now();
                    let storing = if n_servers == *all { ", storing them" } else { "" };
                    say(&format!("added {n_servers} of {all} servers{storing}"));
                }
            }
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        match self {
            Self::Bar(bar) => bar.finish_and_clear(),
            Self::Lines(..) => {}
        }
    }
}

/// Who closed standard error does not want to read it.
fn say(line: &str) {
    drop(writeln!(io::stderr(), "ferronova: {line}"));
}
