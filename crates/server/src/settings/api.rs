//! Which extensions or plugins of one version of the API are loaded.

/// Which extensions or plugins of one version of the API are loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApiSettings {
    /// The aliases of the only extensions to load; all are loaded if this is empty.
    pub extensions: Vec<String>,
    /// The aliases of extensions not to load.
    pub disabled: Vec<String>,
}

impl ApiSettings {
    /// Whether these settings select the extension with this alias.
    #[must_use]
    pub fn selects(&self, alias: &str) -> bool {
        let is_in = |list: &[String]| list.iter().any(|it| it == alias);
        (self.extensions.is_empty() || is_in(&self.extensions)) && !is_in(&self.disabled)
    }
}
