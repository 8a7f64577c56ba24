//! The order of lists of servers, as Nova defines it for API 2.1.

use std::{cmp::Ordering, iter};

use uuid::Uuid;

use crate::{DiskConfig, LockedBy, Part, Server, TaskState, Timestamp, fold_case, states::words};

words! {
    /// A value of servers by which lists can be sorted. Each key has the name of a column of Nova's
    /// `instances` table.
    SortKey {
        AccessIpV4 = "access_ip_v4",
        AccessIpV6 = "access_ip_v6",
        AutoDiskConfig = "auto_disk_config",
        AvailabilityZone = "availability_zone",
        ConfigDrive = "config_drive",
        Created = "created_at",
        Description = "display_description",
        Name = "display_name",
        Host = "host",
        HostName = "hostname",
        Number = "id",
        Image = "image_ref",
        Flavor = "instance_type_id",
        KernelId = "kernel_id",
        KeyName = "key_name",
        LaunchIndex = "launch_index",
        LaunchedAt = "launched_at",
        Locked = "locked",
        LockedBy = "locked_by",
        Node = "node",
        PowerState = "power_state",
        Progress = "progress",
        Project = "project_id",
        RamdiskId = "ramdisk_id",
        RootDeviceName = "root_device_name",
        TaskState = "task_state",
        TerminatedAt = "terminated_at",
        Updated = "updated_at",
        User = "user_id",
        Id = "uuid",
        VmState = "vm_state",
    }
}

words! {
    /// A direction in which a list is sorted.
    SortDirection {
        Ascending = "asc",
        Descending = "desc",
    }
}

impl SortDirection {
    /// Reverses an ascending comparison if the direction is descending.
    #[must_use]
    pub fn apply(self, ascending: Ordering) -> Ordering {
        match self {
            Self::Ascending => ascending,
            Self::Descending => ascending.reverse(),
        }
    }
}

/// The order of a list: by the first key, servers with equal values by the next key, and so on.
///
/// Servers with equal values for all keys are sorted by id, always ascending. So no two servers
/// have the same place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order(Vec<(SortKey, SortDirection)>);

impl Order {
    /// Returns the order by these keys, with the most important key first. If a key occurs more
    /// than once, only its first occurrence counts.
    pub fn by(keys: impl IntoIterator<Item = (SortKey, SortDirection)>) -> Self {
        let mut unique: Vec<(SortKey, SortDirection)> = Vec::new();
        for (key, direction) in keys {
            if unique.iter().all(|(it, _)| *it != key) {
                unique.push((key, direction));
            }
        }
        Self(unique)
    }

    /// Returns the order of all lists of Nova 2014.2: newest first. Servers that were created in
    /// the same second are sorted by number, highest first.
    #[must_use]
    pub fn newest_first() -> Self {
        let descending = |key| (key, SortDirection::Descending);
        Self(vec![descending(SortKey::Created), descending(SortKey::Number)])
    }

    /// The keys of this order. The id that decides between servers with equal values is not
    /// included.
    #[must_use]
    pub fn keys(&self) -> &[(SortKey, SortDirection)] {
        &self.0
    }

    /// The place of this server in the order.
    #[must_use]
    pub fn place_of(&self, server: &Server) -> Place {
        let values = self.0.iter().map(|(key, _)| key.value_of(server)).collect();
        Place { values, id: server.id }
    }

    /// Compares two places in this order.
    #[must_use]
    pub fn compare(&self, one: &Place, other: &Place) -> Ordering {
        let values = iter::zip(&one.values, &other.values);
        let by_keys = iter::zip(&self.0, values)
            .map(|((_, direction), (one, other))| direction.apply(one.cmp(other)));
        by_keys.fold(Ordering::Equal, Ordering::then).then_with(|| one.id.cmp(&other.id))
    }
}

/// The place of a server in an [`Order`]: its value of each key, and its id. Only places of the same
/// order can be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    values: Vec<SortValue>,
    id: Uuid,
}

/// The value by which a server is sorted. Servers without a value come first if the direction is
/// ascending. Texts are compared without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SortValue {
    /// No value.
    Null,
    /// A number, a truth value (0 or 1), or a time in microseconds.
    Number(i64),
    /// A text in lower case.
    Text(String),
    /// An id.
    Id(Uuid),
}

impl SortKey {
    /// The part of a server that must be read for the value of this key; `None` if the value is
    /// read for every list.
    #[must_use]
    pub const fn part(self) -> Option<Part> {
        match self {
            Self::Description | Self::HostName | Self::LaunchIndex | Self::RootDeviceName => {
                Some(Part::Details)
            }
            Self::KernelId | Self::RamdiskId => Some(Part::Image),
            Self::AccessIpV4
            | Self::AccessIpV6
            | Self::AutoDiskConfig
            | Self::AvailabilityZone
            | Self::ConfigDrive
            | Self::Host
            | Self::Image
            | Self::Flavor
            | Self::KeyName
            | Self::Node => Some(Part::Setup),
            Self::Created
            | Self::Name
            | Self::Number
            | Self::LaunchedAt
            | Self::Locked
            | Self::LockedBy
            | Self::PowerState
            | Self::Progress
            | Self::Project
            | Self::TaskState
            | Self::TerminatedAt
            | Self::Updated
            | Self::User
            | Self::Id
            | Self::VmState => None,
        }
    }

    /// Returns the value that this server has for the key.
    #[must_use]
    pub fn value_of(self, server: &Server) -> SortValue {
        match self {
            Self::AccessIpV4 => optional_text(server.access_ipv4.map(|it| it.to_string())),
            Self::AccessIpV6 => optional_text(server.access_ipv6.map(|it| it.to_string())),
            Self::AutoDiskConfig => truth(server.disk_config == DiskConfig::Auto),
            Self::AvailabilityZone => optional_text(server.availability_zone.as_deref()),
            Self::ConfigDrive => text(if server.config_drive { "True" } else { "" }),
            Self::Created => SortValue::Number(server.created.as_micros()),
            Self::Description => optional_text(server.description.as_deref()),
            Self::Name => text(&server.name),
            Self::Host => optional_text(server.host.as_deref()),
            Self::HostName => optional_text(server.hostname.as_deref()),
            Self::Number => SortValue::Number(i64::try_from(server.number).unwrap_or(i64::MAX)),
            Self::Image => text(&server.image_id.map(|it| it.to_string()).unwrap_or_default()),
            Self::Flavor => text(&server.flavor.id),
            Self::KernelId => optional_text(server.kernel_id.as_deref()),
            Self::LaunchIndex => SortValue::Number(i64::from(server.launch_index)),
            Self::KeyName => optional_text(server.key_name.as_deref()),
            Self::LaunchedAt => optional_number(server.launched_at.map(Timestamp::as_micros)),
            Self::Locked => truth(server.lock.is_set),
            // The column is an enumeration, which databases sort by the order of its words.
            Self::LockedBy => optional_number(server.locked_by().map(|it| match it {
                LockedBy::Owner => 1,
                LockedBy::Admin => 2,
            })),
            Self::Node => optional_text(server.node.as_deref()),
            Self::PowerState => SortValue::Number(i64::from(server.power_state.as_number())),
            Self::Progress => SortValue::Number(i64::from(server.progress)),
            Self::RamdiskId => optional_text(server.ramdisk_id.as_deref()),
            Self::RootDeviceName => optional_text(server.root_device_name.as_deref()),
            Self::Project => text(&server.project_id),
            Self::TaskState => optional_text(server.task_state.map(TaskState::as_str)),
            Self::TerminatedAt => optional_number(server.terminated_at.map(Timestamp::as_micros)),
            Self::Updated => SortValue::Number(server.updated.as_micros()),
            Self::User => text(&server.user_id),
            Self::Id => SortValue::Id(server.id),
            Self::VmState => text(server.vm_state.as_str()),
        }
    }
}

fn text(text: &str) -> SortValue {
    SortValue::Text(fold_case(text))
}

fn optional_text(value: Option<impl AsRef<str>>) -> SortValue {
    value.map_or(SortValue::Null, |it| text(it.as_ref()))
}

fn optional_number(value: Option<i64>) -> SortValue {
    value.map_or(SortValue::Null, SortValue::Number)
}

fn truth(value: bool) -> SortValue {
    SortValue::Number(i64::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(id: u128, name: &str, micros: i64) -> Server {
        let created = Timestamp::from_micros(micros);
        Server { id: Uuid::from_u128(id), name: name.to_owned(), created, ..Server::default() }
    }

    fn sorted(order: &Order, mut servers: Vec<Server>) -> Vec<u128> {
        servers.sort_by(|a, b| order.compare(&order.place_of(a), &order.place_of(b)));
        servers.into_iter().map(|it| it.id.as_u128()).collect()
    }

    #[test]
    fn servers_with_equal_values_are_sorted_by_id_whatever_the_direction() {
        let servers = || vec![server(3, "b", 1), server(1, "B", 1), server(2, "a", 2)];
        let by = |key, direction| sorted(&Order::by([(key, direction)]), servers());

        assert_eq!(by(SortKey::Name, SortDirection::Ascending), [2, 1, 3]);
        assert_eq!(by(SortKey::Name, SortDirection::Descending), [1, 3, 2]);
        assert_eq!(by(SortKey::Created, SortDirection::Ascending), [1, 3, 2]);
        assert_eq!(by(SortKey::Created, SortDirection::Descending), [2, 1, 3]);
        assert_eq!(by(SortKey::Id, SortDirection::Descending), [3, 2, 1]);
    }

    #[test]
    fn a_later_key_counts_where_the_earlier_ones_are_equal() {
        let keys = [
            (SortKey::Name, SortDirection::Descending),
            (SortKey::Created, SortDirection::Ascending),
            (SortKey::Name, SortDirection::Ascending),
        ];
        let servers = vec![server(1, "a", 5), server(2, "b", 7), server(3, "b", 6)];

        assert_eq!(sorted(&Order::by(keys), servers), [3, 2, 1]);
    }

    #[test]
    fn servers_without_a_value_are_the_lowest() {
        let with_host = Server { host: Some(String::new()), ..server(1, "a", 1) };
        let ascending = Order::by([(SortKey::Host, SortDirection::Ascending)]);

        assert_eq!(sorted(&ascending, vec![with_host, server(2, "b", 1)]), [2, 1]);
    }
}
