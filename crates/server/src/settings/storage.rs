//! Where servers are kept: one setting made of two flags.

use std::path::PathBuf;

use clap::{ArgMatches, Args, FromArgMatches, builder::BoolishValueParser, error::ErrorKind};

use super::values::DATA;

/// Where servers are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Storage {
    /// In a database in this folder.
    Folder(PathBuf),
    /// In memory only.
    Memory,
}

#[derive(Args)]
struct StorageFlags {
    /// Data folder [default: ./ferronova-data]
    ///
    /// The folder of the embedded database; it is made if it is not there.
    #[arg(long, env = "FERRONOVA_DATA", value_name = "FOLDER")]
    data: Option<PathBuf>,

    /// Write nothing [default: false]
    ///
    /// Keeps everything in memory. Excludes --data. A value is one of true and false.
    #[arg(long, env = "FERRONOVA_EPHEMERAL", value_name = "BOOLEAN")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    #[arg(hide_possible_values = true)]
    #[arg(value_parser = BoolishValueParser::new())]
    ephemeral: Option<bool>,
}

impl FromArgMatches for Storage {
    /// `--data` and `--ephemeral` exclude each other. If one is on the command line and the other
    /// in the environment, the command line takes precedence; setting both in the same place is an
    /// error.
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let StorageFlags { data, ephemeral } = StorageFlags::from_arg_matches(matches)?;
        let (data_place, place) = (matches.value_source("data"), matches.value_source("ephemeral"));
        if ephemeral != Some(true) || data_place > place {
            return Ok(Self::Folder(data.unwrap_or_else(|| DATA.into())));
        }
        if data_place < place {
            return Ok(Self::Memory);
        }
        Err(clap::Error::raw(
            ErrorKind::ArgumentConflict,
            "`--ephemeral` keeps nothing, so there is no folder for `--data`; give one of them",
        ))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Storage {
    fn augment_args(command: clap::Command) -> clap::Command {
        StorageFlags::augment_args(command)
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        StorageFlags::augment_args_for_update(command)
    }
}
