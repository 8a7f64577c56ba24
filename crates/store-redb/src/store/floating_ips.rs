use std::{future::ready, net::IpAddr};

use ferronova_compute::{
    Error, FloatingIp, FloatingIps, FloatingPool, LeadingFloatingIp, PortFuture, Scope, StoreError,
    Timestamp,
};
use uuid::Uuid;

use super::RedbStore;
use crate::{write::Batch, writer::size};

impl FloatingIps for RedbStore {
    fn floating_pools(&self) -> PortFuture<'_, Result<Vec<FloatingPool>, StoreError>> {
        Box::pin(ready(Ok(self.state.infrastructure().floating_pools.clone())))
    }

    fn floating_ips<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<LeadingFloatingIp>, StoreError>> {
        Box::pin(
            async move { self.read("listing floating addresses", |it| it.floating_ips(scope)) },
        )
    }

    fn find_floating_ip(
        &self,
        pool_id: Uuid,
        ip: IpAddr,
    ) -> PortFuture<'_, Result<Option<LeadingFloatingIp>, StoreError>> {
        Box::pin(async move {
            self.read("reading a floating address", |it| it.find_floating_ip(pool_id, ip))
        })
    }

    fn allocate_floating_ip<'a>(
        &'a self,
        pool_id: Uuid,
        project_id: &'a str,
    ) -> PortFuture<'a, Result<Option<FloatingIp>, Error>> {
        let project_id = project_id.to_owned();
        let work = move |it: &mut Batch<'_>| it.allocate_floating_ip(pool_id, project_id);
        Box::pin(self.write("giving a floating address", size::ROW, work))
    }

    fn release_floating_ip(
        &self,
        floating_ip: FloatingIp,
        at: Timestamp,
    ) -> PortFuture<'_, Result<(), Error>> {
        let work = move |it: &mut Batch<'_>| it.release_floating_ip(&floating_ip, at);
        Box::pin(self.write("taking a floating address", size::NOTHING, work))
    }
}
