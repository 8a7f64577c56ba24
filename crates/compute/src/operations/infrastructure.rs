//! Reading flavors.

use crate::{Caller, Flavor, Infrastructure};

/// Which flavors to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlavorAccess {
    /// Flavors open to everybody.
    Public,
    /// Flavors open to some projects.
    Private,
    /// All flavors.
    Any,
}

impl Infrastructure {
    /// The flavors that a caller can list. Only administrators can choose `access` and list
    /// disabled flavors; everybody else gets the public, enabled ones.
    pub fn flavors_listed_for(
        &self,
        caller: &Caller,
        access: FlavorAccess,
    ) -> impl Iterator<Item = &Flavor> {
        let is_admin = caller.is_admin;
        let access = if is_admin { access } else { FlavorAccess::Public };
        let is_listed = move |flavor: &&Flavor| {
            let is_wanted = match access {
                FlavorAccess::Public => flavor.is_public,
                FlavorAccess::Private => !flavor.is_public,
                FlavorAccess::Any => true,
            };
            is_wanted && (is_admin || !flavor.is_disabled)
        };
        self.flavors.iter().filter(is_listed)
    }

    /// Finds a flavor, even a disabled one. A private flavor is found only if it is open to the
    /// caller.
    #[must_use]
    pub fn flavor_open_to(&self, caller: &Caller, id: &str) -> Option<&Flavor> {
        let flavor = self.find_flavor(id)?;
        (caller.is_admin || flavor.is_open_to(&caller.project_id)).then_some(flavor)
    }
}
