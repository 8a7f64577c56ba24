//! What states a server goes through while work is done to it, as Nova 2014.2 with libvirt has it.

use ferronova_compute::{TaskState, Work};

/// The task states of a work, in their order. Each takes the same time. A work without any is one
/// step during which nobody sees that something goes on.
pub(crate) const fn steps(work: Work) -> &'static [TaskState] {
    use TaskState as Task;
    match work {
        Work::Build => {
            &[Task::Scheduling, Task::Networking, Task::BlockDeviceMapping, Task::Spawning]
        }
        Work::Start => &[Task::PoweringOn],
        Work::Stop => &[Task::PoweringOff],
        Work::SoftReboot => &[Task::Rebooting, Task::RebootPending, Task::RebootStarted],
        Work::HardReboot => {
            &[Task::RebootingHard, Task::RebootPendingHard, Task::RebootStartedHard]
        }
        Work::Pause => &[Task::Pausing],
        Work::Unpause => &[Task::Unpausing],
        Work::Suspend => &[Task::Suspending],
        Work::Resume => &[Task::Resuming],
        Work::Delete => &[Task::Deleting],
        Work::Resize => {
            &[Task::ResizePrep, Task::ResizeMigrating, Task::ResizeMigrated, Task::ResizeFinish]
        }
        Work::RevertResize => &[Task::ResizeReverting],
        Work::LiveMigrate => &[Task::Migrating],
        Work::Rebuild | Work::Evacuate => {
            &[Task::Rebuilding, Task::RebuildBlockDeviceMapping, Task::RebuildSpawning]
        }
        Work::ChangePassword => &[Task::UpdatingPassword],
        Work::Rescue => &[Task::Rescuing],
        Work::Unrescue => &[Task::Unrescuing],
        Work::Snapshot => &[
            Task::ImageSnapshotPending,
            Task::ImageSnapshot,
            Task::ImagePendingUpload,
            Task::ImageUploading,
        ],
        Work::Backup => &[Task::ImageBackup, Task::ImagePendingUpload, Task::ImageUploading],
        Work::Shelve => {
            &[Task::Shelving, Task::ShelvingImagePendingUpload, Task::ShelvingImageUploading]
        }
        Work::ShelveOffload => &[Task::ShelvingOffloading],
        Work::Unshelve => &[Task::Unshelving, Task::Spawning],
        Work::SoftDelete => &[Task::SoftDeleting],
        Work::Restore => &[Task::Restoring],
        Work::ConfirmResize | Work::AwaitOffload | Work::AwaitReclaim => &[],
    }
}
