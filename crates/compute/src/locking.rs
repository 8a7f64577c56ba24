//! The rules of the lock (Nova 2014.2, actions `lock` and `unlock` and every call they guard).
//!
//! Three questions, three tables: what `lock` does, what `unlock` does, and what a lock refuses.
//! Who counts as owner or admin is decided by [`LockedBy::counting`]; being an administrator is a
//! property of roles and a different thing.

use crate::{LockedBy, states::words};

/// What `lock` does to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockEffect {
    /// The caller holds the lock from now on, as what it counts as.
    Take,
    /// The lock stays with its holder; a new reason replaces the old one.
    Renew,
    /// Nothing, not even a record.
    Nothing,
}

/// What `lock` does, by who holds the lock and what the caller counts as. It is never refused.
#[must_use]
#[expect(clippy::match_same_arms, reason = "each arm is a row of the table")]
pub const fn lock(holder: Option<LockedBy>, caller: LockedBy) -> LockEffect {
    use LockedBy::{Admin, Owner};
    match (holder, caller) {
        (None, Owner | Admin) => LockEffect::Take,
        (Some(Owner), Owner) => LockEffect::Nothing,
        (Some(Admin), Owner) => LockEffect::Nothing,
        (Some(Owner), Admin) => LockEffect::Take,
        (Some(Admin), Admin) => LockEffect::Renew,
    }
}

/// What `unlock` does to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnlockEffect {
    /// Nobody holds the lock from now on.
    Release,
    /// Nobody held it, and nobody does; that somebody asked is recorded all the same.
    RecordOnly,
    /// As `Release`, if the caller passes the policy rule for unlocking somebody else's lock.
    ReleaseWithOverride,
}

/// What `unlock` does, by who holds the lock and what the caller counts as.
#[must_use]
#[expect(clippy::match_same_arms, reason = "each arm is a row of the table")]
pub const fn unlock(holder: Option<LockedBy>, caller: LockedBy) -> UnlockEffect {
    use LockedBy::{Admin, Owner};
    match (holder, caller) {
        (None, Owner | Admin) => UnlockEffect::RecordOnly,
        (Some(Owner), Owner) => UnlockEffect::Release,
        (Some(Admin), Admin) => UnlockEffect::Release,
        (Some(Admin), Owner) => UnlockEffect::ReleaseWithOverride,
        (Some(Owner), Admin) => UnlockEffect::ReleaseWithOverride,
    }
}

words! {
    /// What can be done to a server, in Nova's internal words.
    Operation {
        Delete = "delete",
        Start = "start",
        Stop = "stop",
        Reboot = "reboot",
        Pause = "pause",
        Unpause = "unpause",
        Suspend = "suspend",
        Resume = "resume",
        Lock = "lock",
        Unlock = "unlock",
        Update = "update",
        ResetState = "reset_state",
        SoftDelete = "soft_delete",
        ForceDelete = "force_delete",
        Restore = "restore",
        Resize = "resize",
        Migrate = "migrate",
        ConfirmResize = "confirm_resize",
        RevertResize = "revert_resize",
        LiveMigrate = "live_migrate",
        Evacuate = "evacuate",
        Rebuild = "rebuild",
        SetAdminPassword = "set_admin_password",
        Rescue = "rescue",
        Unrescue = "unrescue",
        Shelve = "shelve",
        ShelveOffload = "shelve_offload",
        Unshelve = "unshelve",
        Snapshot = "snapshot",
        Backup = "backup",
        ResetNetwork = "reset_network",
        InjectNetworkInfo = "inject_network_info",
        AttachInterface = "attach_interface",
        DetachInterface = "detach_interface",
        AttachVolume = "attach_volume",
        DetachVolume = "detach_volume",
        SwapVolume = "swap_volume",
        UpdateMetadata = "update_instance_metadata",
        DeleteMetadata = "delete_instance_metadata",
        AddFixedIp = "add_fixed_ip",
        RemoveFixedIp = "remove_fixed_ip",
    }
}

impl Operation {
    /// Whether a lock refuses it to callers who are not administrators, whoever holds the lock.
    #[must_use]
    pub const fn heeds_lock(self) -> bool {
        match self {
            Self::Delete
            | Self::Start
            | Self::Stop
            | Self::Reboot
            | Self::Pause
            | Self::Unpause
            | Self::Suspend
            | Self::Resume
            | Self::SoftDelete
            | Self::ForceDelete
            | Self::Restore
            | Self::Resize
            | Self::Migrate
            | Self::ConfirmResize
            | Self::RevertResize
            | Self::LiveMigrate
            | Self::Rebuild
            | Self::SetAdminPassword
            | Self::Rescue
            | Self::Unrescue
            | Self::Shelve
            | Self::ShelveOffload
            | Self::Unshelve
            | Self::ResetNetwork
            | Self::InjectNetworkInfo
            | Self::AttachInterface
            | Self::DetachInterface
            | Self::AttachVolume
            | Self::DetachVolume
            | Self::SwapVolume
            | Self::UpdateMetadata
            | Self::DeleteMetadata
            | Self::AddFixedIp
            | Self::RemoveFixedIp => true,
            Self::Lock
            | Self::Unlock
            | Self::Update
            | Self::ResetState
            | Self::Evacuate
            | Self::Snapshot
            | Self::Backup => false,
        }
    }

    /// What the record of an instance action calls it; nothing if none is kept. As in Nova, but
    /// for locks and for states that are set by hand.
    #[must_use]
    pub const fn recorded_as(self) -> Option<&'static str> {
        match self {
            Self::Delete | Self::SoftDelete | Self::ForceDelete => Some("delete"),
            Self::Restore => Some("restore"),
            Self::Start => Some("start"),
            Self::Stop => Some("stop"),
            Self::Reboot => Some("reboot"),
            Self::Pause => Some("pause"),
            Self::Unpause => Some("unpause"),
            Self::Suspend => Some("suspend"),
            Self::Resume => Some("resume"),
            Self::Lock => Some("lock"),
            Self::Unlock => Some("unlock"),
            Self::Resize => Some("resize"),
            Self::Migrate => Some("migrate"),
            Self::ConfirmResize => Some("confirmResize"),
            Self::RevertResize => Some("revertResize"),
            Self::Evacuate => Some("evacuate"),
            Self::Rebuild => Some("rebuild"),
            Self::SetAdminPassword => Some("changePassword"),
            Self::Rescue => Some("rescue"),
            Self::Unrescue => Some("unrescue"),
            Self::Shelve => Some("shelve"),
            Self::Unshelve => Some("unshelve"),
            Self::ResetState => Some("resetState"),
            Self::Update
            | Self::LiveMigrate
            | Self::ShelveOffload
            | Self::Snapshot
            | Self::Backup
            | Self::ResetNetwork
            | Self::AttachInterface
            | Self::DetachInterface
            | Self::AttachVolume
            | Self::DetachVolume
            | Self::SwapVolume
            | Self::InjectNetworkInfo
            | Self::UpdateMetadata
            | Self::DeleteMetadata
            | Self::AddFixedIp
            | Self::RemoveFixedIp => None,
        }
    }
}

/// Whether a lock refuses `operation` to a caller.
///
/// Not who holds the lock decides but whether the caller is an administrator: an owner who locked
/// a server is refused too, and an administrator never is.
#[must_use]
pub const fn refuses(holder: Option<LockedBy>, operation: Operation, is_admin: bool) -> bool {
    holder.is_some() && operation.heeds_lock() && !is_admin
}
