//! Which servers a list holds, and in which order.

use std::{collections::BTreeMap, fmt, net::IpAddr, sync::Arc};

use uuid::Uuid;

use crate::{
    AddressKind, LockedBy, Scope, Server, Status, TaskState, Timestamp, VmState, is_same_text,
    states::words,
};

/// A page of a list ends before it is longer than this, in bytes as clients read them. It has at
/// least one entry.
pub const PAGE_BYTES: usize = 16 << 20;

/// What a page of servers holds: newest first, of the same second the higher number first.
#[derive(Clone, Debug)]
pub struct Query {
    /// Whose servers.
    pub scope: Scope,
    /// Whether living, soft-deleted and deleted servers are in it.
    pub deletion: DeletionFilter,
    /// What every server of it satisfies.
    pub conditions: Vec<Condition>,
    /// Where the page before ended.
    pub after: Option<Position>,
    /// How many servers at most.
    pub limit: usize,
}

/// Which servers a list holds, of those that live, are soft-deleted or deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeletionFilter {
    /// Only servers that are neither.
    Living,
    /// Servers that are not deleted, and so soft-deleted ones too.
    NotDeleted,
    /// Only servers that are deleted or soft-deleted.
    DeletedOrSoftDeleted,
    /// Only servers that are deleted, without those that are soft-deleted.
    Deleted,
    /// All.
    Any,
}

impl DeletionFilter {
    /// Whether such a server is in the list.
    #[must_use]
    pub fn contains(self, server: &Server) -> bool {
        let is_gone = server.is_deleted() || server.vm_state == VmState::SoftDeleted;
        match self {
            Self::Living => !is_gone,
            Self::NotDeleted => !server.is_deleted(),
            Self::DeletedOrSoftDeleted => is_gone,
            Self::Deleted => server.is_deleted(),
            Self::Any => true,
        }
    }
}

/// A server's place in the order of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// When it was created.
    pub created: Timestamp,
    /// Its number.
    pub number: u64,
}

impl Position {
    /// The place of this server.
    #[must_use]
    pub fn of(server: &Server) -> Self {
        Self { created: server.created, number: server.number }
    }
}

/// One thing that every server of a list satisfies. The case of letters does not count in texts.
#[derive(Clone, Debug)]
pub enum Condition {
    /// No server satisfies it, as an unknown status.
    Never,
    /// The display name matches.
    Name(Pattern),
    /// The status is one of these.
    Status(Vec<Status>),
    /// It was made from this image.
    Image(Uuid),
    /// It was made with this flavor.
    Flavor(String),
    /// A fixed address of IP version 4 matches.
    Ip(Pattern),
    /// A fixed address of IP version 6 matches.
    Ip6(Pattern),
    /// It has this fixed address.
    FixedIp(IpAddr),
    /// Its reservation id matches.
    ReservationId(Pattern),
    /// It was updated then or later.
    ChangesSince(Timestamp),
    /// It lives on this compute host.
    Host(String),
    /// It belongs to this project.
    Project(String),
    /// This user created it.
    User(String),
    /// It has this id.
    Id(Uuid),
    /// It is in this vm state.
    VmState(VmState),
    /// It is in this task state.
    TaskState(TaskState),
    /// It is locked, or not.
    Locked(bool),
    /// This kind of caller holds its lock.
    LockedBy(LockedBy),
    /// It is not deleted, and in the security group of that name.
    SecurityGroup(String),
    /// It has all of these metadata items; a deleted server has none.
    Metadata(BTreeMap<String, String>),
    /// What Nova's table holds in this column matches.
    Column(Column, Pattern),
}

words! {
    /// The columns of Nova's `instances` table that an administrator's list can be filtered by
    /// as text, beyond those with a condition of their own.
    Column {
        AccessIpV4 = "access_ip_v4",
        AccessIpV6 = "access_ip_v6",
        AvailabilityZone = "availability_zone",
        ConfigDrive = "config_drive",
        DisplayName = "display_name",
        KeyName = "key_name",
        Node = "node",
        PowerState = "power_state",
        Progress = "progress",
    }
}

impl Condition {
    /// Whether this server satisfies it.
    #[must_use]
    pub fn matches(&self, server: &Server) -> bool {
        match self {
            Self::Never => false,
            Self::Name(pattern) => pattern.matches(&server.name),
            Self::Status(any_of) => any_of.contains(&server.status()),
            Self::Image(id) => server.image_id == Some(*id),
            Self::Flavor(id) => is_same_text(&server.flavor_id, id),
            Self::Ip(pattern) => {
                fixed_ips(server).any(|ip| ip.is_ipv4() && pattern.matches(&ip.to_string()))
            }
            Self::Ip6(pattern) => {
                fixed_ips(server).any(|ip| ip.is_ipv6() && pattern.matches(&ip.to_string()))
            }
            Self::FixedIp(ip) => fixed_ips(server).any(|it| it == *ip),
            Self::ReservationId(pattern) => pattern.matches(&server.reservation_id),
            Self::ChangesSince(time) => server.updated >= *time,
            Self::Host(host) => server.host.as_ref().is_some_and(|it| is_same_text(it, host)),
            Self::Project(id) => is_same_text(&server.project_id, id),
            Self::User(id) => is_same_text(&server.user_id, id),
            Self::Id(id) => server.id == *id,
            Self::VmState(state) => server.vm_state == *state,
            Self::TaskState(state) => server.task_state == Some(*state),
            Self::Locked(locked) => server.is_locked() == *locked,
            Self::LockedBy(holder) => server.locked_by() == Some(*holder),
            Self::SecurityGroup(name) => {
                !server.is_deleted() && server.security_groups.contains(name)
            }
            Self::Metadata(items) => {
                let mut has = |(key, value): (&String, &String)| {
                    let mut own = server.metadata_shown().iter();
                    own.any(|(k, v)| is_same_text(k, key) && is_same_text(v, value))
                };
                items.iter().all(&mut has)
            }
            Self::Column(column, pattern) => {
                column.text(server).is_some_and(|text| pattern.matches(&text))
            }
        }
    }
}

impl Column {
    /// What the column holds, as text; nothing for null.
    fn text(self, server: &Server) -> Option<String> {
        match self {
            Self::AccessIpV4 => server.access_ipv4.map(|it| it.to_string()),
            Self::AccessIpV6 => server.access_ipv6.map(|it| it.to_string()),
            Self::AvailabilityZone => server.availability_zone.clone(),
            Self::ConfigDrive => Some(if server.config_drive { "True" } else { "" }.to_owned()),
            Self::DisplayName => Some(server.name.clone()),
            Self::KeyName => server.key_name.clone(),
            Self::Node => server.node.clone(),
            Self::PowerState => Some(server.power_state.as_number().to_string()),
            Self::Progress => Some(server.progress.to_string()),
        }
    }
}

fn fixed_ips(server: &Server) -> impl Iterator<Item = IpAddr> {
    server.addresses.iter().filter(|it| it.kind == AddressKind::Fixed).map(|it| it.ip)
}

/// A regular expression, compiled by whoever read it, with its text for stores that match
/// in an engine of their own.
#[derive(Clone)]
pub struct Pattern {
    text: String,
    decides: Arc<dyn Fn(&str) -> bool + Send + Sync>,
}

impl Pattern {
    /// The pattern `text`, about which `decides` decides.
    pub fn new(text: String, decides: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        Self { text, decides: Arc::new(decides) }
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether `value` matches.
    #[must_use]
    pub fn matches(&self, value: &str) -> bool {
        (self.decides)(value)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({:?})", self.text)
    }
}
