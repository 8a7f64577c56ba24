//! Who partitions the disks of servers.

use crate::states::words;

words! {
    /// Who partitions the disk of a server.
    #[derive(Default)]
    DiskConfig {
        Auto = "AUTO",
        #[default]
        Manual = "MANUAL",
    }
}
