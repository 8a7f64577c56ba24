//! The command line, and with it the environment and the configuration file.

use std::{ffi::OsString, path::PathBuf};

use clap::{
    Arg, ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand, parser::ValueSource,
    value_parser,
};

use super::{
    file::ConfigurationFile,
    serve::{Settings, TlsFiles},
    storage::Storage,
};
use crate::{
    BackupSettings, CheckSettings, KeysSettings, LoadSettings, RestoreSettings, UserSettings,
    api_ref::ApiRefSettings, exit::Exit,
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
    command: Command,
}

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Serves the API until it is told to end (SIGTERM, SIGINT).
    #[command(after_help = MORE_FLAGS, after_long_help = EXAMPLES)]
    Serve(Box<Settings>),
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

impl Command {
    /// Reads the command line, the environment and the configuration file. The first word of the
    /// command line is the program's own name. A flag takes precedence over its environment
    /// variable, and the variable over its key in the file.
    ///
    /// # Errors
    ///
    /// - [`Exit::CommandLine`] for `--help` and `--version`, and for a mistake on the command line
    ///   or in the environment.
    /// - [`Exit::Failure`] if the configuration file can't be read or contains a mistake.
    pub fn from_args<I>(arguments: I) -> Result<Self, Exit>
    where
        I: IntoIterator<Item: Into<OsString>>,
    {
        let mut arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
        let mut grammar = grammar();
        let mut matches =
            grammar.try_get_matches_from_mut(&arguments).map_err(Exit::CommandLine)?;
        let mut file = ConfigurationFile::default();
        if let Some(serve) = matches.subcommand_matches("serve")
            && let Some(path) = serve.get_one::<PathBuf>("config")
        {
            file = ConfigurationFile::read(path)?;
            // The flags of the file go before the user's own, because what follows a `--` is not a
            // flag.
            arguments.splice(2..2, file.flags_beside(serve));
            matches = grammar.try_get_matches_from_mut(&arguments).map_err(Exit::CommandLine)?;
        }
        parse(&matches, file).map_err(|error| {
            let asked = matches.subcommand_name().and_then(|it| grammar.find_subcommand_mut(it));
            Exit::CommandLine(match asked {
                Some(asked) => error.format(asked),
                None => error,
            })
        })
    }
}

fn parse(matches: &ArgMatches, file: ConfigurationFile) -> Result<Command, clap::Error> {
    if let Some(serve) = matches.subcommand_matches("serve") {
        // If both checks fail, the error about the folder is reported.
        Storage::from_arg_matches(serve)?;
        TlsFiles::check_pair(serve)?;
    }
    let mut command = CommandLine::from_arg_matches(matches)?.command;
    if let (Command::Serve(settings), Some((_, serve))) = (&mut command, matches.subcommand()) {
        if serve.value_source("keep_alive") != Some(ValueSource::DefaultValue) {
            settings.limits.crowded_keep_alive = settings.limits.keep_alive;
        }
        file.complete(settings);
    }
    Ok(command)
}

/// The grammar of the command line.
fn grammar() -> clap::Command {
    let config = Arg::new("config").long("config").env("FERRONOVA_CONFIG").value_name("FILE");
    let config = config.help("A file with all of these [default: none]").long_help(CONFIG_HELP);
    let command = CommandLine::command().mut_subcommand("serve", |serve| {
        let serve = serve.arg(config.value_parser(value_parser!(PathBuf)));
        // The help texts contain the defaults already, some of them in words.
        serve.mut_args(|it| it.hide_default_value(true))
    });
    with_variables(command)
}

/// Returns the command with changed environment variables, also for its subcommands. A variable
/// that is empty counts as not set, because the files that start containers often can't leave one
/// out. The long help names the variables; the short help has no room for them.
fn with_variables(command: clap::Command) -> clap::Command {
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

#[cfg(test)]
mod tests {
    use clap::Args as _;

    use super::*;

    #[test]
    fn the_help_of_the_configuration_file_shows_every_key() {
        let serve = Settings::augment_args(clap::Command::new("serve"));

        for key in serve.get_arguments().filter_map(Arg::get_long) {
            assert!(CONFIG_HELP.contains(&format!(" {key} = ")), "{key}");
        }
    }
}
