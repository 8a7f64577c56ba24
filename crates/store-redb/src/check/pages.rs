//! Checks the pages of the engine.

use redb::Database;

use super::finding::Report;

/// Has the engine compare every page with its checksum. Its result is ignored: `false` only means
/// that free pages had to be counted again, as after a kill, which is no damage.
pub(super) fn check(database: &mut Database, report: &mut Report<'_>) {
    report.part("the pages of the file can't be compared with their checksums", |_| {
        database.check_integrity()?;
        Ok(())
    });
}
