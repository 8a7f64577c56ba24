//! Which extensions of v2 and plugins of v3 are loaded.

use std::collections::BTreeSet;

use ferronova_v3::CORE;

use crate::{ApiSettings, ApiVersion, Settings, nearest::nearest};

/// Settings that select extensions and plugins.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Enabled {
    /// The aliases that are disabled in every version.
    pub disabled: Vec<String>,
    /// Settings of v2 alone.
    pub v2: ApiSettings,
    /// Settings of v3 alone.
    pub v3: ApiSettings,
}

impl Enabled {
    /// Takes the selection from the settings of the server.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        Self {
            disabled: settings.disabled_extensions.clone(),
            v2: settings.v2.clone(),
            v3: settings.v3.clone(),
        }
    }

    /// Whether the extension or plugin with this alias is loaded in this version. v2.1 loads none.
    #[must_use]
    pub fn contains(&self, version: ApiVersion, alias: &str) -> bool {
        match version {
            ApiVersion::V2 => self.in_v2(alias),
            ApiVersion::V21 => false,
            ApiVersion::V3 => self.in_v3(alias),
        }
    }

    pub(crate) fn in_v2(&self, alias: &str) -> bool {
        self.v2.selects(alias) && !is_in(&self.disabled, alias)
    }

    /// Whether v3 loads the plugin with this alias. A core plugin is loaded unless v3's own
    /// `disabled` names it: so disabling an alias for both versions affects only the v2 extension
    /// of that name, and a short `extensions` need not repeat the core.
    pub(crate) fn in_v3(&self, alias: &str) -> bool {
        if CORE.contains(&alias) {
            return !is_in(&self.v3.disabled, alias);
        }
        self.v3.selects(alias) && !is_in(&self.disabled, alias)
    }
}

fn is_in(list: &[String], alias: &str) -> bool {
    list.iter().any(|it| it == alias)
}

/// Warns of aliases that no extension has. They are likely mistakes, but harmless.
pub(crate) fn warn_of_unknown(enabled: &Enabled) {
    let v2: BTreeSet<&str> = ferronova_v2::aliases().collect();
    let v3: BTreeSet<&str> = ferronova_v3::aliases().collect();
    let both: BTreeSet<&str> = v2.union(&v3).copied().collect();
    warn(&enabled.disabled, &both);
    for alias in enabled.disabled.iter().filter(|it| CORE.contains(&it.as_str())) {
        log::warn!("v3 can't do without `{alias}`, which is loaded there all the same");
    }
    for (own, known) in [(&enabled.v2, &v2), (&enabled.v3, &v3)] {
        warn(&own.extensions, known);
        warn(&own.disabled, known);
    }
}

fn warn(named: &[String], known: &BTreeSet<&str>) {
    for alias in named.iter().filter(|it| !known.contains(it.as_str())) {
        match nearest(alias, known.iter().copied()) {
            Some(known) => log::warn!("there is no extension `{alias}`; did you mean `{known}`?"),
            None => {
                log::warn!("there is no extension `{alias}`; /extensions lists those there are");
            }
        }
    }
}
