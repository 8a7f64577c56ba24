//! The first part of a server's record: what every list needs.

use std::borrow::Cow;

use ferronova_compute::{Scratch, Server};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{stored::Stored, stored_id::StoredId, time::Micros};

/// The beginning of a record. Fields are stored by their order, and those of `RecordRow` follow in the
/// same sealed row, so no field can be added here: new ones go to the end of `DetailsRow`.
#[derive(PartialEq, Serialize, Deserialize)]
pub(super) struct HeadRow<'a> {
    id: [u8; 16],
    project: u32,
    project_id: StoredId<'a>,
    user_id: StoredId<'a>,
    name: Cow<'a, str>,
    created: Micros,
}

impl<'a> HeadRow<'a> {
    pub(super) fn of(stored: &'a Stored) -> Self {
        let server = &stored.server;
        Self {
            id: server.id.into_bytes(),
            project: stored.project,
            project_id: StoredId::of(&server.project_id),
            user_id: StoredId::of(&server.user_id),
            name: Cow::Borrowed(&server.name),
            created: server.created.into(),
        }
    }

    /// Makes a server of the row, with defaults for all other values.
    pub(super) fn into_stored(self, number: u64) -> Stored {
        let server = Server {
            id: Uuid::from_bytes(self.id),
            number,
            name: self.name.into_owned(),
            project_id: self.project_id.into_string(),
            user_id: self.user_id.into_string(),
            created: self.created.into(),
            ..Server::default()
        };
        let server = Box::new(server);
        Stored { server, scratch: Scratch::default(), project: self.project, actions: 0 }
    }
}
