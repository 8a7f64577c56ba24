//! Reads floating addresses.

use std::net::IpAddr;

use ferronova_compute::{FloatingIp, LeadingFloatingIp, Scope};
use redb::ReadableTable as _;
use uuid::Uuid;

use crate::{
    engine_error::EngineError,
    records,
    snapshot::Snapshot,
    tables::{address_key, parts_of_address},
};

impl Snapshot {
    /// The floating addresses of the projects in scope.
    pub(crate) fn floating_ips(
        &self,
        scope: &Scope,
    ) -> Result<Vec<LeadingFloatingIp>, EngineError> {
        let mut found = Vec::new();
        for row in self.tables.floating_ips()?.iter()? {
            let (key, sealed) = row?;
            let project_id = records::decode_floating_ip(key.value(), sealed.value())?;
            if scope.contains(&project_id) {
                let (pool_id, ip) = parts_of_address(key.value());
                let floating_ip = FloatingIp { pool_id, ip, project_id };
                found.push(self.leading(floating_ip)?);
            }
        }
        Ok(found)
    }

    /// Finds a floating address; `None` if it is not allocated to a project.
    pub(crate) fn find_floating_ip(
        &self,
        pool_id: Uuid,
        ip: IpAddr,
    ) -> Result<Option<LeadingFloatingIp>, EngineError> {
        let key = address_key(pool_id, ip);
        let row = self.tables.floating_ips()?.get(&key)?;
        let Some(row) = row else {
            return Ok(None);
        };
        let project_id = records::decode_floating_ip(&key, row.value())?;
        self.leading(FloatingIp { pool_id, ip, project_id }).map(Some)
    }

    fn leading(&self, floating_ip: FloatingIp) -> Result<LeadingFloatingIp, EngineError> {
        let key = address_key(floating_ip.pool_id, floating_ip.ip);
        let number = self.tables.addresses()?.get(&key)?.map(|it| it.value());
        let stored = number.map(|it| self.read(it)).transpose()?.flatten();
        Ok((floating_ip, stored.map(|it| *it.server)))
    }
}
