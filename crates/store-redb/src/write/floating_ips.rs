//! Allocates floating addresses to projects, and makes sure that each address leads to at most one
//! server.

use ferronova_compute::{FloatingIp, FloatingIpError, Server, Timestamp};
use redb::ReadableTable as _;
use uuid::Uuid;

use super::{
    addresses::address_keys,
    batch::{Batch, Refusal},
};
use crate::{
    engine_error::EngineError,
    records::{self, Stored},
    tables::address_key,
};

/// A server that loses a floating address: as it was before, and as it is after.
pub(super) struct Loss(Stored, Stored);

impl Batch<'_> {
    /// Allocates the lowest free address of a pool to a project. Returns `None` if no address is
    /// free.
    pub(crate) fn allocate_floating_ip(
        &mut self,
        pool_id: Uuid,
        project_id: String,
    ) -> Result<Option<FloatingIp>, Refusal> {
        let infrastructure = self.current.infrastructure.clone();
        let Some(pool) = infrastructure.find_floating_pool(pool_id) else {
            return Ok(None);
        };
        let mut index = 0;
        let hosts = pool.cidr.hosts();
        let (Some(first), Some(last)) =
            (pool.cidr.host(0), hosts.checked_sub(1).and_then(|it| pool.cidr.host(it)))
        else {
            return Ok(None);
        };
        let (first, last) = (address_key(pool_id, first), address_key(pool_id, last));
        for row in self.tables.floating_ips()?.range::<&[u8; 32]>(&first..=&last)? {
            let (taken, _) = row?;
            let free = pool.cidr.host(index).map(|it| address_key(pool_id, it));
            if free != Some(*taken.value()) {
                break;
            }
            index += 1;
        }
        let Some(ip) = pool.cidr.host(index).filter(|_| index < hosts) else {
            return Ok(None);
        };
        let floating_ip = FloatingIp { pool_id, ip, project_id };
        self.write_floating_ip(&floating_ip)?;
        Ok(Some(floating_ip))
    }

    /// Releases a floating address of a project. If the address leads to a server, the server loses
    /// it.
    pub(crate) fn release_floating_ip(
        &mut self,
        floating_ip: &FloatingIp,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        self.check_floating_ip(floating_ip)?;
        let loss = self.loss_of(floating_ip, at)?;
        self.tables.mark_dirty();
        if let Some(loss) = loss {
            self.lose(&loss)?;
        }
        let key = address_key(floating_ip.pool_id, floating_ip.ip);
        self.tables.floating_ips()?.remove(&key)?;
        Ok(())
    }

    /// Writes that an address is allocated to a project.
    pub(super) fn write_floating_ip(
        &mut self,
        floating_ip: &FloatingIp,
    ) -> Result<(), EngineError> {
        self.tables.mark_dirty();
        let key = address_key(floating_ip.pool_id, floating_ip.ip);
        let row = records::encode_floating_ip(&key, &floating_ip.project_id)?;
        self.tables.floating_ips()?.insert(&key, row.as_slice())?;
        Ok(())
    }

    /// Checks that every new floating address of a server is `claimed`. If another server has that
    /// address, returns the other server before and after losing it. Nothing is written yet.
    pub(super) fn claim_floating_ip(
        &mut self,
        server: &Server,
        old: Option<&Server>,
        claimed: Option<&FloatingIp>,
    ) -> Result<Option<Loss>, Refusal> {
        if server.is_deleted() {
            return Ok(None);
        }
        let infrastructure = self.current.infrastructure.clone();
        let had = old.map(|it| address_keys(it, &infrastructure)).unwrap_or_default();
        let mut loss = None;
        for address in server.addresses.iter().filter(|it| infrastructure.is_from_pool(it)) {
            if had.contains(&address_key(address.network_id, address.ip)) {
                continue;
            }
            let Some(floating_ip) = claimed.filter(|it| it.is(address)) else {
                return Err(Refusal::Refused(FloatingIpError::NotFound.into()));
            };
            self.check_floating_ip(floating_ip)?;
            loss = self.loss_of(floating_ip, server.updated)?;
        }
        Ok(loss)
    }

    pub(super) fn lose(&mut self, Loss(old, new): &Loss) -> Result<(), EngineError> {
        self.update(old, new)
    }

    /// Fails unless the address is allocated to the project.
    fn check_floating_ip(&mut self, floating_ip: &FloatingIp) -> Result<(), Refusal> {
        let key = address_key(floating_ip.pool_id, floating_ip.ip);
        let row = self.tables.floating_ips()?.get(&key)?;
        let project_id = row.map(|it| records::decode_floating_ip(&key, it.value())).transpose()?;
        if project_id.as_ref() == Some(&floating_ip.project_id) {
            return Ok(());
        }
        Err(Refusal::Refused(FloatingIpError::NotFound.into()))
    }

    /// Finds the server that an address leads to, and returns it before and after losing the
    /// address.
    fn loss_of(
        &mut self,
        floating_ip: &FloatingIp,
        at: Timestamp,
    ) -> Result<Option<Loss>, Refusal> {
        let key = address_key(floating_ip.pool_id, floating_ip.ip);
        let number = self.tables.addresses()?.get(&key)?.map(|it| it.value());
        let Some(number) = number else {
            return Ok(None);
        };
        let Some(old) = self.tables.read(number)? else {
            let what = format!("server {number}, which {} leads to, is lost", floating_ip.ip);
            return Err(EngineError::Damaged(what).into());
        };
        let mut new = old.clone();
        new.server.addresses.retain(|it| !floating_ip.is(it));
        new.server.version += 1;
        new.server.updated = at.whole_second().max(old.server.updated);
        Ok(Some(Loss(old, new)))
    }
}
