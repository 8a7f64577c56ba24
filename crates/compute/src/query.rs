//! Queries for lists of servers: which servers, and in which order.

use std::{collections::BTreeMap, fmt, net::IpAddr, sync::Arc};

use uuid::Uuid;

use crate::{
    AddressKind, Column, LockedBy, Order, Part, Parts, Scope, Server, Status, TaskState, Timestamp,
    VmState, is_same_text,
};

/// Maximum size of a page of a list, in bytes of the reply that clients read. A page has at least
/// one entry, even if this entry alone is larger.
pub const PAGE_BYTES: usize = 16 << 20;

/// A query for a page of servers.
#[derive(Clone, Debug)]
pub struct Query {
    /// The projects whose servers are listed.
    pub scope: Scope,
    /// Whether deleted and soft-deleted servers are listed.
    pub deletion: DeletionFilter,
    /// The conditions that every listed server satisfies.
    pub conditions: Vec<Condition>,
    /// The order of the list.
    pub order: Order,
    /// The server after which the page begins. It must be in scope, but need not satisfy the other
    /// conditions, and may be deleted.
    pub marker: Option<Uuid>,
    /// Maximum number of servers.
    pub limit: usize,
    /// The parts of the servers that are wanted. A store may leave out the other parts.
    pub parts: Parts,
}

impl Query {
    /// The parts of servers that must be read to answer the query: the wanted parts, and the parts
    /// that the conditions and the order look at.
    #[must_use]
    pub fn parts_to_read(&self) -> Parts {
        let of_conditions = self.conditions.iter().filter_map(Condition::part);
        let of_order = self.order.keys().iter().filter_map(|(key, _)| key.part());
        of_conditions.chain(of_order).fold(self.parts, Parts::with)
    }

    /// A query for all existing servers in scope, newest first.
    #[must_use]
    pub fn of(scope: Scope) -> Self {
        Self {
            scope,
            deletion: DeletionFilter::Living,
            conditions: Vec::new(),
            order: Order::newest_first(),
            marker: None,
            limit: usize::MAX,
            parts: Parts::ALL,
        }
    }
}

/// Which servers are listed, by whether they are deleted or soft-deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeletionFilter {
    /// Servers that are neither deleted nor soft-deleted.
    Living,
    /// Servers that are not deleted, including soft-deleted ones.
    NotDeleted,
    /// Servers that are deleted or soft-deleted.
    DeletedOrSoftDeleted,
    /// Servers that are deleted, without soft-deleted ones.
    Deleted,
    /// All servers.
    Any,
}

impl DeletionFilter {
    /// Whether this server passes the filter.
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

/// A condition on the servers of a list. Texts are compared ignoring case.
#[derive(Clone, Debug)]
pub enum Condition {
    /// No server satisfies this condition. It is used if a client asks for an unknown status, for
    /// example.
    Never,
    /// The display name matches.
    Name(Pattern),
    /// The status is one of these.
    Status(Vec<Status>),
    /// The server was made from this image.
    Image(Uuid),
    /// The server was made with this flavor.
    Flavor(String),
    /// A fixed IPv4 address matches.
    Ip(Pattern),
    /// A fixed IPv6 address matches.
    Ip6(Pattern),
    /// The server has this fixed address.
    FixedIp(IpAddr),
    /// The reservation id matches.
    ReservationId(Pattern),
    /// The server was updated at this time or later.
    ChangesSince(Timestamp),
    /// The server is on this compute host.
    Host(String),
    /// The server belongs to this project.
    Project(String),
    /// This user created the server.
    User(String),
    /// The server has this id.
    Id(Uuid),
    /// The server is in this vm state.
    VmState(VmState),
    /// The server is in this task state.
    TaskState(TaskState),
    /// The flag of the server's lock is set (`true`) or not (`false`).
    Locked(bool),
    /// The lock is held by this kind of caller, whether its flag is set or not.
    LockedBy(LockedBy),
    /// The server is in the security group of this name, and is not deleted.
    SecurityGroup(String),
    /// The server has all of these metadata items. Deleted servers have none.
    Metadata(BTreeMap<String, String>),
    /// The server was updated at this time or earlier.
    ChangesBefore(Timestamp),
    /// The server has all of these tags.
    Tags(Vec<String>),
    /// The server has at least one of these tags.
    TagsAny(Vec<String>),
    /// The server lacks at least one of these tags.
    NotTags(Vec<String>),
    /// The server has none of these tags.
    NotTagsAny(Vec<String>),
    /// The value of this column in Nova's `instances` table matches.
    Column(Column, Pattern),
}

impl Condition {
    /// The part of a server that must be read for this condition; `None` if the condition looks at
    /// data that is read for every list.
    #[must_use]
    pub const fn part(&self) -> Option<Part> {
        match self {
            Self::Tags(_) | Self::TagsAny(_) | Self::NotTags(_) | Self::NotTagsAny(_) => {
                Some(Part::Tags)
            }
            Self::Ip(_) | Self::Ip6(_) | Self::FixedIp(_) => Some(Part::Addresses),
            Self::SecurityGroup(_) => Some(Part::SecurityGroups),
            Self::Metadata(_) => Some(Part::Metadata),
            Self::Image(_) | Self::Flavor(_) | Self::ReservationId(_) | Self::Host(_) => {
                Some(Part::Setup)
            }
            Self::Column(column, _) => column.part(),
            Self::Never
            | Self::Name(_)
            | Self::Status(_)
            | Self::ChangesSince(_)
            | Self::ChangesBefore(_)
            | Self::Project(_)
            | Self::User(_)
            | Self::Id(_)
            | Self::VmState(_)
            | Self::TaskState(_)
            | Self::Locked(_)
            | Self::LockedBy(_) => None,
        }
    }

    /// Whether this server satisfies the condition.
    #[must_use]
    pub fn matches(&self, server: &Server) -> bool {
        match self {
            Self::Never => false,
            Self::Name(pattern) => pattern.matches(&server.name),
            Self::Status(any_of) => any_of.contains(&server.status()),
            Self::Image(id) => server.image_id == Some(*id),
            Self::Flavor(id) => is_same_text(&server.flavor.id, id),
            Self::Ip(pattern) => {
                fixed_ips(server).any(|ip| ip.is_ipv4() && pattern.matches(&ip.to_string()))
            }
            Self::Ip6(pattern) => {
                fixed_ips(server).any(|ip| ip.is_ipv6() && pattern.matches(&ip.to_string()))
            }
            Self::FixedIp(ip) => fixed_ips(server).any(|it| it == *ip),
            Self::ReservationId(pattern) => pattern.matches(&server.reservation_id),
            Self::ChangesSince(time) => server.updated >= *time,
            Self::ChangesBefore(time) => server.updated <= *time,
            Self::Tags(tags) => tags.iter().all(|it| server.has_tag(it)),
            Self::TagsAny(tags) => tags.iter().any(|it| server.has_tag(it)),
            Self::NotTags(tags) => !tags.iter().all(|it| server.has_tag(it)),
            Self::NotTagsAny(tags) => !tags.iter().any(|it| server.has_tag(it)),
            Self::Host(host) => server.host.as_ref().is_some_and(|it| is_same_text(it, host)),
            Self::Project(id) => is_same_text(&server.project_id, id),
            Self::User(id) => is_same_text(&server.user_id, id),
            Self::Id(id) => server.id == *id,
            Self::VmState(state) => server.vm_state == *state,
            Self::TaskState(state) => server.task_state == Some(*state),
            Self::Locked(locked) => server.lock.is_set == *locked,
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

fn fixed_ips(server: &Server) -> impl Iterator<Item = IpAddr> {
    server.addresses.iter().filter(|it| it.kind == AddressKind::Fixed).map(|it| it.ip)
}

/// A compiled regular expression, with its text for stores that match with an engine of their own.
#[derive(Clone)]
pub struct Pattern {
    text: String,
    decides: Arc<dyn Fn(&str) -> bool + Send + Sync>,
}

impl Pattern {
    /// A pattern with this text. The function `decides` returns whether a value matches.
    pub fn new(text: String, decides: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        Self { text, decides: Arc::new(decides) }
    }

    /// The pattern's text.
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
