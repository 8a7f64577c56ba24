//! Checks and orders everything that registered itself.

use std::collections::{BTreeMap, HashMap};

use ferronova_compute::{
    Address, Flavor, Hypervisor, Image, Needs, ProjectUsage, Rebuild, Related, Resize, Server,
    ServerUpdate,
};
use ferronova_http::Fault;

use crate::{Action, Contribution, Creation, Fields, Filter, Key, Members, RegistryError};

/// Every enabled extension of one API version, in the order of its alias.
pub struct Registry {
    core: Contribution,
    extensions: Box<[Contribution]>,
    /// The filters of what is not enabled, and whose they are.
    missing_filters: Vec<(&'static str, &'static str)>,
    actions: HashMap<&'static str, Action>,
    adding: Adding,
}

/// The extensions whose keys and filters a caller may see, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mask(pub(crate) u64);

/// The extensions that add keys to something: nobody else is asked for each server of a list.
struct Adding {
    server: Mask,
    created: Mask,
    updated: Mask,
    address: Mask,
    flavor: Mask,
    image: Mask,
    hypervisor_server: Mask,
    hypervisor: Mask,
    limits: Mask,
}

impl Adding {
    fn of(extensions: &[Contribution]) -> Self {
        let adding = |keys: KeysOf| Mask::of(extensions, |it| !keys(it).is_empty());
        Self {
            server: adding(|it| it.server_keys),
            created: adding(|it| it.created_keys),
            updated: adding(|it| it.updated_keys),
            address: adding(|it| it.address_keys),
            flavor: adding(|it| it.flavor_keys),
            image: adding(|it| it.image_keys),
            hypervisor_server: adding(|it| it.hypervisor_server_keys),
            hypervisor: adding(|it| it.hypervisor_keys),
            limits: adding(|it| it.limit_keys),
        }
    }
}

impl Mask {
    fn of(extensions: &[Contribution], mut holds: impl FnMut(&Contribution) -> bool) -> Self {
        let bits = extensions.iter().enumerate();
        Self(bits.filter(|(_, it)| holds(it)).fold(0, |mask, (n, _)| mask | 1 << n))
    }

    fn and(self, Self(other): Self) -> Self {
        Self(self.0 & other)
    }
}

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

        let (extensions, disabled): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|it| enabled(it.alias));
        let extensions: Box<[_]> = extensions.into();
        let filters_of = |it: &Contribution| {
            let alias = it.alias;
            it.server_filters.iter().map(move |filter| (filter.name, alias))
        };
        let missing_filters = disabled.iter().flat_map(filters_of).collect();
        let actions = std::iter::once(core)
            .chain(&extensions)
            .flat_map(|it| it.server_actions)
            .map(|it| (it.name, *it))
            .collect();
        let adding = Adding::of(&extensions);
        Ok(Self { core: *core, extensions, missing_filters, actions, adding })
    }

    /// What the framework itself provides, then every enabled extension.
    pub fn contributions(&self) -> impl Iterator<Item = &Contribution> {
        std::iter::once(&self.core).chain(&self.extensions)
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

    /// Every action of the framework and of enabled extensions, in no order.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        self.actions.values()
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

    /// The extension that is not enabled and would know a filter of that name.
    #[must_use]
    pub fn missing_filter(&self, name: &str) -> Option<&'static str> {
        self.missing_filters.iter().find(|(filter, _)| *filter == name).map(|(_, alias)| *alias)
    }

    /// The extensions for which `allowed` holds.
    pub fn mask(&self, allowed: impl FnMut(&Contribution) -> bool) -> Mask {
        Mask::of(&self.extensions, allowed)
    }

    /// What the visible extensions need to know of servers beside them.
    #[must_use]
    pub fn needs(&self, visible: Mask) -> Needs {
        self.visible(visible).flat_map(|it| it.needs).copied().collect()
    }

    /// Adds the keys of every visible extension to one server.
    pub fn extend_server(
        &self,
        visible: Mask,
        server: &Server,
        related: &Related,
        out: &mut Fields<'_>,
    ) {
        for it in self.visible(visible.and(self.adding.server)) {
            (it.extend_server)(server, related, out);
        }
    }

    /// Adds the keys of every visible extension to the answer to a server's creation.
    pub fn extend_created(&self, visible: Mask, server: &Server, out: &mut Fields<'_>) {
        for it in self.visible(visible.and(self.adding.created)) {
            (it.extend_created)(server, out);
        }
    }

    /// Adds the keys of every visible extension to the answer to an update or a rebuild of a
    /// server.
    pub fn extend_updated(&self, visible: Mask, server: &Server, out: &mut Fields<'_>) {
        for it in self.visible(visible.and(self.adding.updated)) {
            (it.extend_updated)(server, out);
        }
    }

    /// Adds the keys of every visible extension to one address.
    pub fn extend_address(&self, visible: Mask, address: &Address, out: &mut Fields<'_>) {
        for it in self.visible(visible.and(self.adding.address)) {
            (it.extend_address)(address, out);
        }
    }

    /// Adds the keys to one address that the framework itself has, be they its core's or those of
    /// plugins in its own package.
    pub fn extend_address_by_core(&self, address: &Address, out: &mut Fields<'_>) {
        for it in self.contributions().filter(|it| it.package == self.core.package) {
            (it.extend_address)(address, out);
        }
    }

    /// Whether a visible extension takes the addresses of this server out of the answer.
    #[must_use]
    pub fn hides_addresses(&self, visible: Mask, server: &Server) -> bool {
        self.visible(visible).any(|it| (it.hides_addresses)(server))
    }

    /// Adds the keys of every visible extension to one flavor.
    pub fn extend_flavor(&self, visible: Mask, flavor: &Flavor, out: &mut Fields<'_>) {
        for it in self.visible(visible.and(self.adding.flavor)) {
            (it.extend_flavor)(flavor, out);
        }
    }

    /// Adds the keys of every visible extension to one image.
    pub fn extend_image(&self, visible: Mask, image: &Image, out: &mut Fields<'_>) {
        for it in self.visible(visible.and(self.adding.image)) {
            (it.extend_image)(image, out);
        }
    }

    /// Adds the keys of every visible extension to one server of a hypervisor.
    pub fn extend_hypervisor_server(&self, visible: Mask, server: &Server, out: &mut Fields<'_>) {
        for it in self.visible(visible.and(self.adding.hypervisor_server)) {
            (it.extend_hypervisor_server)(server, out);
        }
    }

    /// Adds the keys of every visible extension to one hypervisor.
    pub fn extend_hypervisor(&self, visible: Mask, hypervisor: &Hypervisor, out: &mut Fields<'_>) {
        for it in self.visible(visible.and(self.adding.hypervisor)) {
            (it.extend_hypervisor)(hypervisor, out);
        }
    }

    /// Whether a visible extension has something to say about limits.
    #[must_use]
    pub fn extends_limits(&self, visible: Mask) -> bool {
        self.visible(visible).any(|it| !it.limit_keys.is_empty())
    }

    /// Adds the keys of every visible extension to the limits of a project.
    pub fn extend_limits(&self, visible: Mask, usage: ProjectUsage, out: &mut Fields<'_>) {
        for it in self.visible(visible.and(self.adding.limits)) {
            (it.extend_limits)(usage, out);
        }
    }

    /// Lets every extension read its members of a request for a new server.
    ///
    /// # Errors
    ///
    /// The fault of the first that finds something wrong.
    pub fn on_create(
        &self,
        visible: Mask,
        members: Members<'_>,
        creation: &mut Creation,
    ) -> Result<(), Fault> {
        self.seen(visible)
            .try_for_each(|(it, is_visible)| (it.on_create)(&members.seen(is_visible), creation))
    }

    /// Lets every extension read its members of a request to update a server.
    ///
    /// # Errors
    ///
    /// The fault of the first that finds something wrong.
    pub fn on_update(
        &self,
        visible: Mask,
        members: Members<'_>,
        update: &mut ServerUpdate,
    ) -> Result<(), Fault> {
        self.seen(visible)
            .try_for_each(|(it, is_visible)| (it.on_update)(&members.seen(is_visible), update))
    }

    /// Lets every extension read its members of a request to rebuild a server.
    ///
    /// # Errors
    ///
    /// The fault of the first that finds something wrong.
    pub fn on_rebuild(
        &self,
        visible: Mask,
        members: Members<'_>,
        rebuild: &mut Rebuild,
    ) -> Result<(), Fault> {
        self.seen(visible)
            .try_for_each(|(it, is_visible)| (it.on_rebuild)(&members.seen(is_visible), rebuild))
    }

    /// Lets every extension read its members of a request to resize a server.
    ///
    /// # Errors
    ///
    /// The fault of the first that finds something wrong.
    pub fn on_resize(
        &self,
        visible: Mask,
        members: Members<'_>,
        resize: &mut Resize,
    ) -> Result<(), Fault> {
        self.seen(visible)
            .try_for_each(|(it, is_visible)| (it.on_resize)(&members.seen(is_visible), resize))
    }

    /// The core and every extension, with whether they are visible.
    fn seen(&self, Mask(mask): Mask) -> impl Iterator<Item = (&Contribution, bool)> {
        let bits = self.extensions.iter().enumerate();
        let extensions = bits.map(move |(n, it)| (it, mask >> n & 1 == 1));
        std::iter::once((&self.core, true)).chain(extensions)
    }

    /// The core, which everybody sees, and the visible extensions.
    fn visible(&self, Mask(mask): Mask) -> impl Iterator<Item = &Contribution> {
        let mut left = mask;
        let extensions = std::iter::from_fn(move || {
            let next = self.extensions.get(left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(next)
        });
        std::iter::once(&self.core).chain(extensions)
    }
}

type MembersOf = fn(&Contribution) -> &'static [&'static str];

/// The requests that members are read from, as messages call them.
const MEMBERED: &[(&str, MembersOf)] = &[
    ("member of a new server", |it| it.create_members),
    ("member of an update", |it| it.update_members),
    ("member of a rebuild", |it| it.rebuild_members),
    ("member of a resize", |it| it.resize_members),
];

type KeysOf = fn(&Contribution) -> &'static [Key];

/// What keys are added to, as messages call it.
const KEYED: &[(&str, KeysOf)] = &[
    ("server key", |it| it.server_keys),
    ("key of a created server", |it| it.created_keys),
    ("key of an updated server", |it| it.updated_keys),
    ("address key", |it| it.address_keys),
    ("flavor key", |it| it.flavor_keys),
    ("image key", |it| it.image_keys),
    ("key of a hypervisor's server", |it| it.hypervisor_server_keys),
    ("hypervisor key", |it| it.hypervisor_keys),
    ("limit key", |it| it.limit_keys),
];

fn check_unique(core: &Contribution, found: &[Contribution]) -> Result<(), RegistryError> {
    let all: Vec<&Contribution> = std::iter::once(core).chain(found).collect();
    unique("alias", &all, |it| vec![it.alias.to_owned()])?;
    for (kind, keys) in KEYED {
        unique(kind, &all, |it| keys(it).iter().map(|key| key.as_str().to_owned()).collect())?;
    }
    for (kind, members) in MEMBERED {
        unique(kind, &all, |it| members(it).iter().map(|it| (*it).to_owned()).collect())?;
    }
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
