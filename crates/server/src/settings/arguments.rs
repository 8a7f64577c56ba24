//! The command line and the environment.

use std::{ffi::OsString, net::SocketAddr, path::PathBuf, time::Duration};

use clap::{
    ArgMatches, Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum,
    builder::BoolishValueParser, error::ErrorKind, parser::ValueSource,
};

use crate::{
    ApiVersion, BackupSettings, CheckSettings, KeysSettings, LoadSettings, RestoreSettings,
    UserSettings,
};

use super::{
    duration::{OffloadTime, parse_duration, parse_offload_time, parse_slow_write},
    limits::SaidLimits,
    values::{parse_alias, parse_listen, parse_public_url},
};

const ABOUT: &str = "The OpenStack compute API as one small server, with what its clients need \
                     beside it: identity, images and networks";

const EXAMPLES: &str = "\
Examples:
  ferronova serve
      Serves on 127.0.0.1:8774 and keeps everything in ./ferronova-data.

  ferronova serve --ephemeral --listen 127.0.0.1:0
      Takes a free port and writes nothing: for tests.

  ferronova serve --ephemeral --seed cloud.yaml --build-time 3s
      Starts from a situation that a file describes; a new server builds for
      three seconds.

  FERRONOVA_LISTEN=[::]:8774 FERRONOVA_DATA=/var/lib/ferronova ferronova serve
      The same flags as environment variables, as containers like it.

What it prints when it has started can be pasted into a shell: OS_AUTH_URL,
OS_USERNAME and the rest. The same is in `openrc` and `clouds.yaml` in the data
folder. Logs go to standard error; RUST_LOG says how much (default: info).";

const MORE_FLAGS: &str = "\
Flags for times, limits and memory, the environment variable of each flag, the
configuration file and examples: ferronova serve --help";

const CONFIG_HELP: &str = "\
A configuration file in TOML. [default: none]

It knows the same names as the command line, without dashes in front. A path in it is relative to \
the folder of the file. A flag goes before its environment variable, which goes before the file, \
which goes before the default. A name that is not known is a warning, a wrong value stops the \
start.

    listen = \"127.0.0.1:8774\"
    data = \"/var/lib/ferronova\"     # or: ephemeral = true
    seed = \"cloud.yaml\"
    public-url = \"https://cloud.example.org\"
    tls-cert = \"cloud.pem\"
    tls-key = \"cloud.key\"
    policy-file = \"policy.json\"
    disable-extension = [\"OS-EXT-STS\"]
    build-time = \"3s\"
    action-time = \"500ms\"
    deleted-retention = \"7d\"
    reclaim-instance-interval = \"1h\"
    shelved-offload-time = \"never\"
    max-connections = 1000
    request-timeout = \"10s\"
    keep-alive = \"100s\"
    send-timeout = \"1m\"
    max-memory = \"512MiB\"
    slow-write = \"2s\"

    [v2]
    extensions = []                 # only these are loaded; empty: all
    disabled = []                   # these are not loaded

    [v3]
    extensions_whitelist = []       # likewise, by the aliases of plugins
    extensions_blacklist = []";

#[derive(Debug, Parser)]
#[command(name = "ferronova", version, about = ABOUT, arg_required_else_help = true)]
#[command(max_term_width = 80)]
struct CommandLine {
    #[command(subcommand)]
    command: Commands,
}

/// The command, with what is said to it.
#[derive(Debug, Subcommand)]
pub(super) enum Commands {
    /// Serves the API until it is told to end (SIGTERM, SIGINT).
    #[command(after_help = MORE_FLAGS, after_long_help = EXAMPLES)]
    Serve(Box<Arguments>),
    /// Prints the reference of a version of the API.
    ///
    /// It is an OpenAPI 3.1 document.
    ApiRef(ApiRefSettings),
    /// Fills a data folder with servers, fast and in bulk.
    ///
    /// All are there afterwards, or, if it is interrupted, none.
    Load(LoadSettings),
    /// Looks for damage in the database of a server that does not run.
    ///
    /// It changes nothing.
    Check(CheckSettings),
    /// Fetches a backup of a running server into a file.
    Backup(BackupSettings),
    /// Makes a data folder from a backup.
    Restore(RestoreSettings),
    /// Lists and changes the users of a data folder.
    ///
    /// A server may have it open: it takes the change at once.
    User(UserSettings),
    /// Drops the keys that sign tokens.
    Keys(KeysSettings),
}

/// Everything that `ferronova api-ref` can be told.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct ApiRefSettings {
    /// The version of the API.
    #[arg(value_enum)]
    pub version: ApiVersion,

    /// How the document is written.
    #[arg(long, value_enum, default_value_t = Format::Json)]
    pub format: Format,

    /// An extension that is not loaded; may be given several times, or with commas between.
    /// [default: none]
    #[arg(long, env = "FERRONOVA_DISABLE_EXTENSION", hide_env_values = true)]
    #[arg(value_name = "ALIAS", value_delimiter = ',', value_parser = parse_alias)]
    pub disable_extension: Vec<String>,
}

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// As JSON.
    Json,
    /// As YAML.
    Yaml,
}

/// What the command line and the environment say; nothing where they are silent.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Where to listen [default: 127.0.0.1:8774]
    ///
    /// An IPv4 or IPv6 address or a host name, and a port. Port 0 takes a free one; what was taken
    /// is printed.
    #[arg(long, env = "FERRONOVA_LISTEN", hide_env_values = true)]
    #[arg(value_name = "ADDRESS:PORT", value_parser = parse_listen)]
    pub(super) listen: Option<SocketAddr>,

    /// Data folder [default: ./ferronova-data]
    ///
    /// The folder of the embedded database; it is made if it is not there.
    #[arg(long, env = "FERRONOVA_DATA", hide_env_values = true, value_name = "FOLDER")]
    pub(super) data: Option<PathBuf>,

    /// Write nothing [default: false]
    ///
    /// Keeps everything in memory. Excludes --data. A value is one of true and false.
    #[arg(long, env = "FERRONOVA_EPHEMERAL", hide_env_values = true, value_name = "BOOLEAN")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    #[arg(hide_possible_values = true)]
    #[arg(value_parser = BoolishValueParser::new())]
    pub(super) ephemeral: Option<bool>,

    /// What a new database starts from, in YAML
    ///
    /// Users, projects, flavors, images, networks, hypervisors and servers. It is read when the
    /// database is new. [default: a built-in one, without servers]
    #[arg(long, env = "FERRONOVA_SEED", hide_env_values = true, value_name = "FILE")]
    pub(super) seed: Option<PathBuf>,

    /// What links and the catalogue begin with
    ///
    /// The same goes for `Location`.
    /// [default: http:// or https:// and the Host of each request]
    #[arg(long, env = "FERRONOVA_PUBLIC_URL", hide_env_values = true)]
    #[arg(value_name = "URL", value_parser = parse_public_url)]
    pub(super) public_url: Option<String>,

    /// Certificate [default: plain HTTP]
    ///
    /// Serves HTTPS with the certificate in this file, in PEM, the server's own before those that
    /// lead to its root. SIGHUP reads both files anew.
    /// Needs --tls-key.
    #[arg(long, env = "FERRONOVA_TLS_CERT", hide_env_values = true, value_name = "FILE")]
    pub(super) tls_cert: Option<PathBuf>,

    /// Its private key [default: none]
    ///
    /// In PEM and not encrypted.
    #[arg(long, env = "FERRONOVA_TLS_KEY", hide_env_values = true, value_name = "FILE")]
    pub(super) tls_key: Option<PathBuf>,

    /// Policy rules [default: none]
    ///
    /// In the form of oslo.policy, over the compiled defaults.
    #[arg(long, env = "FERRONOVA_POLICY_FILE", hide_env_values = true, value_name = "FILE")]
    pub(super) policy_file: Option<PathBuf>,

    /// An extension not to load [default: none]
    ///
    /// May be given several times, or with commas between.
    #[arg(long, env = "FERRONOVA_DISABLE_EXTENSION", hide_env_values = true)]
    #[arg(value_name = "ALIAS", value_delimiter = ',', value_parser = parse_alias)]
    pub(super) disable_extension: Option<Vec<String>>,

    /// How long a server builds [default: 0s]
    ///
    /// As 250ms, 3s, 1h30m. With 0s it is active in the same step.
    #[arg(long, env = "FERRONOVA_BUILD_TIME", hide_env_values = true)]
    #[arg(value_name = "TIME", value_parser = parse_duration)]
    pub(super) build_time: Option<Duration>,

    /// How long other changes take [default: none]
    ///
    /// With 0s a change is done in the same step. So it is by default, but then `REBOOT`,
    /// `HARD_REBOOT`, `REBUILD`, `RESIZE` and the like are shown once.
    #[arg(long, env = "FERRONOVA_ACTION_TIME", hide_env_values = true)]
    #[arg(value_name = "TIME", value_parser = parse_duration)]
    pub(super) action_time: Option<Duration>,

    /// How long the record of a deleted server is kept. [default: 7d]
    #[arg(
        long,
        env = "FERRONOVA_DELETED_RETENTION",
        hide_env_values = true,
        hide_short_help = true
    )]
    #[arg(value_name = "TIME", value_parser = parse_duration)]
    pub(super) deleted_retention: Option<Duration>,

    /// How long a deleted server can be restored. With 0s it is gone at once. [default: 0s]
    #[arg(long, env = "FERRONOVA_RECLAIM_INSTANCE_INTERVAL", hide_env_values = true)]
    #[arg(hide_short_help = true, value_name = "TIME", value_parser = parse_duration)]
    pub(super) reclaim_instance_interval: Option<Duration>,

    /// How long a shelved server stays on its host: a time, or never for one that stays.
    /// [default: 0s]
    #[arg(long, env = "FERRONOVA_SHELVED_OFFLOAD_TIME", hide_env_values = true)]
    #[arg(hide_short_help = true, value_name = "TIME", value_parser = parse_offload_time)]
    pub(super) shelved_offload_time: Option<OffloadTime>,

    /// How long a write may wait for the disk before the server counts as not healthy.
    /// [default: 2s]
    #[arg(long, env = "FERRONOVA_SLOW_WRITE", hide_env_values = true)]
    #[arg(hide_short_help = true, value_name = "TIME", value_parser = parse_slow_write)]
    pub(super) slow_write: Option<Duration>,

    #[command(flatten)]
    pub(super) limits: SaidLimits,

    /// A file with all of these [default: none]
    #[arg(long, env = "FERRONOVA_CONFIG", hide_env_values = true, value_name = "FILE")]
    #[arg(long_help = CONFIG_HELP)]
    pub(super) config: Option<PathBuf>,

    #[arg(skip)]
    pub(super) said: Said,
}

/// Where the flags were found that exclude each other.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Said {
    pub(super) data: Place,
    pub(super) ephemeral: Place,
}

/// Where something was said; a later one goes before an earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    #[default]
    Nowhere,
    File,
    Environment,
    CommandLine,
}

/// Reads the command line, and the environment where it is silent.
pub(super) fn read_arguments<I>(arguments: I) -> Result<Commands, clap::Error>
where
    I: IntoIterator<Item: Into<OsString> + Clone>,
{
    let mut command = command();
    let matches = command.try_get_matches_from_mut(arguments)?;
    let mut line = CommandLine::from_arg_matches(&matches).map_err(|it| it.format(&mut command))?;
    if let Commands::Serve(arguments) = &mut line.command
        && let Some((_, serve)) = matches.subcommand()
    {
        arguments.said = Said { data: place(serve, "data"), ephemeral: place(serve, "ephemeral") };
    }
    Ok(line.command)
}

/// The complaint that `--ephemeral` and `--data` were said together.
pub(super) fn both_storages() -> clap::Error {
    let text = "`--ephemeral` keeps nothing, so there is no folder for `--data`; give one of them";
    complaint_of_serve(ErrorKind::ArgumentConflict, text)
}

/// The complaint that one file of a pair was said without the other.
pub(super) fn half_a_pair(said: &str, missing: &str) -> clap::Error {
    let text = format!("`{said}` needs `{missing}` beside it; give both for HTTPS, or none");
    complaint_of_serve(ErrorKind::MissingRequiredArgument, &text)
}

fn complaint_of_serve(kind: ErrorKind, text: &str) -> clap::Error {
    let mut command = command();
    command.build();
    match command.find_subcommand_mut("serve") {
        Some(serve) => serve.error(kind, text),
        None => command.error(kind, text),
    }
}

/// The grammar of the command line.
fn command() -> Command {
    with_variables(CommandLine::command())
}

/// The same command, and those below it. An environment variable that is empty counts as not set,
/// as the files that start containers often can't leave one out. The long help names the variables,
/// the short one has no room for them.
fn with_variables(command: Command) -> Command {
    let command = command.mut_args(|argument| {
        let Some(variable) = argument.get_env().map(ToOwned::to_owned) else {
            return argument;
        };
        let help = argument.get_long_help().or(argument.get_help());
        let help = help.map(ToString::to_string).unwrap_or_default();
        let help = format!("{help} [env: {}]", variable.display());
        let argument = argument.hide_env(true).long_help(help);
        if std::env::var_os(variable).is_some_and(|it| it.is_empty()) {
            argument.env(None::<&str>)
        } else {
            argument
        }
    });
    command.mut_subcommands(with_variables)
}

fn place(matches: &ArgMatches, flag: &str) -> Place {
    match matches.value_source(flag) {
        Some(ValueSource::CommandLine) => Place::CommandLine,
        Some(ValueSource::EnvVariable) => Place::Environment,
        Some(_) | None => Place::Nowhere,
    }
}
