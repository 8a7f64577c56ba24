//! How the process ends when it does not do what it was started for.

use std::{
    error::Error,
    fmt,
    io::{self, Write as _},
    process::ExitCode,
};

use ferronova_compute::error_chain;

/// The status of whatever is no mistake on the command line.
const FAILURE: u8 = 1;

/// Why the process ends, with its status and what it says.
#[derive(Debug, thiserror::Error)]
pub enum Exit {
    /// The command line asks for nothing else (`--help`, `--version`; status 0), or it can't be
    /// understood (status 2).
    #[error(transparent)]
    CommandLine(clap::Error),
    /// Anything else (status 1), in one line.
    #[error("ferronova: {0}")]
    Failure(String),
}

impl Exit {
    /// The start failed, for this reason.
    pub fn failure(reason: impl fmt::Display) -> Self {
        Self::Failure(one_line(&reason.to_string()))
    }

    /// The start failed at `what`, because of `error` and what lies below it.
    #[must_use]
    pub fn because(what: &str, error: &(dyn Error + 'static)) -> Self {
        Self::failure(format_args!("{what}: {}", error_chain(error)))
    }

    /// The status the process ends with.
    #[must_use]
    pub fn status(&self) -> u8 {
        match self {
            Self::CommandLine(error) => u8::try_from(error.exit_code()).unwrap_or(FAILURE),
            Self::Failure(_) => FAILURE,
        }
    }

    /// Says it where it belongs, help on standard output and errors on standard error, and
    /// returns the status for `main`.
    #[must_use]
    pub fn report(&self) -> ExitCode {
        // Nobody is left to be told when the streams are closed.
        let _ = match self {
            Self::CommandLine(error) => error.print(),
            Self::Failure(_) => writeln!(io::stderr(), "{self}"),
        };
        ExitCode::from(self.status())
    }
}

/// The text with every run of line breaks and other control characters as one blank: file names
/// and what libraries say may hold any.
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
