//! Servers: virtual machines that belong to a project.

use std::{
    collections::BTreeMap,
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use uuid::Uuid;

use crate::{
    DiskConfig, Image, Lock, LockedBy, PowerState, ServerFlavor, Status, TaskState, Timestamp,
    VmState, Volume, is_same_text, states::words,
};

/// The hints for the scheduler of a server whose user gave none: an empty JSON object.
pub const NO_HINTS: &str = "{}";

/// The device of a new server's root disk.
pub const ROOT_DEVICE: &str = "/dev/vda";

/// A server: the data that the versions of the API show. The operation in progress on the server is
/// in the [`Scratch`](crate::Scratch) beside it.
///
/// The default is a server that is being built, with all other fields empty: set the fields that
/// matter, and use `..Server::default()` for the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Server {
    /// The id that clients use.
    pub id: Uuid,
    /// Nova's integer id, in order of creation. 0 until the store sets it.
    pub number: u64,
    /// Number of times that the store has written the server; 0 before the first time.
    pub version: u64,
    /// The display name.
    pub name: String,
    /// The project that owns it.
    pub project_id: String,
    /// The user who created it.
    pub user_id: String,
    /// When it was created, in whole seconds.
    pub created: Timestamp,
    /// When it last changed, in whole seconds.
    pub updated: Timestamp,
    /// When it first became active; `None` if it never did.
    pub launched_at: Option<Timestamp>,
    /// When it ceased to exist on its host.
    pub terminated_at: Option<Timestamp>,
    /// When its record was deleted. Deleted records remain until they are purged.
    pub deleted_at: Option<Timestamp>,
    /// Its stable state.
    pub vm_state: VmState,
    /// The task in progress.
    pub task_state: Option<TaskState>,
    /// The state that the hypervisor reports.
    pub power_state: PowerState,
    /// Its lock.
    pub lock: Lock,
    /// Progress of the operation on the server, in percent.
    pub progress: u8,
    /// Why it is in error.
    pub fault: Option<ServerFault>,
    /// The image it was made from; `None` if it boots from a volume.
    pub image_id: Option<Uuid>,
    /// Its flavor, as it was when the server was created with it or resized to it.
    pub flavor: ServerFlavor,
    /// Metadata that users set.
    pub metadata: BTreeMap<String, String>,
    /// Metadata that extensions and the server's guest set.
    pub system_metadata: BTreeMap<String, String>,
    /// Its addresses, in the order in which they were given.
    pub addresses: Vec<Address>,
    /// Its IPv4 access address, which its user chooses.
    pub access_ipv4: Option<Ipv4Addr>,
    /// Its IPv6 access address, which its user chooses.
    pub access_ipv6: Option<Ipv6Addr>,
    /// The compute host it is on; `None` until one is chosen.
    pub host: Option<String>,
    /// The host name of the hypervisor on the compute host `host`.
    pub node: Option<String>,
    /// The zone that its user asked for.
    pub availability_zone: Option<String>,
    /// The name of the key pair it was created with.
    pub key_name: Option<String>,
    /// The names of its security groups.
    pub security_groups: Vec<String>,
    /// Data for the guest to read when it first starts, as the user sent it: base64 by custom.
    pub user_data: Option<String>,
    /// Whether it has a configuration drive.
    pub config_drive: bool,
    /// Who partitions its disk.
    pub disk_config: DiskConfig,
    /// The volumes attached to it.
    pub volumes: Vec<Volume>,
    /// An id shared by all servers of one create request: `r-` and eight characters.
    pub reservation_id: String,
    /// What its users say about it. API versions before 2.19 have no descriptions; a server that is
    /// created through such a version gets its name as the description.
    pub description: Option<String>,
    /// The host name of its guest; [`derived_host_name`](crate::derived_host_name) unless its user
    /// chose another.
    pub hostname: Option<String>,
    /// Its tags, as [`sorted_tags`](crate::sorted_tags) returns them: sorted without regard to
    /// case.
    pub tags: Vec<String>,
    /// The ids of the certificates that the signature of its image must be verified with.
    pub trusted_certs: Option<Vec<String>>,
    /// The zone that the scheduler must keep it in: the zone that its user asked for when creating
    /// or unshelving it. A server without a request spec (see `scheduler_hints`) has none.
    pub pinned_zone: Option<String>,
    /// The hints that its user gave the scheduler, as the text of a JSON object. If the value of a
    /// hint is not an array, it counts as an array with that one value. `None` if the server has no
    /// request spec, which is the record of what the scheduler was asked for. Very old servers of
    /// Nova have none.
    pub scheduler_hints: Option<String>,
    /// The id of the server group it is a member of.
    pub server_group: Option<Uuid>,
    /// The metadata of its image, as it was when the server was created or rebuilt from it.
    pub image_properties: BTreeMap<String, String>,
    /// The id of its kernel; empty if its image names none.
    pub kernel_id: Option<String>,
    /// The id of its initial RAM disk; empty if its image names none.
    pub ramdisk_id: Option<String>,
    /// Its place among the servers of one create request, from 0.
    pub launch_index: u32,
    /// The device of its root disk: `/dev/vda`.
    pub root_device_name: Option<String>,
}

impl Server {
    /// The status that clients read.
    #[must_use]
    pub fn status(&self) -> Status {
        if self.is_deleted() {
            return Status::Deleted;
        }
        Status::of(self.vm_state, self.task_state)
    }

    /// Whether its disk is a volume.
    #[must_use]
    pub fn boots_from_volume(&self) -> bool {
        self.image_id.is_none()
    }

    /// Makes `image` the image of the server, and copies what the server keeps of it.
    pub fn take_image(&mut self, image: &Image) {
        let named = |key: &str| Some(image.metadata.get(key).cloned().unwrap_or_default());
        self.image_id = Some(image.id);
        self.image_properties.clone_from(&image.metadata);
        self.kernel_id = named("kernel_id");
        self.ramdisk_id = named("ramdisk_id");
    }

    /// Who holds its lock. Clients see the server as locked if somebody holds the lock, but what
    /// the lock refuses depends on [`Lock::is_set`].
    #[must_use]
    pub fn locked_by(&self) -> Option<LockedBy> {
        self.lock.holder
    }

    /// Whether its record is deleted.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }

    /// Whether it has this tag. Upper and lower case are not distinguished.
    #[must_use]
    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags.iter().any(|it| is_same_text(it, tag))
    }

    /// Its metadata as clients see it: none for a deleted server, as Nova deletes the metadata of
    /// such a server from its database.
    #[must_use]
    pub fn metadata_shown(&self) -> &BTreeMap<String, String> {
        static NONE: BTreeMap<String, String> = BTreeMap::new();
        if self.is_deleted() { &NONE } else { &self.metadata }
    }

    /// Its security groups as clients see them: none for a deleted server.
    #[must_use]
    pub fn security_groups_shown(&self) -> &[String] {
        if self.is_deleted() { &[] } else { &self.security_groups }
    }

    /// Its fault as clients see it: only in some statuses, and not for a deleted server.
    #[must_use]
    pub fn fault_shown(&self) -> Option<&ServerFault> {
        let is_shown = !self.is_deleted() && self.status().has_fault();
        self.fault.as_ref().filter(|_| is_shown)
    }

    /// The size of the parts that users, images and extensions control, in bytes: the texts that
    /// have no small limit of their own.
    #[must_use]
    pub fn content_len(&self) -> u64 {
        let notes = [&self.metadata, &self.system_metadata, &self.image_properties];
        let texts = notes.into_iter().flatten().flat_map(|(key, value)| [key, value]);
        let texts = texts
            .chain(&self.security_groups)
            .chain(&self.tags)
            .chain(self.trusted_certs.iter().flatten())
            .chain(&self.user_data)
            .chain(&self.description)
            .chain(&self.scheduler_hints)
            .chain([&self.name]);
        texts.map(|it| u64::try_from(it.len()).unwrap_or(u64::MAX)).sum()
    }

    /// The name by which the hypervisor knows it: `instance-` and its number in hexadecimal.
    #[must_use]
    pub fn instance_name(&self) -> String {
        format!("instance-{:08x}", self.number)
    }
}

/// An address of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The network that the address is on.
    pub network_id: Uuid,
    /// The name of the network.
    pub label: String,
    /// The address.
    pub ip: IpAddr,
    /// Whether the address is fixed or floating.
    pub kind: AddressKind,
    /// The MAC address of the interface that has the address, for example `fa:16:3e:00:00:01`.
    pub mac: String,
}

words! {
    /// Whether an address is fixed or floating.
    AddressKind {
        Fixed = "fixed",
        Floating = "floating",
    }
}

/// Why a server is in error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerFault {
    /// The code of the error, like an HTTP status: 500 for an error of the cloud, less for an error
    /// of the user.
    pub code: u16,
    /// When the error occurred.
    pub created: Timestamp,
    /// What went wrong.
    pub message: String,
    /// Where the error occurred. Shown to administrators only.
    pub details: Option<String>,
}

/// The way a client names a server in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerRef {
    /// By the id of the server.
    Id(Uuid),
    /// By Nova's integer id.
    Number(u64),
}

impl ServerRef {
    /// Parses a path segment: a UUID in lower case with dashes, or a decimal number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit()) {
            return text.parse().ok().map(Self::Number);
        }
        parse_id(text).map(Self::Id)
    }

    /// Whether this reference names `server`.
    #[must_use]
    pub fn names(self, server: &Server) -> bool {
        match self {
            Self::Id(id) => server.id == id,
            Self::Number(number) => server.number == number,
        }
    }
}

impl fmt::Display for ServerRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Number(number) => number.fmt(f),
        }
    }
}

/// Parses a UUID as Nova does: 36 characters, in lower case.
#[must_use]
pub fn parse_id(text: &str) -> Option<Uuid> {
    let is_lower = !text.bytes().any(|it| it.is_ascii_uppercase());
    is_lower.then(|| parse_id_in_any_case(text)).flatten()
}

/// Parses a UUID as Nova's database compares it: 36 characters, in any case.
#[must_use]
pub fn parse_id_in_any_case(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_named_by_its_uuid_in_lower_case_or_by_its_number() {
        let id = Uuid::from_u128(0xa0);
        assert_eq!(ServerRef::parse(&id.to_string()), Some(ServerRef::Id(id)));
        assert_eq!(ServerRef::parse("17"), Some(ServerRef::Number(17)));
        assert_eq!(ServerRef::parse("000000A0-0000-4000-8000-000000000000"), None);
        assert_eq!(ServerRef::parse(&id.simple().to_string()[1..]), None);
        assert_eq!(ServerRef::parse("18446744073709551616"), None);
        assert_eq!(ServerRef::parse(""), None);
    }
}
