//! The rules of the lock (Nova 2014.2: the actions `lock` and `unlock`, and every call that a lock
//! can refuse).
//!
//! Three questions, three tables: what `lock` does, what `unlock` does, and which operations a lock
//! refuses. [`LockedBy::counting`] decides who counts as owner or admin; whether a caller is an
//! administrator depends on roles and is a different question.
//!
//! If the flag and the holder of a lock disagree, the flag decides what `lock` does and what is
//! refused, and the holder decides whether `unlock` requires the policy rule for releasing
//! another's lock (observed with Nova 34).

use crate::{Lock, LockedBy, states::words};

/// The effect of `lock` on a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockEffect {
    /// The caller takes the lock, as the owner or as an administrator.
    Take,
    /// The lock stays with its holder; a new reason replaces the old one.
    Renew,
    /// Nothing changes and nothing is recorded.
    Nothing,
}

/// Returns the effect of `lock` on a server with this lock. `caller` says whether the caller
/// counts as owner or admin. `lock` is never refused.
#[must_use]
#[expect(clippy::match_same_arms, reason = "each arm is a row of the table")]
pub const fn lock(lock: &Lock, caller: LockedBy) -> LockEffect {
    use LockedBy::{Admin, Owner};
    match (lock.is_set, lock.holder, caller) {
        (false, None | Some(Owner | Admin), Owner | Admin) => LockEffect::Take,
        (true, None | Some(Owner | Admin), Owner) => LockEffect::Nothing,
        (true, None | Some(Owner), Admin) => LockEffect::Take,
        (true, Some(Admin), Admin) => LockEffect::Renew,
    }
}

/// The effect of `unlock` on a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnlockEffect {
    /// The server is unlocked.
    Release,
    /// The server was not locked and stays so; the request is recorded anyway.
    RecordOnly,
    /// Like `Release`, but the caller must pass the policy rule for releasing another's lock.
    ReleaseWithOverride,
}

/// Returns the effect of `unlock` on a server with this lock. `caller` says whether the caller
/// counts as owner or admin.
#[must_use]
#[expect(clippy::match_same_arms, reason = "each arm is a row of the table")]
pub const fn unlock(lock: &Lock, caller: LockedBy) -> UnlockEffect {
    use LockedBy::{Admin, Owner};
    match (lock.is_set, lock.holder, caller) {
        (false, None, Owner | Admin) => UnlockEffect::RecordOnly,
        (true, None, Owner | Admin) => UnlockEffect::Release,
        (_, Some(Owner), Owner) => UnlockEffect::Release,
        (_, Some(Admin), Admin) => UnlockEffect::Release,
        (_, Some(Admin), Owner) => UnlockEffect::ReleaseWithOverride,
        (_, Some(Owner), Admin) => UnlockEffect::ReleaseWithOverride,
    }
}

words! {
    /// The operations on a server, by Nova's internal names.
    Operation,
    /// Whether a lock refuses the operation, and the name of the operation's instance action. Both
    /// are as in Nova, except for `lock`, `unlock` and `reset_state`.
    fn properties -> Properties {
        Delete = "delete" => heeding(Some("delete")),
        Start = "start" => heeding(Some("start")),
        Stop = "stop" => heeding(Some("stop")),
        Reboot = "reboot" => heeding(Some("reboot")),
        Pause = "pause" => heeding(Some("pause")),
        Unpause = "unpause" => heeding(Some("unpause")),
        Suspend = "suspend" => heeding(Some("suspend")),
        Resume = "resume" => heeding(Some("resume")),
        Lock = "lock" => ignoring(Some("lock")),
        Unlock = "unlock" => ignoring(Some("unlock")),
        Update = "update" => ignoring(None),
        ResetState = "reset_state" => ignoring(Some("resetState")),
        SoftDelete = "soft_delete" => heeding(Some("delete")),
        ForceDelete = "force_delete" => heeding(Some("delete")),
        Restore = "restore" => heeding(Some("restore")),
        Resize = "resize" => heeding(Some("resize")),
        Migrate = "migrate" => heeding(Some("migrate")),
        ConfirmResize = "confirm_resize" => heeding(Some("confirmResize")),
        RevertResize = "revert_resize" => heeding(Some("revertResize")),
        LiveMigrate = "live_migrate" => heeding(None),
        Evacuate = "evacuate" => ignoring(Some("evacuate")),
        Rebuild = "rebuild" => heeding(Some("rebuild")),
        SetAdminPassword = "set_admin_password" => heeding(Some("changePassword")),
        Rescue = "rescue" => heeding(Some("rescue")),
        Unrescue = "unrescue" => heeding(Some("unrescue")),
        Shelve = "shelve" => heeding(Some("shelve")),
        ShelveOffload = "shelve_offload" => heeding(None),
        Unshelve = "unshelve" => heeding(Some("unshelve")),
        Snapshot = "snapshot" => ignoring(None),
        Backup = "backup" => ignoring(None),
        ResetNetwork = "reset_network" => heeding(None),
        InjectNetworkInfo = "inject_network_info" => heeding(None),
        AttachInterface = "attach_interface" => heeding(None),
        DetachInterface = "detach_interface" => heeding(None),
        AttachVolume = "attach_volume" => heeding(None),
        DetachVolume = "detach_volume" => heeding(None),
        SwapVolume = "swap_volume" => heeding(None),
        UpdateMetadata = "update_instance_metadata" => heeding(None),
        DeleteMetadata = "delete_instance_metadata" => heeding(None),
        UpdateTags = "update_tags" => ignoring(None),
        AddFixedIp = "add_fixed_ip" => heeding(None),
        RemoveFixedIp = "remove_fixed_ip" => heeding(None),
    }
}

/// The properties of an operation.
#[derive(Clone, Copy)]
struct Properties {
    heeds_lock: bool,
    recorded_as: Option<&'static str>,
}

const fn heeding(recorded_as: Option<&'static str>) -> Properties {
    Properties { heeds_lock: true, recorded_as }
}

const fn ignoring(recorded_as: Option<&'static str>) -> Properties {
    Properties { heeds_lock: false, recorded_as }
}

impl Operation {
    /// Whether a lock refuses this operation to callers who are not administrators. It does not
    /// matter who holds the lock.
    #[must_use]
    pub const fn heeds_lock(self) -> bool {
        self.properties().heeds_lock
    }

    /// The name of the instance action that the operation records; `None` if it records none.
    #[must_use]
    pub const fn recorded_as(self) -> Option<&'static str> {
        self.properties().recorded_as
    }
}

/// Whether this lock refuses `operation` to a caller.
///
/// It matters whether the caller is an administrator, not who holds the lock: an owner who locked a
/// server is refused too, and an administrator never is.
#[must_use]
pub const fn refuses(lock: &Lock, operation: Operation, is_admin: bool) -> bool {
    lock.is_set && operation.heeds_lock() && !is_admin
}
