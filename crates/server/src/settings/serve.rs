//! The settings of `ferronova serve`.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::{ArgMatches, Args, Command, FromArgMatches as _, error::ErrorKind};

use super::{
    api::ApiSettings,
    duration::{OffloadTime, parse_duration, parse_offload_time, parse_slow_write},
    limits::Limits,
    storage::Storage,
    values::{parse_alias, parse_listen, parse_public_url},
};

/// All settings of `ferronova serve`, read once at the start.
///
/// A field is at once a flag, an environment variable and a key of the configuration file, and its
/// comment is the help of the flag. Which values the key takes follows from `value_name`.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where to listen [default: 127.0.0.1:8774]
    ///
    /// An IPv4 or IPv6 address or a host name, and a port. Port 0 takes a free one; what was taken
    /// is printed.
    #[arg(long, env = "FERRONOVA_LISTEN")]
    #[arg(value_name = "ADDRESS:PORT", value_parser = parse_listen)]
    #[arg(default_value = "127.0.0.1:8774")]
    pub listen: SocketAddr,

    /// Where servers are kept: `--data` and `--ephemeral`.
    #[command(flatten)]
    pub storage: Storage,

    /// What a new database starts from, in YAML
    ///
    /// Users, projects, flavors, images, networks, hypervisors and servers. It is read when the
    /// database is new. [default: a built-in one, without servers]
    #[arg(long, env = "FERRONOVA_SEED", value_name = "FILE")]
    pub seed: Option<PathBuf>,

    /// What links and the catalogue begin with
    ///
    /// The same goes for `Location`.
    /// [default: http:// or https:// and the Host of each request]
    #[arg(long, env = "FERRONOVA_PUBLIC_URL")]
    #[arg(value_name = "URL", value_parser = parse_public_url)]
    pub public_url: Option<String>,

    /// What HTTPS needs: `--tls-cert` and `--tls-key`; `None` for plain HTTP.
    #[command(flatten)]
    pub tls: Option<TlsFiles>,

    /// Policy rules [default: none]
    ///
    /// In the form of oslo.policy, over the compiled defaults.
    #[arg(long, env = "FERRONOVA_POLICY_FILE", value_name = "FILE")]
    pub policy_file: Option<PathBuf>,

    /// An extension not to load [default: none]
    ///
    /// May be given several times, or with commas between.
    #[arg(long = "disable-extension", env = "FERRONOVA_DISABLE_EXTENSION")]
    #[arg(value_name = "ALIAS", value_delimiter = ',', value_parser = parse_alias)]
    pub disabled_extensions: Vec<String>,

    /// The table `[v2]` of the configuration file.
    #[arg(skip)]
    pub v2: ApiSettings,

    /// The table `[v3]` of the configuration file.
    #[arg(skip)]
    pub v3: ApiSettings,

    /// How long a server builds [default: 0s]
    ///
    /// As 250ms, 3s, 1h30m. With 0s it is active in the same step.
    #[arg(long, env = "FERRONOVA_BUILD_TIME")]
    #[arg(value_name = "TIME", value_parser = parse_duration, default_value = "0s")]
    pub build_time: Duration,

    /// How long other changes take [default: none]
    ///
    /// With 0s a change is done in the same step. So it is by default, but then `REBOOT`,
    /// `HARD_REBOOT`, `REBUILD`, `RESIZE` and the like are shown once.
    #[arg(long, env = "FERRONOVA_ACTION_TIME")]
    #[arg(value_name = "TIME", value_parser = parse_duration)]
    pub action_time: Option<Duration>,

    /// How long the record of a deleted server is kept. [default: 7d]
    #[arg(long, env = "FERRONOVA_DELETED_RETENTION", hide_short_help = true)]
    #[arg(value_name = "TIME", value_parser = parse_duration, default_value = "7d")]
    pub deleted_retention: Duration,

    /// How long a deleted server can be restored. With 0s it is gone at once. [default: 0s]
    #[arg(long, env = "FERRONOVA_RECLAIM_INSTANCE_INTERVAL", hide_short_help = true)]
    #[arg(value_name = "TIME", value_parser = parse_duration, default_value = "0s")]
    pub reclaim_instance_interval: Duration,

    /// How long a shelved server stays on its host: a time, or never for one that stays.
    /// [default: 0s]
    #[arg(long, env = "FERRONOVA_SHELVED_OFFLOAD_TIME", hide_short_help = true)]
    #[arg(value_name = "TIME", value_parser = parse_offload_time, default_value = "0s")]
    pub shelved_offload_time: OffloadTime,

    /// How long a write may wait for the disk before the server counts as not healthy.
    /// [default: 2s]
    #[arg(long, env = "FERRONOVA_SLOW_WRITE", hide_short_help = true)]
    #[arg(value_name = "TIME", value_parser = parse_slow_write, default_value = "2s")]
    pub slow_write: Duration,

    /// Limits on what clients may use.
    #[command(flatten)]
    pub limits: Limits,

    /// Warnings about the configuration file, to be logged.
    #[arg(skip)]
    pub warnings: Vec<String>,
}

impl Settings {
    /// The flags alone: the environment is not read.
    pub(super) fn flags() -> Command {
        Self::augment_args(Command::new("serve")).mut_args(|it| it.env(None::<&str>))
    }
}

impl Default for Settings {
    /// The settings of a server without flags, environment and configuration file.
    fn default() -> Self {
        let matches = Self::flags().get_matches_from(["serve"]);
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// The files that HTTPS needs, both in PEM.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// Certificate [default: plain HTTP]
    ///
    /// Serves HTTPS with the certificate in this file, in PEM, the server's own before those that
    /// lead to its root. SIGHUP reads both files again.
    /// Needs --tls-key.
    #[arg(id = "tls-cert", long = "tls-cert", env = "FERRONOVA_TLS_CERT", value_name = "FILE")]
    #[arg(required = false)]
    pub certificate: PathBuf,

    /// Its private key [default: none]
    ///
    /// In PEM and not encrypted.
    #[arg(id = "tls-key", long = "tls-key", env = "FERRONOVA_TLS_KEY", value_name = "FILE")]
    #[arg(required = false)]
    pub key: PathBuf,
}

impl TlsFiles {
    /// Fails if only one of the two is set. They may be set in different places, such as the
    /// command line and the environment.
    pub(super) fn check_pair(matches: &ArgMatches) -> Result<(), clap::Error> {
        let (said, missing) = match ["tls-cert", "tls-key"].map(|it| matches.contains_id(it)) {
            [true, false] => ("--tls-cert", "--tls-key"),
            [false, true] => ("--tls-key", "--tls-cert"),
            [true, true] | [false, false] => return Ok(()),
        };
        Err(clap::Error::raw(
            ErrorKind::MissingRequiredArgument,
            format!("`{said}` needs `{missing}` beside it; give both for HTTPS, or none"),
        ))
    }
}
