//! Reading what servers are made from.

use super::Compute;
use crate::{Flavor, Request};

/// Which flavors a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlavorAccess {
    /// Those open to everybody.
    Public,
    /// Those open to some.
    Private,
    /// All.
    Any,
}

impl Compute {
    /// The flavors a caller can list. Only an administrator's wish for private or disabled ones
    /// is heard; everybody else gets the public, enabled ones.
    #[must_use]
    pub fn list_flavors(&self, request: Request<'_>, access: FlavorAccess) -> Vec<Flavor> {
        let is_admin = request.caller.is_admin;
        let access = if is_admin { access } else { FlavorAccess::Public };
        let is_listed = |flavor: &Flavor| {
            let is_wanted = match access {
                FlavorAccess::Public => flavor.is_public,
                FlavorAccess::Private => !flavor.is_public,
                FlavorAccess::Any => true,
            };
            is_wanted && (is_admin || !flavor.is_disabled)
        };
        self.infrastructure().flavors.iter().filter(|it| is_listed(it)).cloned().collect()
    }

    /// One flavor, a disabled one too; a private one only for those it is open to.
    #[must_use]
    pub fn find_flavor(&self, request: Request<'_>, id: &str) -> Option<Flavor> {
        let caller = request.caller;
        let infrastructure = self.infrastructure();
        let flavor = infrastructure.find_flavor(id)?;
        (caller.is_admin || flavor.is_open_to(&caller.project_id)).then(|| flavor.clone())
    }
}
