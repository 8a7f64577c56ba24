//! The password that a server's guest posted, encrypted with the public key of the server's key
//! pair.

use super::Compute;
use crate::{Change, Decision, Error, Request, Scratch, Server, ServerRef, Target};

/// The keys of the system metadata that hold the parts of the password, as in Nova.
const PARTS: [&str; 4] = ["password_0", "password_1", "password_2", "password_3"];

impl Compute {
    /// The password of a server; empty if its guest never posted one.
    pub async fn server_password(
        &self,
        request: Request<'_>,
        id: ServerRef,
    ) -> Result<String, Error> {
        let server = self.show_server(request, id).await?;
        let part = |name: &&str| server.system_metadata.get(*name).map(String::as_str);
        Ok(PARTS.iter().filter_map(part).collect())
    }

    /// Removes the stored password of a server; the guest's password stays the same. A lock does
    /// not refuse this, and as in Nova the server's `updated` does not change.
    pub async fn clear_server_password(
        &self,
        request: Request<'_>,
        id: ServerRef,
    ) -> Result<(), Error> {
        let decide = |server: &Server, scratch: &Scratch| {
            if server.is_deleted() {
                return Err(Error::ServerNotFound { id: id.to_string() });
            }
            self.allow(request, "compute:get", Target::server(server))?;
            let mut change = Change::of(server, scratch);
            change.server.system_metadata.retain(|name, _| !PARTS.contains(&name.as_str()));
            if change.server == *server {
                return Ok(Decision::Keep);
            }
            Ok(Decision::Write(Box::new(change)))
        };
        self.decide_on(request, id, &decide).await?;
        Ok(())
    }
}
