//! The arguments of `ferronova user` and `ferronova keys`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, builder::NonEmptyStringValueParser};

use crate::settings::DATA;

const ABOUT_PASSWORDS: &str = "\
The password is asked for twice at a terminal, and else read from standard
input, without the line break at its end:

  ferronova user set-password admin < file-with-the-password

It has 1 to 1024 bytes. If `openrc` and `clouds.yaml` in the data folder are of
this user, they get it as well.";

/// The arguments of `ferronova user`.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct UserSettings {
    /// The data folder. A server may have it open: it takes the change at once.
    #[arg(long, env = "FERRONOVA_DATA", value_name = "FOLDER")]
    #[arg(default_value = DATA, global = true)]
    pub data: PathBuf,

    /// What is to be done.
    #[command(subcommand)]
    pub command: UserCommand,
}

/// What can be done to users.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum UserCommand {
    /// Prints every user, whether it is enabled, and its roles.
    List {
        /// How they are printed.
        #[arg(long, value_enum, default_value_t = ListFormat::Table)]
        format: ListFormat,
    },
    /// Adds a user.
    #[command(after_long_help = ABOUT_PASSWORDS)]
    Add {
        /// What it logs in with.
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        name: String,

        /// The project it works in, by name or id. [default: none]
        #[arg(long, value_name = "PROJECT")]
        project: Option<String>,

        /// Its role there.
        #[arg(long, value_name = "ROLE", requires = "project", default_value = "member")]
        role: String,
    },
    /// Gives a user another password, and ends its tokens.
    #[command(after_long_help = ABOUT_PASSWORDS)]
    SetPassword {
        /// The user, by name or id.
        user: String,
    },
    /// Keeps a user from logging in, and ends its tokens.
    Disable {
        /// The user, by name or id.
        user: String,
    },
    /// Lets a disabled user log in again.
    Enable {
        /// The user, by name or id.
        user: String,
    },
    /// Gives a user a role in a project.
    Grant(RoleArguments),
    /// Takes a role in a project from a user; its tokens lose it at once.
    Revoke(RoleArguments),
}

/// A user, and a role in a project.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct RoleArguments {
    /// The user, by name or id.
    pub user: String,

    /// The role.
    #[arg(long, value_name = "ROLE")]
    pub role: String,

    /// The project, by name or id.
    #[arg(long, value_name = "PROJECT")]
    pub project: String,
}

/// How users are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// As a table.
    Table,
    /// As JSON.
    Json,
}

/// The arguments of `ferronova keys`.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct KeysSettings {
    /// The data folder. A server may have it open: it takes the change at once.
    #[arg(long, env = "FERRONOVA_DATA", value_name = "FOLDER")]
    #[arg(default_value = DATA, global = true)]
    pub data: PathBuf,

    /// What is to be done.
    #[command(subcommand)]
    pub command: KeysCommand,
}

/// What can be done to the keys that sign tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum KeysCommand {
    /// Ends every token of everybody: they were signed with keys that are dropped.
    Rotate,
}
