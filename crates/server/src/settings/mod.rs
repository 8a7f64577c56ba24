//! What the server is told: on the command line, in the environment, in a configuration file.

mod api;
mod arguments;
mod duration;
mod file;
mod limits;
mod size;
mod values;

use std::{
    ffi::OsString,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

pub(crate) use self::values::{DATA, parse_public_url};
pub use self::{
    api::ApiSettings,
    arguments::{ApiRefSettings, Format},
    duration::OffloadTime,
    limits::Limits,
};
use self::{
    arguments::{Arguments, Commands, Place, Said},
    file::Configuration,
};
use crate::{
    BackupSettings, CheckSettings, KeysSettings, LoadSettings, RestoreSettings, UserSettings,
    exit::Exit,
};

const PORT: u16 = 8774;
const DELETED_RETENTION: Duration = Duration::from_hours(7 * 24);
const SLOW_WRITE: Duration = Duration::from_secs(2);

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `ferronova serve`
    Serve(Box<Settings>),
    /// `ferronova api-ref`
    ApiRef(ApiRefSettings),
    /// `ferronova load`
    Load(LoadSettings),
    /// `ferronova check`
    Check(CheckSettings),
    /// `ferronova backup`
    Backup(BackupSettings),
    /// `ferronova restore`
    Restore(RestoreSettings),
    /// `ferronova user`
    User(UserSettings),
    /// `ferronova keys`
    Keys(KeysSettings),
}

/// Everything that `ferronova serve` can be told. Read once, at the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where servers are kept.
    pub storage: Storage,
    /// The seed of a new database; the built-in one if nothing is said.
    pub seed: Option<PathBuf>,
    /// What links begin with, without a slash at its end; if nothing is said, the scheme and the
    /// `Host` of each request.
    pub public_url: Option<String>,
    /// What HTTPS needs; plain HTTP if nothing is said.
    pub tls: Option<TlsFiles>,
    /// Policy rules over the compiled defaults.
    pub policy_file: Option<PathBuf>,
    /// The aliases of v2 extensions and v3 plugins that are not loaded.
    pub disabled_extensions: Vec<String>,
    /// What concerns v2 alone.
    pub v2: ApiSettings,
    /// What concerns v3 alone.
    pub v3: ApiSettings,
    /// How long a new server builds.
    pub build_time: Duration,
    /// How long every other change of a server takes. If nothing is said it takes no time, and is
    /// shown once all the same.
    pub action_time: Option<Duration>,
    /// How long the record of a deleted server is kept.
    pub deleted_retention: Duration,
    /// How long a deleted server can be restored; with zero it is gone at once.
    pub reclaim_instance_interval: Duration,
    /// When a shelved server leaves its host.
    pub shelved_offload_time: OffloadTime,
    /// How long a write may wait for the disk before the server counts as not healthy.
    pub slow_write: Duration,
    /// What one client may take from the others.
    pub limits: Limits,
    /// What was said that nobody understands: lines for the log, once there is one.
    pub warnings: Vec<String>,
}

/// Where servers are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Storage {
    /// In a database in this folder.
    Folder(PathBuf),
    /// In memory only.
    Memory,
}

/// The files that HTTPS needs, both in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The server's certificate, and behind it those that lead to its root.
    pub certificate: PathBuf,
    /// The private key of that certificate.
    pub key: PathBuf,
}

impl Command {
    /// Reads the command line, whose first word is the program's own name, and with it the
    /// environment and the configuration file: what the first of them says, holds.
    ///
    /// # Errors
    ///
    /// [`Exit::CommandLine`] for a mistake on the command line or in the environment and for
    /// `--help` and `--version`; [`Exit::Failure`] for one in the configuration file.
    pub fn from_args<I>(arguments: I) -> Result<Self, Exit>
    where
        I: IntoIterator<Item: Into<OsString> + Clone>,
    {
        match arguments::read_arguments(arguments).map_err(Exit::CommandLine)? {
            Commands::Serve(arguments) => {
                Settings::read(*arguments).map(|it| Self::Serve(it.into()))
            }
            Commands::ApiRef(settings) => Ok(Self::ApiRef(settings)),
            Commands::Load(settings) => Ok(Self::Load(settings)),
            Commands::Check(settings) => Ok(Self::Check(settings)),
            Commands::Backup(settings) => Ok(Self::Backup(settings)),
            Commands::Restore(settings) => Ok(Self::Restore(settings)),
            Commands::User(settings) => Ok(Self::User(settings)),
            Commands::Keys(settings) => Ok(Self::Keys(settings)),
        }
    }
}

impl Settings {
    fn read(arguments: Arguments) -> Result<Self, Exit> {
        let file = match &arguments.config {
            Some(path) => Configuration::read(path)?,
            None => Configuration::default(),
        };
        let storage = choose_storage(&arguments, &file)?;
        let tls = pair_tls_files(
            arguments.tls_cert.or(file.tls_cert),
            arguments.tls_key.or(file.tls_key),
        )?;
        Ok(Self {
            listen: arguments.listen.or(file.listen).unwrap_or_else(default_listen),
            storage,
            seed: arguments.seed.or(file.seed),
            public_url: arguments.public_url.or(file.public_url),
            tls,
            policy_file: arguments.policy_file.or(file.policy_file),
            disabled_extensions: arguments
                .disable_extension
                .or(file.disable_extension)
                .unwrap_or_default(),
            v2: file.v2,
            v3: file.v3,
            build_time: arguments.build_time.or(file.build_time).unwrap_or_default(),
            action_time: arguments.action_time.or(file.action_time),
            deleted_retention: arguments
                .deleted_retention
                .or(file.deleted_retention)
                .unwrap_or(DELETED_RETENTION),
            reclaim_instance_interval: arguments
                .reclaim_instance_interval
                .or(file.reclaim_instance_interval)
                .unwrap_or_default(),
            shelved_offload_time: arguments
                .shelved_offload_time
                .or(file.shelved_offload_time)
                .unwrap_or_default(),
            slow_write: arguments.slow_write.or(file.slow_write).unwrap_or(SLOW_WRITE),
            limits: arguments.limits.over(&file.limits),
            warnings: file.warnings,
        })
    }
}

fn default_listen() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, PORT).into()
}

/// A folder and no folder at all are two answers to one question, so the one that was said in the
/// stronger place holds; said in the same place they contradict each other.
fn choose_storage(arguments: &Arguments, file: &Configuration) -> Result<Storage, Exit> {
    let said = Said {
        data: place(arguments.said.data, file.data.is_some()),
        ephemeral: place(arguments.said.ephemeral, file.ephemeral.is_some()),
    };
    let data = arguments.data.clone().or_else(|| file.data.clone());
    let is_ephemeral = arguments.ephemeral.or(file.ephemeral).unwrap_or(false);
    if is_ephemeral && said.data < said.ephemeral {
        return Ok(Storage::Memory);
    }
    if is_ephemeral && said.data == said.ephemeral {
        return Err(Exit::CommandLine(arguments::both_storages()));
    }
    Ok(Storage::Folder(data.unwrap_or_else(|| DATA.into())))
}

/// The two may be said in different places, but neither is of use alone.
fn pair_tls_files(
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
) -> Result<Option<TlsFiles>, Exit> {
    let half = |said, missing| Err(Exit::CommandLine(arguments::half_a_pair(said, missing)));
    match (certificate, key) {
        (Some(certificate), Some(key)) => Ok(Some(TlsFiles { certificate, key })),
        (Some(_), None) => half("--tls-cert", "--tls-key"),
        (None, Some(_)) => half("--tls-key", "--tls-cert"),
        (None, None) => Ok(None),
    }
}

fn place(said: Place, is_in_file: bool) -> Place {
    if said == Place::Nowhere && is_in_file { Place::File } else { said }
}
