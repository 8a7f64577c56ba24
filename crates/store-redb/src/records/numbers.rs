//! The numbers that stand for the variants of enums in rows.

use ferronova_compute::{
    AddressKind, Direction, DiskConfig, EtherType, EventResult, ImageStatus, LockedBy, PowerState,
    ServerGroupPolicy, Status, TaskState, Visibility, VmState, Work,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An enum that is stored as a number. The number of a variant never changes, and is never used for
/// another variant.
pub(crate) trait Numbered: Copy {
    fn number(self) -> u8;

    /// The variant with this number; `None` if there is none.
    fn of_number(number: u8) -> Option<Self>;
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct AsNumber<T>(pub(crate) T);

impl<T: Numbered> Serialize for AsNumber<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.0.number())
    }
}

impl<'de, T: Numbered> Deserialize<'de> for AsNumber<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u8::deserialize(deserializer)?;
        T::of_number(number).map(Self).ok_or_else(|| de::Error::custom("an unknown number"))
    }
}

/// Implements [`Numbered`] for an enum by listing the number of each variant.
macro_rules! numbers {
    ($name:ident { $($variant:ident = $number:literal,)+ }) => {
        impl Numbered for $name {
            fn number(self) -> u8 {
                match self {
                    $(Self::$variant => $number,)+
                }
            }

            fn of_number(number: u8) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

numbers! {
    VmState {
        Active = 1,
        Building = 2,
        Paused = 3,
        Suspended = 4,
        Stopped = 5,
        Rescued = 6,
        Resized = 7,
        SoftDeleted = 8,
        Deleted = 9,
        Error = 10,
        Shelved = 11,
        ShelvedOffloaded = 12,
    }
}

numbers! {
    TaskState {
        Scheduling = 1,
        BlockDeviceMapping = 2,
        Networking = 3,
        Spawning = 4,
        ImageSnapshotPending = 5,
        ImageSnapshot = 6,
        ImagePendingUpload = 7,
        ImageUploading = 8,
        ImageBackup = 9,
        UpdatingPassword = 10,
        ResizePrep = 11,
        ResizeMigrating = 12,
        ResizeMigrated = 13,
        ResizeFinish = 14,
        ResizeReverting = 15,
        ResizeConfirming = 16,
        Rebooting = 17,
        RebootPending = 18,
        RebootStarted = 19,
        RebootingHard = 20,
        RebootPendingHard = 21,
        RebootStartedHard = 22,
        Pausing = 23,
        Unpausing = 24,
        Suspending = 25,
        Resuming = 26,
        PoweringOff = 27,
        PoweringOn = 28,
        Rescuing = 29,
        Unrescuing = 30,
        Rebuilding = 31,
        RebuildBlockDeviceMapping = 32,
        RebuildSpawning = 33,
        Migrating = 34,
        Deleting = 35,
        SoftDeleting = 36,
        Restoring = 37,
        Shelving = 38,
        ShelvingImagePendingUpload = 39,
        ShelvingImageUploading = 40,
        ShelvingOffloading = 41,
        Unshelving = 42,
    }
}

// Keys of lists contain the number of a status in six bits, so it must be below 64.
numbers! {
    Status {
        Active = 1,
        Build = 2,
        Deleted = 3,
        Error = 4,
        HardReboot = 5,
        Migrating = 6,
        Password = 7,
        Paused = 8,
        Reboot = 9,
        Rebuild = 10,
        Rescue = 11,
        Resize = 12,
        RevertResize = 13,
        Shelved = 14,
        ShelvedOffloaded = 15,
        Shutoff = 16,
        SoftDeleted = 17,
        Suspended = 18,
        VerifyResize = 19,
    }
}

numbers! {
    PowerState {
        NoState = 0,
        Running = 1,
        Paused = 3,
        Shutdown = 4,
        Crashed = 6,
        Suspended = 7,
    }
}

numbers! {
    LockedBy {
        Owner = 1,
        Admin = 2,
    }
}

numbers! {
    Work {
        Build = 1,
        Start = 2,
        Stop = 3,
        SoftReboot = 4,
        HardReboot = 5,
        Pause = 6,
        Unpause = 7,
        Suspend = 8,
        Resume = 9,
        Delete = 10,
        Resize = 11,
        ConfirmResize = 12,
        RevertResize = 13,
        LiveMigrate = 14,
        Rebuild = 15,
        Evacuate = 16,
        ChangePassword = 17,
        Rescue = 18,
        Unrescue = 19,
        Snapshot = 20,
        Backup = 21,
        Shelve = 22,
        AwaitOffload = 23,
        ShelveOffload = 24,
        Unshelve = 25,
        SoftDelete = 26,
        AwaitReclaim = 27,
        Restore = 28,
    }
}

numbers! {
    AddressKind {
        Fixed = 1,
        Floating = 2,
    }
}

numbers! {
    DiskConfig {
        Auto = 1,
        Manual = 2,
    }
}

numbers! {
    EventResult {
        Success = 1,
        Error = 2,
    }
}

numbers! {
    ServerGroupPolicy {
        Affinity = 1,
        AntiAffinity = 2,
        SoftAffinity = 3,
        SoftAntiAffinity = 4,
    }
}

numbers! {
    Visibility {
        Public = 1,
        Private = 2,
        Shared = 3,
        Community = 4,
    }
}

numbers! {
    ImageStatus {
        Queued = 1,
        Saving = 2,
        Active = 3,
        Killed = 4,
        Deleted = 5,
        PendingDelete = 6,
    }
}

numbers! {
    Direction {
        Ingress = 1,
        Egress = 2,
    }
}

numbers! {
    EtherType {
        Ipv4 = 1,
        Ipv6 = 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lists every variant as its number and its word, ordered by number.
    fn listed<T: Numbered>(all: &[T], word: fn(T) -> &'static str) -> String {
        let mut all: Vec<T> = all.to_vec();
        all.sort_by_key(|it| it.number());
        for it in &all {
            assert!(T::of_number(it.number()).is_some_and(|back| word(back) == word(*it)));
        }
        let words: Vec<String> =
            all.iter().map(|it| format!("{} {}", it.number(), word(*it))).collect();
        words.join(", ")
    }

    #[test]
    fn the_numbers_of_vm_states_never_change() {
        assert_eq!(
            listed(VmState::ALL, VmState::as_str),
            "1 active, 2 building, 3 paused, 4 suspended, 5 stopped, 6 rescued, 7 resized, \
             8 soft-delete, 9 deleted, 10 error, 11 shelved, 12 shelved_offloaded"
        );
    }

    #[test]
    fn the_numbers_of_task_states_never_change() {
        assert_eq!(
            listed(TaskState::ALL, TaskState::as_str),
            "1 scheduling, 2 block_device_mapping, 3 networking, 4 spawning, \
             5 image_snapshot_pending, 6 image_snapshot, 7 image_pending_upload, \
             8 image_uploading, 9 image_backup, 10 updating_password, 11 resize_prep, \
             12 resize_migrating, 13 resize_migrated, 14 resize_finish, 15 resize_reverting, \
             16 resize_confirming, 17 rebooting, 18 reboot_pending, 19 reboot_started, \
             20 rebooting_hard, 21 reboot_pending_hard, 22 reboot_started_hard, 23 pausing, \
             24 unpausing, 25 suspending, 26 resuming, 27 powering-off, 28 powering-on, \
             29 rescuing, 30 unrescuing, 31 rebuilding, 32 rebuild_block_device_mapping, \
             33 rebuild_spawning, 34 migrating, 35 deleting, 36 soft-deleting, 37 restoring, \
             38 shelving, 39 shelving_image_pending_upload, 40 shelving_image_uploading, \
             41 shelving_offloading, 42 unshelving"
        );
    }

    #[test]
    fn the_numbers_of_statuses_never_change_and_fit_into_six_bits() {
        assert_eq!(
            listed(Status::ALL, Status::as_str),
            "1 ACTIVE, 2 BUILD, 3 DELETED, 4 ERROR, 5 HARD_REBOOT, 6 MIGRATING, 7 PASSWORD, \
             8 PAUSED, 9 REBOOT, 10 REBUILD, 11 RESCUE, 12 RESIZE, 13 REVERT_RESIZE, \
             14 SHELVED, 15 SHELVED_OFFLOADED, 16 SHUTOFF, 17 SOFT_DELETED, 18 SUSPENDED, \
             19 VERIFY_RESIZE"
        );
        assert!(Status::ALL.iter().all(|it| it.number() < 64));
    }

    #[test]
    fn the_numbers_of_power_states_are_those_of_the_api() {
        for state in PowerState::ALL {
            assert_eq!(state.number(), state.as_number());
            assert_eq!(PowerState::of_number(state.number()), Some(*state));
        }
        let numbers: Vec<u8> = PowerState::ALL.iter().map(|it| it.number()).collect();
        assert_eq!(numbers, [0, 1, 3, 4, 6, 7]);
    }

    #[test]
    fn the_numbers_of_the_small_sets_never_change() {
        assert_eq!(listed(LockedBy::ALL, LockedBy::as_str), "1 owner, 2 admin");
        assert_eq!(listed(AddressKind::ALL, AddressKind::as_str), "1 fixed, 2 floating");
        assert_eq!(listed(Direction::ALL, Direction::as_str), "1 ingress, 2 egress");
        assert_eq!(listed(EtherType::ALL, EtherType::as_str), "1 IPv4, 2 IPv6");
        assert_eq!(listed(DiskConfig::ALL, DiskConfig::as_str), "1 AUTO, 2 MANUAL");
        assert_eq!(listed(EventResult::ALL, EventResult::as_str), "1 Success, 2 Error");
        assert_eq!(
            listed(Work::ALL, Work::as_str),
            "1 build, 2 start, 3 stop, 4 soft_reboot, 5 hard_reboot, 6 pause, 7 unpause, \
             8 suspend, 9 resume, 10 delete, 11 resize, 12 confirm_resize, 13 revert_resize, \
             14 live_migrate, 15 rebuild, 16 evacuate, 17 change_password, 18 rescue, \
             19 unrescue, 20 snapshot, 21 backup, 22 shelve, 23 await_offload, \
             24 shelve_offload, 25 unshelve, 26 soft_delete, 27 await_reclaim, 28 restore"
        );
        assert_eq!(
            listed(ImageStatus::ALL, ImageStatus::as_str),
            "1 queued, 2 saving, 3 active, 4 killed, 5 deleted, 6 pending_delete"
        );
    }
}
