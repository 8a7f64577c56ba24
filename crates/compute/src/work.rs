//! The kinds of operations that a hypervisor carries out on a server, and how far the operation in
//! progress has come.

use crate::{Timestamp, states::words};

words! {
    /// A kind of operation that a hypervisor carries out on a server.
    Work,
    /// The name of the event in an instance action that stands for this work, as in Nova.
    pub fn event -> &'static str {
        Build = "build" => "compute__do_build_and_run_instance",
        Start = "start" => "compute_start_instance",
        Stop = "stop" => "compute_stop_instance",
        SoftReboot = "soft_reboot" => "compute_reboot_instance",
        HardReboot = "hard_reboot" => "compute_reboot_instance",
        Pause = "pause" => "compute_pause_instance",
        Unpause = "unpause" => "compute_unpause_instance",
        Suspend = "suspend" => "compute_suspend_instance",
        Resume = "resume" => "compute_resume_instance",
        Delete = "delete" => "compute_terminate_instance",
        Resize = "resize" => "compute_resize_instance",
        ConfirmResize = "confirm_resize" => "compute_confirm_resize",
        RevertResize = "revert_resize" => "compute_revert_resize",
        LiveMigrate = "live_migrate" => "compute_live_migration",
        Rebuild = "rebuild" => "compute_rebuild_instance",
        Evacuate = "evacuate" => "compute_rebuild_instance",
        ChangePassword = "change_password" => "compute_set_admin_password",
        Rescue = "rescue" => "compute_rescue_instance",
        Unrescue = "unrescue" => "compute_unrescue_instance",
        Snapshot = "snapshot" => "compute_snapshot_instance",
        Backup = "backup" => "compute_backup_instance",
        Shelve = "shelve" => "compute_shelve_instance",
        /// Waiting until a shelved server may leave its host.
        AwaitOffload = "await_offload" => "compute_shelve_offload_instance",
        ShelveOffload = "shelve_offload" => "compute_shelve_offload_instance",
        Unshelve = "unshelve" => "compute_unshelve_instance",
        SoftDelete = "soft_delete" => "compute_soft_delete_instance",
        /// Waiting until a soft-deleted server is deleted for good.
        AwaitReclaim = "await_reclaim" => "compute_terminate_instance",
        Restore = "restore" => "compute_restore_instance",
    }
}

/// The operation in progress on a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The kind of operation.
    pub work: Work,
    /// The current step, counted from 0.
    pub step: u8,
    /// When the current step ends.
    pub due: Timestamp,
}
