//! Servers as clients see them: the keys that both versions have, and those that hooks add.

use ferronova_compute::{Address, Needs, Related, Server, ServerFault};
use ferronova_extend::{Call, Fields, HostIds, Key, Links, Visible, write_object};
use uuid::fmt::Hyphenated;

use super::addresses::{ADDRESSES, write_networks};

const ID: Key = Key::new("id");
const NAME: Key = Key::new("name");
const STATUS: Key = Key::new("status");
const TENANT_ID: Key = Key::new("tenant_id");
const USER_ID: Key = Key::new("user_id");
const METADATA: Key = Key::new("metadata");
const HOST_ID: Key = Key::new("hostId");
const IMAGE: Key = Key::new("image");
const FLAVOR: Key = Key::new("flavor");
const CREATED: Key = Key::new("created");
const UPDATED: Key = Key::new("updated");
const LINKS: Key = Key::new("links");
const PROGRESS: Key = Key::new("progress");
const FAULT: Key = Key::new("fault");
const ADMIN_PASS: Key = Key::new("adminPass");

const SERVER: Key = Key::new("server");

const CODE: Key = Key::new("code");
const MESSAGE: Key = Key::new("message");
const DETAILS: Key = Key::new("details");

/// The keys of a server in both versions without any extension.
pub const KEYS: &[Key] = &[
    ID, NAME, STATUS, TENANT_ID, USER_ID, METADATA, HOST_ID, IMAGE, FLAVOR, CREATED, UPDATED,
    ADDRESSES, LINKS, PROGRESS, FAULT,
];

/// Approximate size of a server with every extension, in bytes.
pub(super) const SIZE: usize = 2048;

/// Whether extensions affect the addresses of a server, by adding keys or by hiding addresses. In
/// the reply to an update or a rebuild they do not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AddressKeys {
    WithExtensions,
    OfCore,
}

/// Writes servers for a caller.
pub(super) struct ServerView {
    visible: Visible,
    is_admin: bool,
    links: Links,
    host_ids: HostIds,
}

impl ServerView {
    /// Returns a view for the caller of `call`. It has no related data until [`Self::relate`].
    pub(super) fn new(call: &Call<'_>) -> Self {
        Self {
            visible: call.visible(),
            is_admin: call.caller().is_admin,
            links: call.links(),
            host_ids: HostIds::default(),
        }
    }

    /// The related data that the visible extensions need.
    pub(super) fn needs(&self) -> Needs {
        self.visible.needs()
    }

    /// Sets the related data for the servers that are written next.
    pub(super) fn relate(&mut self, related: Related) {
        self.visible.relate(related);
    }

    /// `{"server": …}` with the keys of the core and of every visible extension.
    pub(super) fn one_with_extensions(&mut self, server: &Server) -> Vec<u8> {
        let mut body = Vec::with_capacity(SIZE);
        write_object(&mut body, |out| {
            out.object(SERVER, |out| self.write_with_extensions(server, out));
        });
        body
    }

    /// `{"server": …}` for the reply to an update.
    pub(super) fn updated(&mut self, server: &Server) -> Vec<u8> {
        let mut body = Vec::with_capacity(SIZE);
        write_object(&mut body, |out| {
            out.object(SERVER, |out| {
                self.write(server, AddressKeys::OfCore, out);
                self.visible.extend(|it| &it.updated, server, out);
            });
        });
        body
    }

    /// `{"server": …}` for the reply to a rebuild: like [`Self::updated`], with the password.
    pub(super) fn rebuilt(&mut self, server: &Server, admin_pass: &str) -> Vec<u8> {
        let mut body = Vec::with_capacity(SIZE);
        write_object(&mut body, |out| {
            out.object(SERVER, |out| {
                self.write(server, AddressKeys::OfCore, out);
                out.field(ADMIN_PASS, admin_pass);
                self.visible.extend(|it| &it.updated, server, out);
            });
        });
        body
    }

    /// `{"server": …}` for the reply to the server's creation.
    pub(super) fn created(&self, server: &Server, admin_pass: &str) -> Vec<u8> {
        let mut body = Vec::new();
        write_object(&mut body, |out| {
            out.object(SERVER, |out| {
                write_id(server, out);
                self.write_links(server, out);
                out.field(ADMIN_PASS, admin_pass);
                self.visible.extend(|it| &it.created, server, out);
            });
        });
        body
    }

    /// Writes id, name and links.
    pub(super) fn write_brief(&self, server: &Server, out: &mut Fields<'_>) {
        write_id(server, out);
        out.field(NAME, &server.name);
        self.write_links(server, out);
    }

    /// Writes the keys of the core and of every visible extension.
    pub(super) fn write_with_extensions(&mut self, server: &Server, out: &mut Fields<'_>) {
        self.write(server, AddressKeys::WithExtensions, out);
        self.visible.extend(|it| &it.server, server, out);
    }

    fn write(&mut self, server: &Server, keys: AddressKeys, out: &mut Fields<'_>) {
        let status = server.status();
        write_id(server, out);
        out.field(NAME, &server.name)
            .field(STATUS, status.as_str())
            .field(TENANT_ID, &server.project_id)
            .field(USER_ID, &server.user_id)
            .field(METADATA, server.metadata_shown())
            .field(HOST_ID, self.host_ids.of(server));
        self.write_image(server, out);
        out.raw(FLAVOR, |buffer| {
            self.links.write_reference(buffer, "flavors", &server.flavor.id);
        });
        out.time(CREATED, server.created).time(UPDATED, server.updated);
        self.write_addresses(server, keys, out);
        self.write_links(server, out);
        if status.has_progress() {
            out.field(PROGRESS, &server.progress);
        }
        if let Some(fault) = server.fault_shown() {
            out.object(FAULT, |out| self.write_fault(fault, out));
        }
    }

    fn write_links(&self, server: &Server, out: &mut Fields<'_>) {
        let mut text = [0; Hyphenated::LENGTH];
        let id = server.id.hyphenated().encode_lower(&mut text);
        out.raw(LINKS, |buffer| self.links.write(buffer, "servers", id));
    }

    /// Writes the image; an empty text for a server that boots from a volume.
    fn write_image(&self, server: &Server, out: &mut Fields<'_>) {
        let Some(id) = server.image_id else {
            out.field(IMAGE, "");
            return;
        };
        let mut text = [0; Hyphenated::LENGTH];
        let id = id.hyphenated().encode_lower(&mut text);
        out.raw(IMAGE, |buffer| self.links.write_reference(buffer, "images", id));
    }

    fn write_addresses(&self, server: &Server, form: AddressKeys, out: &mut Fields<'_>) {
        let is_hidden = form == AddressKeys::WithExtensions && self.visible.hides_addresses(server);
        let addresses: &[Address] = if is_hidden { &[] } else { &server.addresses };
        let own;
        let visible = match form {
            AddressKeys::WithExtensions => &self.visible,
            AddressKeys::OfCore => {
                own = self.visible.own();
                &own
            }
        };
        write_networks(addresses, visible, out);
    }

    /// Writes a fault. If its code is 500, only administrators see the details.
    fn write_fault(&self, fault: &ServerFault, out: &mut Fields<'_>) {
        out.field(CODE, &fault.code).time(CREATED, fault.created).field(MESSAGE, &fault.message);
        if let Some(details) = &fault.details
            && (self.is_admin || fault.code != 500)
        {
            out.field(DETAILS, details);
        }
    }
}

fn write_id(server: &Server, out: &mut Fields<'_>) {
    let mut text = [0; Hyphenated::LENGTH];
    out.field(ID, &*server.id.hyphenated().encode_lower(&mut text));
}
