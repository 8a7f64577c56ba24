//! The API reference: the fragments of the core and the extensions, merged into one document.

mod examples;
mod print;
mod settings;

pub(crate) use print::print;
pub use settings::{ApiRefSettings, Format};

use ferronova_api_ref::{Fragment, Info, merge};
use ferronova_extend::{Contribution, RegistryError};
use serde_json::Value;

use crate::{ApiVersion, Enabled, Exit};

impl ApiVersion {
    fn about(self) -> &'static str {
        match self {
            Self::V2 => "The v2 API of Nova 2014.2 (Juno)",
            Self::V3 => "The v3 API of Nova 2014.2 (Juno)",
        }
    }

    /// Whether all extensions of this version are enabled.
    fn has_everything(self, enabled: &Enabled) -> bool {
        match self {
            Self::V2 => ferronova_v2::aliases().all(|it| enabled.in_v2(it)),
            Self::V3 => ferronova_v3::aliases().all(|it| enabled.in_v3(it)),
        }
    }

    /// Returns the contributions of this version's core and enabled extensions.
    ///
    /// # Errors
    ///
    /// [`RegistryError`] if the extensions can't work together.
    pub fn contributions(self, enabled: &Enabled) -> Result<Vec<Contribution>, RegistryError> {
        match self {
            Self::V2 => ferronova_v2::contributions(|it| enabled.in_v2(it)),
            Self::V3 => ferronova_v3::contributions(|it| enabled.in_v3(it)),
        }
    }
}

/// Returns the reference of a version with its enabled extensions, as an OpenAPI 3.1 document.
///
/// # Errors
///
/// If two extensions conflict, or describe the same place of the document differently.
pub fn api_ref(version: ApiVersion, enabled: &Enabled) -> Result<Value, Exit> {
    let contributions = version
        .contributions(enabled)
        .map_err(|error| Exit::because("the extensions can't work together", &error))?;
    let extensions: Vec<&str> = contributions.iter().skip(1).map(|it| it.alias).collect();
    let description = match extensions.as_slice() {
        [] => format!("{}, without extensions.", version.about()),
        some => format!("{}, with the extensions {}.", version.about(), some.join(", ")),
    };
    let info = Info {
        title: &format!("Ferronova compute API {}", version.as_str()),
        version: env!("CARGO_PKG_VERSION"),
        description: &description,
    };
    let named: Vec<(String, &str)> = contributions.iter().flat_map(name_fragments).collect();
    let fragments = named.iter().map(|(name, text)| Fragment { name, text });
    let mut document = merge(&info, fragments)
        .map_err(|error| Exit::because("the API reference can't be put together", &error))?;
    // With fewer extensions, the examples would contain keys that the document does not describe.
    if version.has_everything(enabled) {
        examples::add(&mut document, version);
    }
    Ok(document)
}

/// Returns the fragments of a contribution, each with a name for error messages.
fn name_fragments(contribution: &Contribution) -> Vec<(String, &'static str)> {
    let texts: Vec<&str> = contribution.adds.iter().flat_map(|it| it.api_ref).copied().collect();
    let name = |n: usize| match texts.len() {
        1 => contribution.alias.to_owned(),
        count => format!("{}, {n} of {count}", contribution.alias),
    };
    texts.iter().zip(1..).map(|(text, n)| (name(n), *text)).collect()
}
