//! Servers of which only a part is known, because their part of the cloud does not answer.

use ferronova_compute::{PartialServer, PowerState};
use ferronova_extend::{Fields, Key};
use uuid::fmt::Hyphenated;

use super::{parts, writer::View};

/// What is written where a value is not known.
const UNKNOWN: &str = "UNKNOWN";

impl View {
    /// Writes id, status and links.
    pub(crate) fn write_brief_partial(&self, server: &PartialServer, out: &mut Fields<'_>) {
        let mut text = [0; Hyphenated::LENGTH];
        let id: &str = server.id.hyphenated().encode_lower(&mut text);
        out.field(Key::new("id"), id)
            .field(Key::new("status"), UNKNOWN)
            .raw(Key::new("links"), |buffer| self.links.write(buffer, "servers", id));
    }

    /// Writes what an entry of a list has.
    pub(crate) fn write_listed_partial(&self, server: &PartialServer, out: &mut Fields<'_>) {
        self.write_brief_partial(server, out);
        out.field(Key::new("tenant_id"), &server.project_id)
            .time(Key::new("created"), server.created);
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
        out.field(Key::new("OS-EXT-AZ:availability_zone"), zone)
            .field(Key::new("OS-EXT-STS:power_state"), &power_state.as_number())
            .field(Key::new("user_id"), server.user_id.as_deref().unwrap_or(UNKNOWN));
        if self.members.iter().any(|it| it.key.as_str() == "server_groups") {
            parts::write_server_groups(server.server_group, out);
        }
    }
}
