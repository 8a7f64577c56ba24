//! What the engine knows of its own pages.

use redb::Database;

use super::finding::Report;

/// Has the engine compare every page with its checksum. It says `false` of a file whose free pages
/// it had to count anew, as after a kill; that is no damage.
pub(super) fn check(database: &mut Database, report: &mut Report<'_>) {
    report.part("the pages of the file can't be compared with their checksums", |_| {
        database.check_integrity()?;
        Ok(())
    });
}
