//! The commands `ferronova user` and `ferronova keys`.

use std::{
    io::{self, Write as _},
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use actix_web::rt::System;
use ferronova_compute::{Clock, SystemClock};
use ferronova_store_redb::{OpenError, RedbStore};

use super::{
    password,
    perform::perform,
    request::{GivenRole, Reply, Request},
    settings::{KeysCommand, KeysSettings, ListFormat, UserCommand, UserSettings},
    table::table,
};
use crate::{Exit, cloud::open_identity, embedded::refuse_file, exit::one_line};

/// Maximum wait for another process to close the folder, if that process takes no commands: a
/// server that is starting or stopping, or another command.
const PATIENCE: Duration = Duration::from_secs(5);

const RETRY_AFTER: Duration = Duration::from_millis(50);

/// Runs `ferronova user`.
pub(crate) fn user(settings: UserSettings) -> Result<(), Exit> {
    let UserSettings { data, command } = settings;
    check_folder(&data)?;
    let format = match &command {
        UserCommand::List { format } => *format,
        UserCommand::Add { .. }
        | UserCommand::SetPassword { .. }
        | UserCommand::Disable { .. }
        | UserCommand::Enable { .. }
        | UserCommand::Grant(_)
        | UserCommand::Revoke(_) => ListFormat::Table,
    };
    let reply = carry_out(&data, &request(command)?)?;
    print(reply, format)
}

/// Runs `ferronova keys`.
pub(crate) fn keys(settings: &KeysSettings) -> Result<(), Exit> {
    let KeysSettings { data, command: KeysCommand::Rotate } = settings;
    check_folder(data)?;
    print(carry_out(data, &Request::RotateKeys)?, ListFormat::Table)
}

/// Fails if the folder can't be used. Called before the user is asked for a password.
fn check_folder(folder: &Path) -> Result<(), Exit> {
    refuse_file(folder)?;
    if RedbStore::exists(folder) {
        return Ok(());
    }
    Err(Exit::failure(format_args!(
        "there is no database in {}: name the data folder of a server with --data",
        folder.display()
    )))
}

fn request(command: UserCommand) -> Result<Request, Exit> {
    Ok(match command {
        UserCommand::List { .. } => Request::List,
        UserCommand::Add { name, project, role } => {
            let password = password::read(&name)?;
            let role = project.map(|project| GivenRole { project, role });
            Request::Add { name, password, role }
        }
        UserCommand::SetPassword { user } => {
            let password = password::read(&user)?;
            Request::SetPassword { user, password }
        }
        UserCommand::Disable { user } => Request::Disable { user },
        UserCommand::Enable { user } => Request::Enable { user },
        UserCommand::Grant(it) => {
            Request::Grant { user: it.user, role: GivenRole { project: it.project, role: it.role } }
        }
        UserCommand::Revoke(it) => Request::Revoke {
            user: it.user,
            role: GivenRole { project: it.project, role: it.role },
        },
    })
}

/// Sends the request to the server that has the folder open, or performs it here if there is none.
fn carry_out(folder: &Path, request: &Request) -> Result<Reply, Exit> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        #[cfg(unix)]
        if let Some(reply) = super::client::ask(folder, request)? {
            return Ok(reply);
        }
        match RedbStore::open(folder) {
            Ok(store) => return System::new().block_on(carry_out_here(store, folder, request)),
            Err(OpenError::InUse { .. }) if Instant::now() < deadline => thread::sleep(RETRY_AFTER),
            Err(OpenError::InUse { .. }) => return Err(in_use(folder)),
            Err(error) => return Err(Exit::because("can't open the database", &error)),
        }
    }
}

fn in_use(folder: &Path) -> Exit {
    let why = if cfg!(unix) {
        "takes no commands, as one of an older version: end it, or restart it with this version"
    } else {
        "can't be reached on this system: end it first"
    };
    Exit::failure(format_args!("{} is in use by a server that {why}", folder.display()))
}

async fn carry_out_here(store: RedbStore, folder: &Path, request: &Request) -> Result<Reply, Exit> {
    if store.is_new() {
        return Err(Exit::failure(format_args!(
            "{} has no users yet: start a server with it first",
            folder.display()
        )));
    }
    let (store, clock) = (Arc::new(store), Arc::new(SystemClock) as Arc<dyn Clock>);
    let identity = open_identity(store.clone(), &clock).await?;
    let reply = perform(request.clone(), &identity, folder).await;
    store.close();
    Ok(reply)
}

fn print(reply: Reply, format: ListFormat) -> Result<(), Exit> {
    let text = match reply {
        Reply::Refused(reason) => return Err(Exit::failure(reason)),
        Reply::Done { text, warnings } => {
            for warning in warnings {
                // Ignored: standard error may be closed.
                drop(writeln!(io::stderr(), "ferronova: warning: {}", one_line(&warning)));
            }
            format!("{}\n", one_line(&text))
        }
        Reply::Users(users) => match format {
            ListFormat::Table => table(&users),
            ListFormat::Json => {
                let json = serde_json::to_string_pretty(&users);
                json.map_err(|error| Exit::because("can't print the users", &error))? + "\n"
            }
        },
    };
    // Ignored: standard output may be closed.
    drop(io::stdout().write_all(text.as_bytes()));
    Ok(())
}
