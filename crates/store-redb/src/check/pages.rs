//! What the engine knows of its own pages.

use redb::Database;

use super::{finding::Report, part};

/// Has the engine compare every page with its checksum. It repairs what it can, in memory alone.
pub(super) fn check(database: &mut Database, report: &mut Report<'_>) {
    part(report, "the pages of the file can't be compared with their checksums", |report| {
        if !database.check_integrity()? {
            report.find(
                "pages of the file are not what the engine wrote".to_owned(),
                "what lies in them is lost or gives errors",
            );
        }
        Ok(())
    });
}
