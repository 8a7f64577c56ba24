//! The API reference: the fragments of the core and the extensions, merged into one document.

mod examples;
mod print;
mod settings;

pub(crate) use print::print;
pub use settings::{ApiRefSettings, Format};

use ferronova_api_ref::{Fragment, Info, Microversion, cut, merge};
use ferronova_extend::{Contribution, RegistryError};
use serde_json::Value;

use crate::{ApiVersion, Enabled, Exit};

impl ApiVersion {
    fn about(self) -> &'static str {
        match self {
            Self::V2 => "The v2 API of Nova 2014.2 (Juno)",
            Self::V21 => "The v2.1 API of Nova 34.0.0 (2026.2)",
            Self::V3 => "The v3 API of Nova 2014.2 (Juno)",
        }
    }

    /// Whether all extensions of this version are enabled.
    fn has_everything(self, enabled: &Enabled) -> bool {
        match self {
            Self::V2 => ferronova_v2::aliases().all(|it| enabled.in_v2(it)),
            Self::V21 => true,
            Self::V3 => ferronova_v3::aliases().all(|it| enabled.in_v3(it)),
        }
    }

    /// Returns the contributions of this version's core and enabled extensions; none for v2.1,
    /// which has no extensions.
    ///
    /// # Errors
    ///
    /// [`RegistryError`] if the extensions can't work together.
    pub fn contributions(self, enabled: &Enabled) -> Result<Vec<Contribution>, RegistryError> {
        match self {
            Self::V2 => ferronova_v2::contributions(|it| enabled.in_v2(it)),
            Self::V21 => Ok(Vec::new()),
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
    let info = Info {
        title: &format!("Ferronova compute API {}", version.as_str()),
        version: env!("CARGO_PKG_VERSION"),
        description: &describe(version, &contributions),
    };
    let named: Vec<(String, &str)> = match version {
        ApiVersion::V2 | ApiVersion::V3 => contributions.iter().flat_map(name_fragments).collect(),
        ApiVersion::V21 => name_texts(version.as_str(), ferronova_v21::API_REF),
    };
    let fragments = named.iter().map(|(name, text)| Fragment { name, text });
    let mut document = merge(&info, fragments)
        .map_err(|error| Exit::because("the API reference can't be put together", &error))?;
    // With fewer extensions, the examples would contain keys that the document does not describe.
    if version.has_everything(enabled) {
        examples::add(&mut document, version);
    }
    Ok(document)
}

/// Returns the part of a document of a version that is true of one of its microversions.
///
/// # Errors
///
/// If the version has no such microversion.
pub fn at_microversion(
    version: ApiVersion,
    document: &Value,
    microversion: Microversion,
) -> Result<Value, Exit> {
    let name = version.as_str();
    let Some((first, last)) = version.microversions() else {
        return Err(Exit::failure(format_args!("{name} has no microversions")));
    };
    if !(first..=last).contains(&microversion) {
        let reason = format_args!("the microversions of {name} are {first} to {last}");
        return Err(Exit::failure(reason));
    }
    let mut document = cut(document, microversion)
        .map_err(|error| Exit::because("the API reference can't be cut", &error))?;
    let about = format!("{}, at microversion {microversion}.", version.about());
    document["info"]["description"] = about.into();
    Ok(document)
}

/// Returns the description of a document with these contributions.
fn describe(version: ApiVersion, contributions: &[Contribution]) -> String {
    let about = version.about();
    if let Some((first, last)) = version.microversions() {
        return format!(
            "{about}, with the microversions {first} to {last}. What not all of them have says \
             since when (`x-since`) and until when (`x-until`); both are included. The id of the \
             project may be written behind `{}` in every path but those of the version itself.",
            version.as_str()
        );
    }
    let extensions: Vec<&str> = contributions.iter().skip(1).map(|it| it.alias).collect();
    match extensions.as_slice() {
        [] => format!("{about}, without extensions."),
        some => format!("{about}, with the extensions {}.", some.join(", ")),
    }
}

/// Returns the fragments of a contribution, each with a name for error messages.
fn name_fragments(contribution: &Contribution) -> Vec<(String, &'static str)> {
    let texts: Vec<&str> = contribution.adds.iter().flat_map(|it| it.api_ref).copied().collect();
    name_texts(contribution.alias, &texts)
}

/// Gives fragments of one origin names for error messages.
fn name_texts(origin: &str, texts: &[&'static str]) -> Vec<(String, &'static str)> {
    let name = |n: usize| match texts.len() {
        1 => origin.to_owned(),
        count => format!("{origin}, {n} of {count}"),
    };
    texts.iter().zip(1..).map(|(text, n)| (name(n), *text)).collect()
}
