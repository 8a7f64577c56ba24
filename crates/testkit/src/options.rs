//! How a cloud of ours is started.

use std::time::Duration;

use ferronova_server::OffloadTime;

/// What a cloud of ours is started with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The extensions and plugins that are not loaded.
    pub disabled: Vec<&'static str>,
    /// How long a new server builds.
    pub build_time: Duration,
    /// How long every other change takes; if nothing is said, no time, and it is shown once.
    pub action_time: Option<Duration>,
    /// How long a deleted server can be restored; with zero it is gone at once.
    pub reclaim_instance_interval: Duration,
    /// When a shelved server leaves its host.
    pub shelved_offload_time: OffloadTime,
    /// A seed, in place of the built-in one. It has the users `demo`, `alt` and `admin` all the
    /// same, with the password `secret`.
    pub seed: Option<&'static str>,
    /// Policy rules over the defaults, in YAML.
    pub policy: Option<&'static str>,
    /// What links begin with.
    pub public_url: Option<&'static str>,
}
