//! Options of our server.

use std::time::Duration;

use ferronova_server::OffloadTime;

/// Options of our server.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The aliases of extensions and plugins not to load.
    pub disabled: Vec<&'static str>,
    /// How long a new server builds.
    pub build_time: Duration,
    /// How long every other change takes. With `None`, a change takes no time, but one response
    /// shows it as in progress.
    pub action_time: Option<Duration>,
    /// How long a deleted server can be restored; with zero, it is removed at once.
    pub reclaim_instance_interval: Duration,
    /// When a shelved server leaves its host.
    pub shelved_offload_time: OffloadTime,
    /// A seed instead of the built-in one. It must have the users `demo`, `alt` and `admin` with
    /// the password `secret`.
    pub seed: Option<&'static str>,
    /// Policy rules that override the defaults, in YAML.
    pub policy: Option<&'static str>,
    /// The URL with which all links begin.
    pub public_url: Option<&'static str>,
}
