//! Work that takes time: what is to be done to a server, and how far it is.

use crate::{Timestamp, states::words};

words! {
    /// What is to be done to a server by the machine that runs it.
    Work {
        Build = "build",
        Start = "start",
        Stop = "stop",
        SoftReboot = "soft_reboot",
        HardReboot = "hard_reboot",
        Pause = "pause",
        Unpause = "unpause",
        Suspend = "suspend",
        Resume = "resume",
        Delete = "delete",
        Resize = "resize",
        ConfirmResize = "confirm_resize",
        RevertResize = "revert_resize",
        LiveMigrate = "live_migrate",
        Rebuild = "rebuild",
        Evacuate = "evacuate",
        ChangePassword = "change_password",
        Rescue = "rescue",
        Unrescue = "unrescue",
        Snapshot = "snapshot",
        Backup = "backup",
        Shelve = "shelve",
        /// Waiting until the shelved server may leave its host.
        AwaitOffload = "await_offload",
        ShelveOffload = "shelve_offload",
        Unshelve = "unshelve",
        SoftDelete = "soft_delete",
        /// Waiting until the deleted server is gone for good.
        AwaitReclaim = "await_reclaim",
        Restore = "restore",
    }
}

impl Work {
    /// What the record of an action calls its part of the work, in Nova's words.
    #[must_use]
    pub const fn event(self) -> &'static str {
        match self {
            Self::Build => "compute__do_build_and_run_instance",
            Self::Start => "compute_start_instance",
            Self::Stop => "compute_stop_instance",
            Self::SoftReboot | Self::HardReboot => "compute_reboot_instance",
            Self::Pause => "compute_pause_instance",
            Self::Unpause => "compute_unpause_instance",
            Self::Suspend => "compute_suspend_instance",
            Self::Resume => "compute_resume_instance",
            Self::Delete | Self::AwaitReclaim => "compute_terminate_instance",
            Self::Resize => "compute_resize_instance",
            Self::ConfirmResize => "compute_confirm_resize",
            Self::RevertResize => "compute_revert_resize",
            Self::LiveMigrate => "compute_live_migration",
            Self::Rebuild | Self::Evacuate => "compute_rebuild_instance",
            Self::ChangePassword => "compute_set_admin_password",
            Self::Rescue => "compute_rescue_instance",
            Self::Unrescue => "compute_unrescue_instance",
            Self::Snapshot => "compute_snapshot_instance",
            Self::Backup => "compute_backup_instance",
            Self::Shelve => "compute_shelve_instance",
            Self::ShelveOffload | Self::AwaitOffload => "compute_shelve_offload_instance",
            Self::Unshelve => "compute_unshelve_instance",
            Self::SoftDelete => "compute_soft_delete_instance",
            Self::Restore => "compute_restore_instance",
        }
    }
}

/// Work in progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// What is being done.
    pub work: Work,
    /// Which step of it is under way, counted from 0.
    pub step: u8,
    /// When that step ends.
    pub due: Timestamp,
}
