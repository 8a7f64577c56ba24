//! What concerns one version of the API alone.

/// Settings of one version of the API.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApiSettings {
    /// The aliases of the only extensions or plugins that are loaded; all if it is empty.
    pub extensions: Vec<String>,
    /// The aliases of extensions or plugins that are not loaded.
    pub disabled: Vec<String>,
}

impl ApiSettings {
    /// Whether the extension of that alias is to be loaded, as far as these settings say.
    #[must_use]
    pub fn wants(&self, alias: &str) -> bool {
        let is_in = |list: &[String]| list.iter().any(|it| it == alias);
        (self.extensions.is_empty() || is_in(&self.extensions)) && !is_in(&self.disabled)
    }
}
