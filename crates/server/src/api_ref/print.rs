//! `ferronova api-ref`: writes the API reference to standard output.

use std::io::{self, Write as _};

use serde_json::Value;

use super::{
    api_ref, at_microversion,
    settings::{ApiRefSettings, Format},
};
use crate::{
    Exit,
    enabled::{Enabled, warn_of_unknown},
};

pub(crate) fn print(settings: &ApiRefSettings) -> Result<(), Exit> {
    let disabled = settings.disable_extension.clone();
    let enabled = Enabled { disabled, ..Enabled::default() };
    warn_of_unknown(&enabled);
    let mut document = api_ref(settings.version, &enabled)?;
    if let Some(microversion) = settings.microversion {
        document = at_microversion(settings.version, &document, microversion)?;
    }
    let text = write(&document, settings.format)?;
    match io::stdout().write_all(text.as_bytes()).and_then(|()| io::stdout().flush()) {
        // The program that reads standard output has closed it, because it has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome.map_err(|error| Exit::because("can't write the API reference", &error)),
    }
}

fn write(document: &Value, format: Format) -> Result<String, Exit> {
    let what = "can't write the API reference";
    match format {
        Format::Json => serde_json::to_string_pretty(document)
            .map(|text| format!("{text}\n"))
            .map_err(|error| Exit::because(what, &error)),
        Format::Yaml => {
            serde_saphyr::to_string(document).map_err(|error| Exit::because(what, &error))
        }
    }
}
