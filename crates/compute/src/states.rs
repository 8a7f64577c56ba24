//! The states of a server, and the status derived from them (Nova 2014.2, resource `servers`).

/// Declares an enum whose variants are words of Nova's API.
///
/// If a method's name and type are given, each variant also states the value that the method
/// returns for it. So everything about a variant is on one line.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident,
     $(#[$fact_meta:meta])* $visibility:vis fn $fact:ident -> $type:ty {
        $($(#[$variant_meta:meta])* $variant:ident = $word:literal => $value:expr,)+
    }) => {
        words! { $(#[$meta])* $name { $($(#[$variant_meta])* $variant = $word,)+ } }

        impl $name {
            $(#[$fact_meta])*
            #[must_use]
            $visibility const fn $fact(self) -> $type {
                match self {
                    $(Self::$variant => $value,)+
                }
            }
        }
    };
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_meta])* #[doc = concat!("`", $word, "`.")] $variant,)+
        }

        impl $name {
            /// All variants.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word in the API.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// Returns the variant whose word is exactly this one.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// The stable state of a server.
    #[derive(Default)]
    VmState {
        Active = "active",
        #[default]
        Building = "building",
        Paused = "paused",
        Suspended = "suspended",
        Stopped = "stopped",
        Rescued = "rescued",
        Resized = "resized",
        SoftDeleted = "soft-delete",
        Deleted = "deleted",
        Error = "error",
        Shelved = "shelved",
        ShelvedOffloaded = "shelved_offloaded",
    }
}

words! {
    /// The task in progress on a server.
    TaskState {
        Scheduling = "scheduling",
        BlockDeviceMapping = "block_device_mapping",
        Networking = "networking",
        Spawning = "spawning",
        ImageSnapshotPending = "image_snapshot_pending",
        ImageSnapshot = "image_snapshot",
        ImagePendingUpload = "image_pending_upload",
        ImageUploading = "image_uploading",
        ImageBackup = "image_backup",
        UpdatingPassword = "updating_password",
        ResizePrep = "resize_prep",
        ResizeMigrating = "resize_migrating",
        ResizeMigrated = "resize_migrated",
        ResizeFinish = "resize_finish",
        ResizeReverting = "resize_reverting",
        ResizeConfirming = "resize_confirming",
        Rebooting = "rebooting",
        RebootPending = "reboot_pending",
        RebootStarted = "reboot_started",
        RebootingHard = "rebooting_hard",
        RebootPendingHard = "reboot_pending_hard",
        RebootStartedHard = "reboot_started_hard",
        Pausing = "pausing",
        Unpausing = "unpausing",
        Suspending = "suspending",
        Resuming = "resuming",
        PoweringOff = "powering-off",
        PoweringOn = "powering-on",
        Rescuing = "rescuing",
        Unrescuing = "unrescuing",
        Rebuilding = "rebuilding",
        RebuildBlockDeviceMapping = "rebuild_block_device_mapping",
        RebuildSpawning = "rebuild_spawning",
        Migrating = "migrating",
        Deleting = "deleting",
        SoftDeleting = "soft-deleting",
        Restoring = "restoring",
        Shelving = "shelving",
        ShelvingImagePendingUpload = "shelving_image_pending_upload",
        ShelvingImageUploading = "shelving_image_uploading",
        ShelvingOffloading = "shelving_offloading",
        Unshelving = "unshelving",
    }
}

words! {
    /// The status that API clients read.
    Status {
        Active = "ACTIVE",
        Build = "BUILD",
        Deleted = "DELETED",
        Error = "ERROR",
        HardReboot = "HARD_REBOOT",
        Migrating = "MIGRATING",
        Password = "PASSWORD",
        Paused = "PAUSED",
        Reboot = "REBOOT",
        Rebuild = "REBUILD",
        Rescue = "RESCUE",
        Resize = "RESIZE",
        RevertResize = "REVERT_RESIZE",
        Shelved = "SHELVED",
        ShelvedOffloaded = "SHELVED_OFFLOADED",
        Shutoff = "SHUTOFF",
        SoftDeleted = "SOFT_DELETED",
        Suspended = "SUSPENDED",
        VerifyResize = "VERIFY_RESIZE",
    }
}

/// The power state of a server, which the hypervisor reports, with its number in the API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PowerState {
    /// Unknown: 0.
    #[default]
    NoState,
    /// Running: 1.
    Running,
    /// Its processors are halted: 3.
    Paused,
    /// Switched off: 4.
    Shutdown,
    /// Crashed: 6.
    Crashed,
    /// Its memory is saved to disk: 7.
    Suspended,
}

impl PowerState {
    /// All variants.
    pub const ALL: &'static [Self] = &[
        Self::NoState,
        Self::Running,
        Self::Paused,
        Self::Shutdown,
        Self::Crashed,
        Self::Suspended,
    ];

    /// The number in the API.
    #[must_use]
    pub const fn as_number(self) -> u8 {
        match self {
            Self::NoState => 0,
            Self::Running => 1,
            Self::Paused => 3,
            Self::Shutdown => 4,
            Self::Crashed => 6,
            Self::Suspended => 7,
        }
    }

    /// Returns the variant that has this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.as_number() == number)
    }
}

impl Status {
    /// The status of a server in these states.
    #[must_use]
    pub const fn of(vm_state: VmState, task_state: Option<TaskState>) -> Self {
        match (vm_state, task_state) {
            (VmState::Active, Some(task_state)) => Self::of_active(task_state),
            (VmState::Stopped, Some(task_state)) if is_resizing(task_state) => Self::Resize,
            (VmState::Stopped | VmState::Error, Some(task_state)) if is_rebuilding(task_state) => {
                Self::Rebuild
            }
            (VmState::Resized, Some(TaskState::ResizeReverting)) => Self::RevertResize,
            (VmState::Active, None) => Self::Active,
            (VmState::Building, _) => Self::Build,
            (VmState::Stopped, _) => Self::Shutoff,
            (VmState::Resized, _) => Self::VerifyResize,
            (VmState::Paused, _) => Self::Paused,
            (VmState::Suspended, _) => Self::Suspended,
            (VmState::Rescued, _) => Self::Rescue,
            (VmState::Error, _) => Self::Error,
            (VmState::Deleted, _) => Self::Deleted,
            (VmState::SoftDeleted, _) => Self::SoftDeleted,
            (VmState::Shelved, _) => Self::Shelved,
            (VmState::ShelvedOffloaded, _) => Self::ShelvedOffloaded,
        }
    }

    const fn of_active(task_state: TaskState) -> Self {
        use TaskState as Task;
        match task_state {
            Task::Rebooting | Task::RebootPending | Task::RebootStarted => Self::Reboot,
            Task::RebootingHard | Task::RebootPendingHard | Task::RebootStartedHard => {
                Self::HardReboot
            }
            Task::UpdatingPassword => Self::Password,
            Task::Migrating => Self::Migrating,
            _ if is_rebuilding(task_state) => Self::Rebuild,
            _ if is_resizing(task_state) => Self::Resize,
            _ => Self::Active,
        }
    }

    /// Whether a server in this status is shown with a `progress`.
    #[must_use]
    pub const fn has_progress(self) -> bool {
        matches!(
            self,
            Self::Active | Self::Build | Self::Rebuild | Self::Resize | Self::VerifyResize
        )
    }

    /// Whether a server in this status is shown with its `fault`.
    #[must_use]
    pub const fn has_fault(self) -> bool {
        matches!(self, Self::Error | Self::Deleted)
    }
}

const fn is_rebuilding(task_state: TaskState) -> bool {
    matches!(
        task_state,
        TaskState::Rebuilding | TaskState::RebuildBlockDeviceMapping | TaskState::RebuildSpawning
    )
}

const fn is_resizing(task_state: TaskState) -> bool {
    matches!(
        task_state,
        TaskState::ResizePrep
            | TaskState::ResizeMigrating
            | TaskState::ResizeMigrated
            | TaskState::ResizeFinish
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_changes_the_status_only_where_the_contract_says_so() {
        assert_eq!(Status::of(VmState::Active, Some(TaskState::Deleting)), Status::Active);
        assert_eq!(Status::of(VmState::Active, Some(TaskState::RebootPending)), Status::Reboot);
        assert_eq!(Status::of(VmState::Stopped, Some(TaskState::ResizePrep)), Status::Resize);
        assert_eq!(Status::of(VmState::Stopped, Some(TaskState::PoweringOn)), Status::Shutoff);
        assert_eq!(Status::of(VmState::Error, Some(TaskState::Rebuilding)), Status::Rebuild);
        assert_eq!(
            Status::of(VmState::Resized, Some(TaskState::ResizeReverting)),
            Status::RevertResize
        );
    }

    #[test]
    fn every_word_reads_back_as_its_state() {
        for state in VmState::ALL {
            assert_eq!(VmState::parse(state.as_str()), Some(*state));
        }
        for state in TaskState::ALL {
            assert_eq!(TaskState::parse(state.as_str()), Some(*state));
        }
        for state in PowerState::ALL {
            assert_eq!(PowerState::from_number(state.as_number()), Some(*state));
        }
    }
}
