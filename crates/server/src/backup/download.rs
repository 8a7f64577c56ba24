//! `ferronova backup`: fetches a backup and writes it to a file.

use std::{
    io::{self, BufWriter, Write as _},
    sync::Arc,
    thread,
};

use actix_web::rt::System;
use ferronova_store_redb::{BackupError, copy_backup};
use tokio::{select, sync::oneshot};

use super::{BackupSettings, client::Client, login::Login, part_file::PartFile};
use crate::{Exit, stop_signals::StopSignals};

/// Fetches a backup and writes it to a file, completely or not at all.
pub(crate) fn back_up(settings: &BackupSettings) -> Result<(), Exit> {
    let output = &settings.output;
    if output.exists() && !settings.force {
        return Err(Exit::failure(format_args!(
            "{} is there already: choose another file with --output, or replace it with --force",
            output.display()
        )));
    }
    let login = Login::read(settings.url.as_deref(), |name| std::env::var(name).ok())?;
    let cannot_write = format!("can't write {}", output.display());
    let part = PartFile::begin(output).map_err(|error| Exit::because(&cannot_write, &error))?;
    let rows = System::new().block_on(fetch_until_signal(login, Arc::new(part), cannot_write))?;
    let text = format!("{} holds a backup of {rows} rows\n", output.display());
    // Ignored: standard output may be closed.
    drop(io::stdout().write_all(text.as_bytes()));
    Ok(())
}

/// Fetches the backup. A signal stops it and removes the unfinished file.
async fn fetch_until_signal(
    login: Login,
    part: Arc<PartFile>,
    cannot_write: String,
) -> Result<u64, Exit> {
    let mut signals = StopSignals::listen()?;
    let (done, fetched) = oneshot::channel();
    let fetching = Arc::clone(&part);
    // The thread is not joined, because it may wait for the network.
    thread::spawn(move || drop(done.send(fetch(&login, &fetching, &cannot_write))));
    let fetched = select! {
        fetched = fetched => {
            fetched.unwrap_or_else(|_| Err(Exit::failure("fetching the backup failed")))
        }
        () = signals.wait() => Err(Exit::failure("interrupted: there is no new backup")),
    };
    if fetched.is_err() {
        // The thread may still share the file, and then `Drop` does not run.
        part.discard();
    }
    fetched
}

fn fetch(login: &Login, part: &PartFile, cannot_write: &str) -> Result<u64, Exit> {
    let backup = Client::log_in(login)?.backup()?;
    let mut file = BufWriter::new(part.file());
    let rows = copy_backup(backup, &mut file).map_err(|error| match error {
        BackupError::Unwritable { source } => Exit::because(cannot_write, &source),
        error => {
            let what = format!("the backup that {} sent can't be used", login.base_url);
            Exit::because(&what, &error)
        }
    })?;
    let written = file.flush().and_then(|()| part.finish());
    written.map_err(|error| Exit::because(cannot_write, &error))?;
    Ok(rows)
}
