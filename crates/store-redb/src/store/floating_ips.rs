//! The port of floating addresses.

use std::net::IpAddr;

use ferronova_compute::{
    Error, FloatingIp, FloatingIps, LeadingFloatingIp, PortFuture, Scope, StoreError, Timestamp,
};
use uuid::Uuid;

use super::RedbStore;
use crate::{
    write::{AllocateRequest, ReleaseRequest},
    writer::Job,
};

impl FloatingIps for RedbStore {
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
        let request = AllocateRequest { pool_id, project_id: project_id.to_owned() };
        Box::pin(self.write("giving a floating address", Job::AllocateFloatingIp, request))
    }

    fn release_floating_ip(
        &self,
        floating_ip: FloatingIp,
        at: Timestamp,
    ) -> PortFuture<'_, Result<(), Error>> {
        let request = ReleaseRequest { floating_ip, at };
        Box::pin(self.write("taking a floating address", Job::ReleaseFloatingIp, request))
    }
}
