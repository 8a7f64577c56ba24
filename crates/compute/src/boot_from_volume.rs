//! What can't be done to servers that boot from a volume.

use std::fmt;

use uuid::Uuid;

/// What can't be done to a server that boots from a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BootFromVolumeError {
    /// It can't be backed up.
    Backup,
    /// It can't be rescued.
    Rescue {
        /// Which server.
        id: Uuid,
    },
    /// It can't be rebuilt from another image.
    Rebuild {
        /// Which image.
        image_id: Uuid,
    },
}

impl fmt::Display for BootFromVolumeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Backup => f.write_str("The request is invalid."),
            Self::Rescue { id } => {
                write!(f, "Instance {id} cannot be rescued: Cannot rescue a volume-backed instance")
            }
            Self::Rebuild { image_id } => write!(
                f,
                "Image {image_id} is unacceptable: Unable to rebuild with a different image for a \
                 volume-backed server."
            ),
        }
    }
}

impl From<BootFromVolumeError> for crate::Error {
    fn from(error: BootFromVolumeError) -> Self {
        Self::BootsFromVolume(error)
    }
}
