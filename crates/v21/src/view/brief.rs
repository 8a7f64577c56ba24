//! An entry of a list without details.

use ferronova_compute::Server;
use ferronova_extend::Fields;

use super::{parts, writer::View};

impl View {
    /// Writes id, name and links.
    pub(crate) fn write_brief(&mut self, server: &Server, out: &mut Fields<'_>) {
        parts::id(self, server, out);
        parts::name(self, server, out);
        parts::links(self, server, out);
    }
}
