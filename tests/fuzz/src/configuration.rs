//! Configuration files.

use ferronova_server::{Command, Exit};

use crate::file::with_file;

const NAME: &str = "ferronova.toml";

/// Parses a command line with a configuration file, up to the settings.
///
/// # Panics
///
/// If the message of a mistake is not one line that names the file.
pub fn configuration(data: &[u8]) {
    with_file(NAME, data, |path| {
        let arguments =
            ["ferronova".as_ref(), "serve".as_ref(), "--config".as_ref(), path.as_os_str()];

        match Command::from_args(arguments) {
            Ok(Command::Serve(_)) => {}
            Ok(other) => panic!("`serve` became {other:?}"),
            Err(Exit::Failure(text)) => {
                assert!(text.contains(NAME), "the message does not name the file: {text}");
                assert!(!text.contains('\n'), "the message has several lines: {text}");
            }
            Err(Exit::CommandLine(error)) => panic!("the command line is good: {error}"),
        }
    });
}
