//! The extensions that one caller sees.

use std::sync::Arc;

use ferronova_compute::{Needs, Related, Server};
use ferronova_http::Fault;

use crate::{
    Fields, Filter, Keys, Members, Reads,
    hook::Entries,
    kit::{Hooks, Registry},
};

/// Whether each contribution of a registry is visible, by the contribution's index.
pub type Mask = [bool];

/// The extensions whose keys and filters one caller sees, and the related data for writing the
/// keys.
pub struct Visible {
    registry: Arc<Registry>,
    mask: Arc<Mask>,
    related: Related,
}

impl Visible {
    /// Returns the contributions of `registry` that `mask` selects. The mask comes from
    /// [`Registry::mask`].
    #[must_use]
    pub fn new(registry: &Arc<Registry>, mask: Arc<Mask>, related: Related) -> Self {
        Self { registry: Arc::clone(registry), mask, related }
    }

    /// Returns only the contributions of the framework's own package.
    #[must_use]
    pub fn own(&self) -> Self {
        Self::new(&self.registry, self.registry.own(), self.related.clone())
    }

    /// The kinds of related data that the visible extensions need.
    #[must_use]
    pub fn needs(&self) -> Needs {
        self.seen(&self.registry.hooks.needs).flat_map(|it| *it).copied().collect()
    }

    /// Sets the related data. The time stays the time of the request.
    pub fn relate(&mut self, related: Related) {
        self.related = related.at(self.related.now());
    }

    /// Writes the keys that visible extensions add to a `T`:
    /// `visible.extend(|it| &it.server, &server, out)`.
    pub fn extend<T>(
        &self,
        hook: fn(&Hooks) -> &Entries<Keys<T>>,
        thing: &T,
        out: &mut Fields<'_>,
    ) {
        for keys in self.seen(hook(&self.registry.hooks)) {
            keys.write(thing, &self.related, out);
        }
    }

    /// Lets every extension, visible or not, read its members of a request.
    ///
    /// # Errors
    ///
    /// The first error that an extension returns.
    pub fn read<T>(
        &self,
        hook: fn(&Hooks) -> &Entries<Reads<T>>,
        members: Members<'_>,
        into: &mut T,
    ) -> Result<(), Fault> {
        let mut entries = hook(&self.registry.hooks).iter();
        entries.try_for_each(|(n, it)| it.read(&members.seen(self.sees(*n)), into))
    }

    /// Whether a visible extension uses the hook.
    #[must_use]
    pub fn extends<T>(&self, hook: fn(&Hooks) -> &Entries<Keys<T>>) -> bool {
        self.seen(hook(&self.registry.hooks)).next().is_some()
    }

    /// Whether a visible extension hides the addresses of this server.
    #[must_use]
    pub fn hides_addresses(&self, server: &Server) -> bool {
        let mut hides = self.seen(&self.registry.hooks.hides_addresses).flatten();
        hides.any(|it| it(server))
    }

    /// The filter with this name, if a visible extension has it.
    #[must_use]
    pub fn filter(&self, name: &str) -> Option<&'static Filter> {
        let mut filters = self.seen(&self.registry.hooks.filters).flat_map(|it| *it);
        filters.find(|it| it.name == name)
    }

    fn seen<'a, H>(&'a self, entries: &'a Entries<H>) -> impl Iterator<Item = &'a H> {
        entries.iter().filter(|(n, _)| self.sees(*n)).map(|(_, it)| it)
    }

    fn sees(&self, n: usize) -> bool {
        self.mask.get(n).is_some_and(|it| *it)
    }
}

#[cfg(test)]
mod tests {
    use ferronova_compute::Condition;

    use super::*;
    use crate::{
        Adds, Contribution, Key, testing,
        testing::{json, server},
    };

    const NAME: Key = Key::new("name");
    const LOCKED: Key = Key::new("locked");

    const CORE: Adds = Adds {
        server: Keys::new(&[NAME], |server, _, out| {
            out.field(NAME, &server.name);
        }),
        ..Adds::NOTHING
    };

    const RULED: Adds = Adds {
        server: Keys::new(&[LOCKED], |server, _, out| {
            out.field(LOCKED, &server.locked_by().is_some());
        }),
        filters: &[Filter::bool("locked", Condition::Locked)],
        hides_addresses: Some(|_| true),
        ..Adds::NOTHING
    };

    fn visible_to(sees: bool) -> Visible {
        let ruled = Contribution {
            alias: "os-one",
            package: "a-package",
            module: "one",
            rule: Some("compute_extension:one"),
            adds: &[RULED],
        };
        let core = Contribution::core("the-core", "the_core", &[CORE]);
        let registry = Arc::new(Registry::build(core, [ruled], None, |_| true).unwrap());
        let mask = registry.mask(|_| sees);
        Visible::new(&registry, mask, testing::related())
    }

    fn written(visible: &Visible) -> String {
        json(|out| visible.extend(|it| &it.server, &server(), out))
    }

    #[test]
    fn a_caller_who_passes_the_rule_has_all_that_an_extension_adds() {
        let visible = visible_to(true);

        assert_eq!(written(&visible), r#"{"name":"web","locked":false}"#);
        assert!(visible.filter("locked").is_some());
        assert!(visible.hides_addresses(&server()));
    }

    #[test]
    fn a_caller_who_is_refused_has_what_the_core_adds() {
        for visible in [visible_to(false), visible_to(true).own()] {
            assert_eq!(written(&visible), r#"{"name":"web"}"#);
            assert!(visible.filter("locked").is_none());
            assert!(!visible.hides_addresses(&server()));
        }
    }
}
