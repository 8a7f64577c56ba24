//! The columns of Nova's table of servers, as texts that filters match.

use crate::{DiskConfig, LockedBy, Part, Server, Timestamp, states::words};

words! {
    /// The columns of Nova's `instances` table that servers can be filtered by as text, except
    /// columns for which there is a separate [`Condition`](crate::Condition).
    Column {
        AccessIpV4 = "access_ip_v4",
        AccessIpV6 = "access_ip_v6",
        AutoDiskConfig = "auto_disk_config",
        AvailabilityZone = "availability_zone",
        ConfigDrive = "config_drive",
        Created = "created_at",
        Description = "display_description",
        DisplayName = "display_name",
        HostName = "hostname",
        Image = "image_ref",
        KernelId = "kernel_id",
        KeyName = "key_name",
        LaunchIndex = "launch_index",
        LaunchedAt = "launched_at",
        LockedBy = "locked_by",
        Node = "node",
        PowerState = "power_state",
        Progress = "progress",
        RamdiskId = "ramdisk_id",
        RootDeviceName = "root_device_name",
        TerminatedAt = "terminated_at",
        Updated = "updated_at",
    }
}

impl Column {
    /// The part of a server that must be read for the column; `None` if the column is read for
    /// every list.
    #[must_use]
    pub const fn part(self) -> Option<Part> {
        match self {
            Self::Created
            | Self::DisplayName
            | Self::LaunchedAt
            | Self::LockedBy
            | Self::PowerState
            | Self::Progress
            | Self::TerminatedAt
            | Self::Updated => None,
            Self::Description | Self::HostName | Self::LaunchIndex | Self::RootDeviceName => {
                Some(Part::Details)
            }
            Self::KernelId | Self::RamdiskId => Some(Part::Image),
            Self::AccessIpV4
            | Self::AccessIpV6
            | Self::AutoDiskConfig
            | Self::AvailabilityZone
            | Self::ConfigDrive
            | Self::Image
            | Self::KeyName
            | Self::Node => Some(Part::Setup),
        }
    }

    /// The column's value as text; `None` for null.
    pub(crate) fn text(self, server: &Server) -> Option<String> {
        match self {
            Self::AccessIpV4 => server.access_ipv4.map(|it| it.to_string()),
            Self::AccessIpV6 => server.access_ipv6.map(|it| it.to_string()),
            Self::AutoDiskConfig => Some(truth(server.disk_config == DiskConfig::Auto)),
            Self::AvailabilityZone => server.availability_zone.clone(),
            Self::ConfigDrive => Some(if server.config_drive { "True" } else { "" }.to_owned()),
            Self::Created => Some(time(server.created)),
            Self::Description => server.description.clone(),
            Self::DisplayName => Some(server.name.clone()),
            Self::HostName => server.hostname.clone(),
            Self::Image => Some(server.image_id.map(|it| it.to_string()).unwrap_or_default()),
            Self::KernelId => server.kernel_id.clone(),
            Self::KeyName => server.key_name.clone(),
            Self::LaunchIndex => Some(server.launch_index.to_string()),
            Self::LaunchedAt => server.launched_at.map(time),
            Self::LockedBy => server.locked_by().map(LockedBy::as_str).map(str::to_owned),
            Self::Node => server.node.clone(),
            Self::PowerState => Some(server.power_state.as_number().to_string()),
            Self::Progress => Some(server.progress.to_string()),
            Self::RamdiskId => server.ramdisk_id.clone(),
            Self::RootDeviceName => server.root_device_name.clone(),
            Self::TerminatedAt => server.terminated_at.map(time),
            Self::Updated => Some(time(server.updated)),
        }
    }
}

/// A truth value as `MySQL` writes it.
fn truth(value: bool) -> String {
    u8::from(value).to_string()
}

/// A time as `MySQL` writes it: `2026-01-01 00:16:40`.
fn time(time: Timestamp) -> String {
    time.to_string().replace('T', " ").replace('Z', "")
}
