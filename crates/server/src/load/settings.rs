//! The arguments of `ferronova load`.

use std::path::PathBuf;

use clap::{Args, builder::NonEmptyStringValueParser, value_parser};

use crate::settings::DATA;

/// The arguments of `ferronova load`.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct LoadSettings {
    /// The folder of the embedded database; it is made if it is not there. No server may have it
    /// open.
    #[arg(long, env = "FERRONOVA_DATA", value_name = "FOLDER")]
    #[arg(default_value = DATA)]
    pub data: PathBuf,

    /// How many servers are added.
    #[arg(long, value_name = "NUMBER", default_value_t = 1000)]
    #[arg(value_parser = value_parser!(u64).range(1..))]
    pub servers: u64,

    /// The project that gets them, by name or id. [default: demo, else the first one]
    #[arg(long, value_name = "PROJECT")]
    pub project: Option<String>,

    /// What their names begin with; behind it comes the id of each.
    #[arg(long, value_name = "NAME", default_value = "load")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub name: String,

    /// What a new database starts from, in YAML. [default: a built-in seed]
    #[arg(long, env = "FERRONOVA_SEED", value_name = "FILE")]
    pub seed: Option<PathBuf>,
}
