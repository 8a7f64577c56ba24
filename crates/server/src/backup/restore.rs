//! `ferronova restore`: makes a data folder from a backup.

use std::{
    fs::File,
    io::{self, Write as _},
};

use ferronova_store_redb::{IfExists, RestoreError, restore as restore_folder};

use super::RestoreSettings;
use crate::Exit;

/// Makes a data folder from a backup.
pub(crate) fn restore(settings: &RestoreSettings) -> Result<(), Exit> {
    let RestoreSettings { file, data, force } = settings;
    let path = file.display();
    let backup =
        File::open(file).map_err(|error| Exit::because(&format!("can't read {path}"), &error))?;
    let if_exists = if *force { IfExists::Replace } else { IfExists::Keep };
    let rows = restore_folder(data, backup, if_exists).map_err(|error| match error {
        RestoreError::Backup(error) => Exit::because(&format!("{path} can't be restored"), &error),
        RestoreError::Exists { .. } => Exit::failure(format_args!(
            "{error}: choose another folder with --data, or replace it with --force"
        )),
        RestoreError::Open(error) => Exit::because(&format!("{path} was not restored"), &error),
    })?;
    let text = format!("{} holds the {rows} rows of {path}\n", data.display());
    // Ignored: standard output may be closed.
    drop(io::stdout().write_all(text.as_bytes()));
    Ok(())
}
