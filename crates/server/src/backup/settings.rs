//! The arguments of `ferronova backup` and `ferronova restore`.

use std::path::PathBuf;

use clap::Args;

use crate::settings::{DATA, parse_public_url};

const BACKUP_HELP: &str = "\
Who calls is read from the environment, as every client does it: OS_AUTH_URL,
OS_USERNAME, OS_PASSWORD, OS_PROJECT_NAME and, if they are not `Default`,
OS_USER_DOMAIN_NAME and OS_PROJECT_DOMAIN_NAME; ids instead of names as well. It
has to be an administrator.

The file holds password hashes and the keys that sign tokens. Only its owner can
read it.";

const RESTORE_HELP: &str = "\
The whole backup is read and checked before anything is replaced. Whatever
happens meanwhile, the folder has the database that was there, or the new one.";

/// The arguments of `ferronova backup`.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
#[command(after_long_help = BACKUP_HELP)]
pub struct BackupSettings {
    /// Where the server is. [default: `OS_AUTH_URL` without its /identity]
    #[arg(long, value_name = "URL", value_parser = parse_public_url)]
    pub url: Option<String>,

    /// The file to write.
    #[arg(long, value_name = "FILE", default_value = "ferronova.backup")]
    pub output: PathBuf,

    /// Replaces the file if it is there.
    #[arg(long)]
    pub force: bool,
}

/// The arguments of `ferronova restore`.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
#[command(after_long_help = RESTORE_HELP)]
pub struct RestoreSettings {
    /// The backup.
    pub file: PathBuf,

    /// The folder of the embedded database; it is made if it is not there.
    #[arg(long, env = "FERRONOVA_DATA", value_name = "FOLDER")]
    #[arg(default_value = DATA)]
    pub data: PathBuf,

    /// Replaces the database that is there.
    #[arg(long)]
    pub force: bool,
}
