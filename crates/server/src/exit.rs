//! How the process ends after a failure.

use std::{
    error::Error,
    fmt,
    io::{self, Write as _},
    process::ExitCode,
};

use ferronova_compute::error_chain;

/// Exit status of every failure except mistakes on the command line.
const FAILURE: u8 = 1;

/// Why the process ends, with its exit status and message.
#[derive(Debug, thiserror::Error)]
pub enum Exit {
    /// `--help` or `--version` (status 0), or a mistake on the command line (status 2).
    #[error(transparent)]
    CommandLine(clap::Error),
    /// Anything else (status 1), in one line.
    #[error("ferronova: {0}")]
    Failure(String),
}

impl Exit {
    /// A failure with this reason, as one line.
    pub fn failure(reason: impl fmt::Display) -> Self {
        Self::Failure(one_line(&reason.to_string()))
    }

    /// A failure of `what`, caused by `error` and its sources.
    #[must_use]
    pub fn because(what: &str, error: &(dyn Error + 'static)) -> Self {
        Self::failure(format_args!("{what}: {}", error_chain(error)))
    }

    /// The exit status.
    #[must_use]
    pub fn status(&self) -> u8 {
        match self {
            Self::CommandLine(error) => u8::try_from(error.exit_code()).unwrap_or(FAILURE),
            Self::Failure(_) => FAILURE,
        }
    }

    /// Prints help to standard output, errors to standard error. Returns the exit code for `main`.
    #[must_use]
    pub fn report(&self) -> ExitCode {
        // Ignored: the streams may be closed.
        let _ = match self {
            Self::CommandLine(error) => error.print(),
            Self::Failure(_) => writeln!(io::stderr(), "{self}"),
        };
        ExitCode::from(self.status())
    }
}

/// Replaces every run of control characters by one blank: file names and messages of libraries may
/// contain any.
pub(crate) fn one_line(text: &str) -> String {
    let words: Vec<&str> =
        text.split(char::is_control).map(str::trim).filter(|it| !it.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_one_line_whatever_its_reason_says() {
        let exit = Exit::failure("no such\n  file:\r\n\u{1b}[1ma\tb");

        assert_eq!(exit.to_string(), "ferronova: no such file: [1ma b");
        assert_eq!(exit.status(), 1);
    }

    #[test]
    fn a_failure_names_every_cause() {
        let cause = io::Error::other(io::Error::other("disk full"));

        let exit = Exit::because("can't open the data folder", &cause);

        assert_eq!(exit.to_string(), "ferronova: can't open the data folder: disk full");
    }
}
