//! `ferronova check`: looks for damage in a data folder.

mod identity;
mod settings;

use std::io::{self, BufWriter, Write};

use ferronova_store_redb::{Checked, Finding, check as check_folder};

pub use self::settings::CheckSettings;
use crate::{
    Exit,
    embedded::{refuse_file, warn_of_readers},
    exit::one_line,
};

/// Prints a line for each finding and a summary. Fails if there are findings.
pub(crate) fn check(settings: &CheckSettings) -> Result<(), Exit> {
    refuse_file(&settings.data)?;
    warn_of_readers(&settings.data);
    let mut stdout = BufWriter::new(io::stdout().lock());
    let mut report = |finding: Finding| print(&mut stdout, &finding.to_string());
    let checked = check_folder(&settings.data, &mut report)
        .map_err(|error| Exit::because("can't check the database", &error))?;
    let Checked { servers, records, mut findings, documents, is_new } = checked;
    if !is_new && let Some(finding) = identity::check(documents) {
        findings += 1;
        report(finding);
    }
    print(&mut stdout, &format!("{servers} servers, {records} records, {findings} findings"));
    drop(stdout.flush());
    if findings > 0 {
        return Err(Exit::failure(format_args!(
            "the database in {} is damaged: restore a backup, or go on without what is named",
            settings.data.display()
        )));
    }
    Ok(())
}

/// Prints a line. Ignores errors: if standard output is closed, the exit status still tells the
/// result.
fn print(to: &mut impl Write, line: &str) {
    drop(writeln!(to, "{}", one_line(line)));
}
