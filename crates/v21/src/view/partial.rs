//! Servers of which only a part is known, because their part of the cloud does not answer.

use ferronova_compute::{PartialServer, PowerState};
use ferronova_extend::{Fields, key};
use uuid::fmt::Hyphenated;

use super::{parts, writer::View};

/// What is written where a value is not known.
const UNKNOWN: &str = "UNKNOWN";

impl View {
    /// Writes id, status and links.
    pub(crate) fn write_brief_partial(&self, server: &PartialServer, out: &mut Fields<'_>) {
        let mut text = [0; Hyphenated::LENGTH];
        let id: &str = server.id.hyphenated().encode_lower(&mut text);
        out.field(key!("id"), id)
            .field(key!("status"), UNKNOWN)
            .raw(key!("links"), |buffer| self.links.write(buffer, "servers", id));
    }

    /// Writes what an entry of a list has.
    pub(crate) fn write_listed_partial(&self, server: &PartialServer, out: &mut Fields<'_>) {
        self.write_brief_partial(server, out);
        out.field(key!("tenant_id"), &server.project_id).time(key!("created"), server.created);
    }

    /// Writes everything that is known.
    pub(crate) fn write_shown_partial(&self, server: &PartialServer, out: &mut Fields<'_>) {
        self.write_listed_partial(server, out);
        parts::write_image(&self.links, server.image_id, None, out);
        if let Some(flavor) = &server.flavor {
            parts::write_embedded_flavor(self, flavor, out);
        }
        let zone = server.availability_zone.as_deref().unwrap_or(UNKNOWN);
        let power_state = server.power_state.unwrap_or(PowerState::NoState);
        out.field(key!("OS-EXT-AZ:availability_zone"), zone)
            .field(key!("OS-EXT-STS:power_state"), &power_state.as_number())
            .field(key!("user_id"), server.user_id.as_deref().unwrap_or(UNKNOWN));
        if self.members.iter().any(|it| it.key.as_str() == "server_groups") {
            parts::write_server_groups(server.server_group, out);
        }
    }
}
