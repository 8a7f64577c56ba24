//! Metadata of servers.

use std::collections::BTreeMap;

use super::{
    Compute,
    guard::{Guard, HostCheck},
};
use crate::{
    Change, Decision, Error, LimitError, Operation, Request, Server, ServerRef, Target, TaskState,
    VmState,
};

/// Maximum number of metadata items of a server.
pub const MAX_METADATA: usize = 128;

/// A change of a server's metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MetadataChange {
    /// Adds these items, and replaces existing items with the same keys.
    Add(BTreeMap<String, String>),
    /// Replaces all items by these.
    Replace(BTreeMap<String, String>),
}

/// The vm states in which metadata can be changed. Any task may be in progress.
const STATES: &[VmState] =
    &[VmState::Active, VmState::Paused, VmState::Suspended, VmState::Stopped];

const UPDATE: Guard = Guard {
    task_states: TaskState::ALL,
    host_check: HostCheck::Never,
    ..Guard::new(Operation::UpdateMetadata, "compute:update_instance_metadata", STATES)
};

const DELETE: Guard = Guard {
    task_states: TaskState::ALL,
    host_check: HostCheck::Never,
    ..Guard::new(Operation::DeleteMetadata, "compute:delete_instance_metadata", STATES)
};

/// Common errors of these operations: [`Error::ServerNotFound`] and [`Error::Forbidden`]. All
/// except [`Self::server_metadata`] can also fail with [`Error::Locked`] or
/// [`Error::InvalidState`].
impl Compute {
    /// The metadata of a server.
    pub async fn server_metadata(
        &self,
        request: Request<'_>,
        id: ServerRef,
    ) -> Result<BTreeMap<String, String>, Error> {
        let server = self.show_server(request, id).await?;
        self.allow(request, "compute:get_instance_metadata", Target::server(&server))?;
        Ok(server.metadata)
    }

    /// Fails if the caller may not change the metadata of the server now.
    pub async fn check_metadata_change(
        &self,
        request: Request<'_>,
        id: ServerRef,
    ) -> Result<(), Error> {
        let server = self.show_server(request, id).await?;
        self.check(request, &server, &UPDATE)
    }

    /// Changes the metadata of a server and returns the new metadata.
    pub async fn change_metadata(
        &self,
        request: Request<'_>,
        id: ServerRef,
        change: MetadataChange,
    ) -> Result<BTreeMap<String, String>, Error> {
        let server = self
            .change(request, id, |server, _now| {
                self.allow(request, "compute:get", Target::server(server))?;
                self.check(request, server, &UPDATE)?;
                let metadata = change.applied_to(&server.metadata);
                if metadata.len() > MAX_METADATA {
                    return Err(LimitError::Metadata.into());
                }
                Ok(write(server, metadata))
            })
            .await?;
        Ok(server.metadata)
    }

    /// Removes a metadata item of a server. If the item is missing and the server is also locked,
    /// the error is about the missing item.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block, [`Error::NoSuchMetadata`].
    pub async fn delete_metadata(
        &self,
        request: Request<'_>,
        id: ServerRef,
        key: &str,
    ) -> Result<(), Error> {
        self.change(request, id, |server, _now| {
            let target = || Target::server(server);
            self.allow(request, "compute:get", target())?;
            self.allow(request, "compute:get_instance_metadata", target())?;
            let mut metadata = server.metadata.clone();
            metadata.remove(key).ok_or(Error::NoSuchMetadata)?;
            self.check(request, server, &DELETE)?;
            Ok(write(server, metadata))
        })
        .await?;
        Ok(())
    }
}

impl MetadataChange {
    fn applied_to(&self, metadata: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        match self {
            Self::Add(items) => {
                let mut metadata = metadata.clone();
                metadata.extend(items.clone());
                metadata
            }
            Self::Replace(items) => items.clone(),
        }
    }
}

fn write(server: &Server, metadata: BTreeMap<String, String>) -> Decision {
    if metadata == server.metadata {
        return Decision::Keep;
    }
    Decision::Write(Box::new(Change::to(Server { metadata, ..server.clone() })))
}
