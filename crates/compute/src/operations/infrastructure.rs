//! Reading flavors, networks and hypervisors. These operations do not check the policy; callers
//! must.

use uuid::Uuid;

use super::Compute;
use crate::{Caller, Error, Flavor, Hypervisor, Network, PortFuture, StoreError, ports::Slice};

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

impl Compute {
    /// Returns the flavors that a caller can list. Only administrators can choose `access` and list
    /// disabled flavors; everybody else gets the public, enabled ones.
    pub async fn flavors_listed_for(
        &self,
        caller: &Caller,
        access: FlavorAccess,
    ) -> Result<Vec<Flavor>, Error> {
        let access = if caller.is_admin { access } else { FlavorAccess::Public };
        let mut flavors = self.flavors().await?;
        flavors.retain(|it| {
            let is_wanted = match access {
                FlavorAccess::Public => it.is_public,
                FlavorAccess::Private => !it.is_public,
                FlavorAccess::Any => true,
            };
            is_wanted && (caller.is_admin || !it.is_disabled)
        });
        Ok(flavors)
    }

    /// Finds a flavor, even a disabled one. A private flavor is found only if it is open to the
    /// caller.
    pub async fn flavor_open_to(&self, caller: &Caller, id: &str) -> Result<Option<Flavor>, Error> {
        let found = self.ports.flavors.find_flavor(id).await?;
        Ok(found.filter(|it| caller.is_admin || it.is_open_to(&caller.project_id)))
    }

    /// All flavors.
    pub(super) async fn flavors(&self) -> Result<Vec<Flavor>, Error> {
        read_all(|after| self.ports.flavors.flavors(after)).await
    }

    /// All networks. A new server gets an address on the first one if its request names none.
    pub async fn networks(&self) -> Result<Vec<Network>, Error> {
        read_all(|after| self.ports.networks.networks(after)).await
    }

    /// Finds the network with this id.
    pub async fn find_network(&self, id: Uuid) -> Result<Option<Network>, Error> {
        Ok(self.ports.networks.find_network(id).await?)
    }

    /// All hypervisors.
    pub async fn hypervisors(&self) -> Result<Vec<Hypervisor>, Error> {
        read_all(|after| self.ports.hypervisors.hypervisors(after)).await
    }

    /// Finds the hypervisor with this number.
    pub async fn find_hypervisor(&self, id: u64) -> Result<Option<Hypervisor>, Error> {
        Ok(self.ports.hypervisors.find_hypervisor(id).await?)
    }
}

/// Reads all slices of a list and returns their items.
async fn read_all<'a, T>(
    read: impl Fn(Option<u64>) -> PortFuture<'a, Result<Slice<T>, StoreError>>,
) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let slice = read(after).await?;
        all.extend(slice.items);
        if slice.next.is_none() {
            return Ok(all);
        }
        after = slice.next;
    }
}
