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
            Self::Delete => "compute_terminate_instance",
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
