//! Checks and orders everything that registered itself.

use std::collections::{BTreeMap, HashMap};

use ferronova_compute::Server;

use crate::{Action, Contribution, Fields, Filter, RegistryError};

/// Every enabled extension of one API version, in the order of its alias.
pub struct Registry {
    extensions: Box<[Contribution]>,
    actions: HashMap<&'static str, Action>,
}

/// The extensions whose keys and filters a caller may see, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mask(pub(crate) u64);

impl Registry {
    /// Checks `core`, which the framework itself provides, and `found`; then keeps of `found`
    /// what is `enabled`. The extensions come in the bytewise order of their aliases.
    ///
    /// # Errors
    ///
    /// [`RegistryError`] if two claim one name, enabled or not.
    pub fn build(
        core: &Contribution,
        found: impl IntoIterator<Item = Contribution>,
        enabled: impl Fn(&str) -> bool,
    ) -> Result<Self, RegistryError> {
        let mut found: Vec<Contribution> = found.into_iter().collect();
        found.sort_unstable_by_key(|it| (it.alias, it.module));
        check_unique(core, &found)?;
        if found.len() > u64::BITS as usize {
            return Err(RegistryError::TooMany(found.len()));
        }

        let extensions: Box<[_]> = found.into_iter().filter(|it| enabled(it.alias)).collect();
        let actions = std::iter::once(core)
            .chain(&extensions)
            .flat_map(|it| it.server_actions)
            .map(|it| (it.name, *it))
            .collect();
        Ok(Self { extensions, actions })
    }

    /// Every enabled extension, in the order of its alias.
    #[must_use]
    pub fn extensions(&self) -> &[Contribution] {
        &self.extensions
    }

    /// Whether the extension of that alias is there and enabled.
    #[must_use]
    pub fn has(&self, alias: &str) -> bool {
        self.extensions.iter().any(|it| it.alias == alias)
    }

    /// The action of that name.
    #[must_use]
    pub fn action(&self, name: &str) -> Option<&Action> {
        self.actions.get(name)
    }

    /// The filter of that name, if the caller may see its extension.
    #[must_use]
    pub fn filter(&self, visible: Mask, name: &str) -> Option<&'static Filter> {
        self.visible(visible).flat_map(|it| it.server_filters).find(|it| it.name == name)
    }

    /// The extensions for which `allowed` holds.
    pub fn mask(&self, mut allowed: impl FnMut(&Contribution) -> bool) -> Mask {
        let bits = self.extensions.iter().enumerate();
        Mask(bits.filter(|(_, it)| allowed(it)).fold(0, |mask, (n, _)| mask | 1 << n))
    }

    /// Adds the keys of every visible extension to one server.
    pub fn extend_server(&self, visible: Mask, server: &Server, out: &mut Fields<'_>) {
        for it in self.visible(visible) {
            (it.extend_server)(server, out);
        }
    }

    fn visible(&self, Mask(mask): Mask) -> impl Iterator<Item = &Contribution> {
        let bits = self.extensions.iter().enumerate();
        bits.filter(move |(n, _)| mask >> n & 1 == 1).map(|(_, it)| it)
    }
}

fn check_unique(core: &Contribution, found: &[Contribution]) -> Result<(), RegistryError> {
    let all: Vec<&Contribution> = std::iter::once(core).chain(found).collect();
    unique("alias", &all, |it| vec![it.alias.to_owned()])?;
    unique("server key", &all, |it| {
        it.server_keys.iter().map(|key| key.as_str().to_owned()).collect()
    })?;
    unique("server filter", &all, |it| {
        it.server_filters.iter().map(|filter| filter.name.to_owned()).collect()
    })?;
    unique("server action", &all, |it| {
        it.server_actions.iter().map(|action| action.name.to_owned()).collect()
    })?;
    unique("route", &all, |it| {
        it.routes.iter().map(|route| format!("{} {}", route.method, route.path)).collect()
    })
}

fn unique(
    kind: &'static str,
    all: &[&Contribution],
    names: impl Fn(&Contribution) -> Vec<String>,
) -> Result<(), RegistryError> {
    let mut owners = BTreeMap::new();
    for it in all {
        for name in names(it) {
            if let Some(other) = owners.insert(name.clone(), it.module) {
                return Err(RegistryError::Duplicate { kind, name, modules: [other, it.module] });
            }
        }
    }
    Ok(())
}
