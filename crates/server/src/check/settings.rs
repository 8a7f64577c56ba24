//! The arguments of `ferronova check`.

use std::path::PathBuf;

use clap::Args;

use crate::settings::DATA;

/// The arguments of `ferronova check`.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct CheckSettings {
    /// The folder of the embedded database.
    #[arg(long, env = "FERRONOVA_DATA", value_name = "FOLDER")]
    #[arg(default_value = DATA)]
    pub data: PathBuf,
}
