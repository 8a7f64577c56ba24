//! Times in rows.

use ferronova_compute::Timestamp;
use serde::{Deserialize, Serialize};

/// A time in microseconds since the beginning of 1970.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Micros(i64);

impl From<Timestamp> for Micros {
    fn from(time: Timestamp) -> Self {
        Self(time.as_micros())
    }
}

impl From<Micros> for Timestamp {
    fn from(time: Micros) -> Self {
        Self::from_micros(time.0)
    }
}
