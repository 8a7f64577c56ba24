//! Checks and orders everything that registered itself.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
};

use crate::{
    RegistryError,
    kit::{Action, Adds, Contribution, Hooks, Kind, Registry, Route},
    visible::Mask,
};

impl Contribution {
    /// Returns the contribution of a framework itself. As a contribution, the framework takes part
    /// in every check.
    #[must_use]
    pub const fn core(package: &'static str, module: &'static str, adds: &'static [Adds]) -> Self {
        Self { alias: "core", package, module, rule: None, adds }
    }

    /// Everything that the contribution adds at a microversion.
    pub fn adds_at(&self, version: Option<u16>) -> impl Iterator<Item = &'static Adds> {
        self.adds.iter().filter(move |it| it.versions.contain(version))
    }
}

impl Registry {
    /// Builds a registry from `core`, which the framework itself provides, and those extensions in
    /// `found` that are `enabled`, in the bytewise order of their aliases. `version` is the
    /// microversion, or `None` in an API without microversions. Everything that an extension does
    /// not add at this microversion is left out.
    ///
    /// # Errors
    ///
    /// [`RegistryError`] if two contributions claim one name at this microversion, even if one of
    /// the two is not enabled.
    pub fn build(
        core: Contribution,
        found: impl IntoIterator<Item = Contribution>,
        version: Option<u16>,
        enabled: impl Fn(&str) -> bool,
    ) -> Result<Self, RegistryError> {
        let mut all: Vec<Contribution> = found.into_iter().collect();
        all.sort_unstable_by_key(|it| (it.alias, it.module));
        all.insert(0, core);
        check_unique(&all, version)?;

        let is_core = |it: &Contribution| it.alias == core.alias;
        let (contributions, disabled): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|it| is_core(it) || enabled(it.alias));
        let adds = |all: &[Contribution]| -> Vec<(usize, &'static Adds)> {
            let places = all.iter().enumerate();
            places.flat_map(|(n, it)| it.adds_at(version).map(move |adds| (n, adds))).collect()
        };
        let missing = adds(&disabled);
        let missing_filters = missing.iter().flat_map(|(n, adds)| {
            let alias = disabled[*n].alias;
            adds.filters.iter().map(move |it| (it.name, alias))
        });
        let enabled = adds(&contributions);
        let actions_of = |adds: &'static Adds| {
            let words = adds.words;
            adds.actions.iter().map(move |it| Action { words: it.words.or(words), ..*it })
        };
        let actions = enabled.iter().flat_map(|(_, it)| actions_of(it)).map(|it| (it.name, it));
        Ok(Self {
            hooks: Hooks::of(&enabled),
            actions: actions.collect(),
            missing_filters: missing_filters.collect(),
            contributions: contributions.into(),
            version,
        })
    }

    /// The framework's own contribution, then every enabled extension.
    #[must_use]
    pub fn contributions(&self) -> &[Contribution] {
        &self.contributions
    }

    /// Every enabled extension, in the order of the aliases.
    #[must_use]
    pub fn extensions(&self) -> &[Contribution] {
        self.contributions.get(1..).unwrap_or_default()
    }

    /// Whether an extension with this alias exists and is enabled.
    #[must_use]
    pub fn has(&self, alias: &str) -> bool {
        self.extensions().iter().any(|it| it.alias == alias)
    }

    /// Every action of the framework and of enabled extensions, in no order.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        self.actions.values()
    }

    /// The action with this name.
    #[must_use]
    pub fn action(&self, name: &str) -> Option<&Action> {
        self.actions.get(name)
    }

    /// Every route, with the module that adds it.
    pub(crate) fn routes(&self) -> impl Iterator<Item = (&'static str, Route)> {
        self.contributions.iter().flat_map(|it| {
            let routes = |adds: &'static Adds| {
                adds.routes.iter().map(|it| Route { words: it.words.or(adds.words), ..*it })
            };
            it.adds_at(self.version).flat_map(routes).map(|route| (it.module, route))
        })
    }

    /// The alias of the extension that would add a filter with this name, but is not enabled.
    #[must_use]
    pub fn missing_filter(&self, name: &str) -> Option<&'static str> {
        self.missing_filters.iter().find(|(filter, _)| *filter == name).map(|(_, alias)| *alias)
    }

    /// Selects the core, and the extensions for whose rule `sees` returns `true`.
    pub fn mask(&self, mut sees: impl FnMut(Option<&'static str>) -> bool) -> Arc<Mask> {
        self.mask_of(|n, it| n == 0 || sees(it.rule))
    }

    /// Selects the core, and the extensions in the core's own package.
    pub(crate) fn own(&self) -> Arc<Mask> {
        let core = self.contributions.first().map(|it| it.package);
        self.mask_of(|_, it| Some(it.package) == core)
    }

    fn mask_of(&self, mut holds: impl FnMut(usize, &Contribution) -> bool) -> Arc<Mask> {
        self.contributions.iter().enumerate().map(|(n, it)| holds(n, it)).collect()
    }
}

fn check_unique(all: &[Contribution], version: Option<u16>) -> Result<(), RegistryError> {
    let mut owners = BTreeMap::new();
    for it in all {
        let claims = it.adds_at(version).flat_map(Adds::claims);
        for (kind, name) in std::iter::once((Kind::Alias, it.alias.to_owned())).chain(claims) {
            match owners.entry((kind, name)) {
                Entry::Vacant(free) => {
                    free.insert(it.module);
                }
                Entry::Occupied(taken) => {
                    let modules = [*taken.get(), it.module];
                    let (kind, name) = taken.remove_entry().0;
                    return Err(RegistryError::Duplicate { kind, name, modules });
                }
            }
        }
    }
    Ok(())
}
