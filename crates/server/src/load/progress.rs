//! The bar that shows how far a load is, on a terminal.

use indicatif::{ProgressBar, ProgressStyle};

const TEMPLATE: &str = "{bar:40} {human_pos} of {human_len} servers, {per_sec}, {eta} left {msg}";

/// How far a load is. A clone shows the same.
#[derive(Clone)]
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// A bar for so many servers; it is shown if standard error is a terminal.
    pub(super) fn new(n_servers: u64) -> Self {
        let bar = ProgressBar::new(n_servers);
        // The template is a constant; the bar has one of its own if it should be wrong.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// So many servers are written; with the last one what is left is to make them durable.
    pub(super) fn reach(&self, n_servers: u64) {
        self.0.set_position(n_servers);
        if self.0.length() == Some(n_servers) {
            self.0.set_message("(storing)");
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
