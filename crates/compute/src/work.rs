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
