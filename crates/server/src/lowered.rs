//! Lowers the level of log lines of libraries.

use env_logger::Logger;
use log::{Level, Log, Metadata, Record};

/// Modules of the HTTP library that log faults of single connections as errors. Mostly the client
/// is at fault, and any client could fill the log.
const CONNECTION_MODULES: [&str; 2] = ["actix_http::h1::dispatcher", "actix_http::h1::decoder"];

/// A logger that logs the lines of [`CONNECTION_MODULES`] as `debug`.
pub(crate) struct LoweredLogger(pub(crate) Logger);

impl Log for LoweredLogger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.0.enabled(&lowered(metadata))
    }

    fn log(&self, record: &Record<'_>) {
        let lowered = Record::builder()
            .metadata(lowered(record.metadata()))
            .args(*record.args())
            .module_path(record.module_path())
            .file(record.file())
            .line(record.line())
            .build();
        self.0.log(&lowered);
    }

    fn flush(&self) {
        self.0.flush();
    }
}

fn lowered<'a>(metadata: &Metadata<'a>) -> Metadata<'a> {
    let is_connection_module = CONNECTION_MODULES.contains(&metadata.target());
    let level =
        if is_connection_module { metadata.level().max(Level::Debug) } else { metadata.level() };
    Metadata::builder().target(metadata.target()).level(level).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(target: &str, level: Level) -> Level {
        lowered(&Metadata::builder().target(target).level(level).build()).level()
    }

    #[test]
    fn what_is_wrong_with_a_connection_is_no_error_of_the_server() {
        assert_eq!(level("actix_http::h1::dispatcher", Level::Error), Level::Debug);
        assert_eq!(level("actix_http::h1::dispatcher", Level::Trace), Level::Trace);
        assert_eq!(level("actix_server::accept", Level::Error), Level::Error);
        assert_eq!(level("ferronova_store_redb::writer", Level::Error), Level::Error);
    }
}
