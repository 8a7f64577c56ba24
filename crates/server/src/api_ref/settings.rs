//! The arguments of `ferronova api-ref`.

use clap::{Args, ValueEnum};

use ferronova_api_ref::Microversion;

use crate::{ApiVersion, settings::parse_alias};

/// The arguments of `ferronova api-ref`.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct ApiRefSettings {
    /// The version of the API.
    #[arg(value_enum)]
    pub version: ApiVersion,

    /// The microversion that is described, such as 2.73. [default: all of them]
    #[arg(long, value_name = "MICROVERSION")]
    pub microversion: Option<Microversion>,

    /// How the document is written.
    #[arg(long, value_enum, default_value_t = Format::Json)]
    pub format: Format,

    /// An extension that is not loaded; may be given several times, or with commas between.
    /// [default: none]
    #[arg(long, env = "FERRONOVA_DISABLE_EXTENSION")]
    #[arg(value_name = "ALIAS", value_delimiter = ',', value_parser = parse_alias)]
    pub disable_extension: Vec<String>,
}

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// As JSON.
    Json,
    /// As YAML.
    Yaml,
}
