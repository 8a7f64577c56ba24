//! The configuration file.

use std::{
    error::Error as _,
    ffi::{OsStr, OsString},
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

use clap::{Arg, ArgMatches, Command, Id, parser::ValueSource};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{api::ApiSettings, serve::Settings, values::parse_alias};
use crate::{exit::Exit, nearest::suggestion};

/// The keys in the table of each version of the API; v3's keys are named as in Nova.
const V2_KEYS: [&str; 2] = ["extensions", "disabled"];
const V3_KEYS: [&str; 2] = ["extensions_whitelist", "extensions_blacklist"];

/// How a list of aliases is written.
const ALIASES: &str = "write each alias as a text of its own, such as [\"OS-DCF\", \"OS-SRV-USG\"]";

/// The content of a configuration file.
#[derive(Debug, Default)]
pub(super) struct ConfigurationFile {
    /// The id of a flag, and the flag with its value: `--listen=[::1]:0`.
    flags: Vec<(Id, OsString)>,
    v2: ApiSettings,
    v3: ApiSettings,
    /// A line for each unknown key.
    warnings: Vec<String>,
}

impl ConfigurationFile {
    /// Reads the file at `path`.
    pub(super) fn read(path: &Path) -> Result<Self, Exit> {
        let text = fs::read_to_string(path).map_err(|error| {
            Exit::because(&format!("can't read the configuration {}", path.display()), &error)
        })?;
        Self::parse(&text, path).map_err(Exit::failure)
    }

    /// Returns the flags of the file that neither the command line nor the environment sets.
    pub(super) fn flags_beside(&self, stronger: &ArgMatches) -> Vec<OsString> {
        let is_set = |flag: &str| {
            let source = stronger.value_source(flag);
            matches!(source, Some(ValueSource::CommandLine | ValueSource::EnvVariable))
        };
        let is_ephemeral = stronger.get_one("ephemeral") == Some(&true);
        let flags = self.flags.iter().filter(|(flag, _)| match flag.as_str() {
            // `data` and `ephemeral` exclude each other, so setting one overrides the other in the
            // file.
            "data" => !is_set("data") && !is_ephemeral,
            "ephemeral" => !is_set("ephemeral") && !is_set("data"),
            other => !is_set(other),
        });
        flags.map(|(_, text)| text.clone()).collect()
    }

    /// Adds the settings that no flag can set.
    pub(super) fn complete(self, settings: &mut Settings) {
        settings.v2 = self.v2;
        settings.v3 = self.v3;
        settings.warnings = self.warnings;
    }

    fn parse(text: &str, path: &Path) -> Result<Self, String> {
        let ends: Vec<usize> = text.match_indices('\n').map(|(end, _)| end).collect();
        let source = Source { ends_of_lines: &ends, path };
        let table = DeTable::parse(text).map_err(|error| {
            let span = error.span().unwrap_or_default();
            source.at(&span, error.message())
        })?;
        let flags = Settings::flags();
        let names = flags.get_arguments().filter_map(Arg::get_long);
        let known: Vec<&str> = names.chain(["v2", "v3"]).collect();
        let mut file = Self::default();
        for (name, value) in table.get_ref() {
            let key = Entry { source, name: name.get_ref(), value };
            match (key.name, flags.get_arguments().find(|it| it.get_long() == Some(key.name))) {
                (_, Some(flag)) => {
                    let values = key.values_of(flag, &flags)?.into_iter();
                    file.flags.extend(values.map(|it| (flag.get_id().clone(), it)));
                }
                ("v2", None) => file.v2 = file.read_version(key, V2_KEYS)?,
                ("v3", None) => file.v3 = file.read_version(key, V3_KEYS)?,
                (unknown, None) => {
                    file.warnings.push(source.unknown(&name.span(), unknown, &known));
                }
            }
        }
        let has_folder = file.flags.iter().any(|(flag, _)| flag == "data");
        if has_folder && file.flags.iter().any(|(_, text)| text == "--ephemeral=true") {
            let both = "`ephemeral = true` keeps nothing, so there is no folder for `data`; \
                        remove one of them";
            return Err(format!("{}: {both}", path.display()));
        }
        Ok(file)
    }

    /// Reads the table of a version; `keys` are the names of its two lists.
    fn read_version(&mut self, table: Entry<'_>, keys: [&str; 2]) -> Result<ApiSettings, String> {
        let DeValue::Table(version) = table.value.get_ref() else {
            let name = table.name;
            let what = format!("must be a table: a line `[{name}]` and its keys below it");
            return Err(table.wrong(&what));
        };
        let mut settings = ApiSettings::default();
        for (name, value) in version {
            let key = Entry { name: name.get_ref(), value, ..table };
            if key.name == keys[0] {
                settings.extensions = key.aliases()?;
            } else if key.name == keys[1] {
                settings.disabled = key.aliases()?;
            } else {
                self.warnings.push(table.source.unknown(&name.span(), key.name, &keys));
            }
        }
        Ok(settings)
    }
}

/// The path of the file and the ends of its lines, in which each message looks up its line.
#[derive(Clone, Copy)]
struct Source<'a> {
    ends_of_lines: &'a [usize],
    path: &'a Path,
}

impl Source<'_> {
    /// Returns a message about a part of the text, with the path of the file and the line.
    fn at(self, span: &Range<usize>, what: &str) -> String {
        let line = self.ends_of_lines.partition_point(|end| *end < span.start) + 1;
        format!("{}:{line}: {what}", self.path.display())
    }

    fn unknown(self, span: &Range<usize>, name: &str, known: &[&str]) -> String {
        let suggestion = suggestion(name, known.iter().copied());
        self.at(span, &format!("the unknown key `{name}` is ignored{suggestion}"))
    }
}

/// A key of the file, with its value.
#[derive(Clone, Copy)]
struct Entry<'a> {
    source: Source<'a>,
    name: &'a str,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Entry<'a> {
    fn wrong(self, what: &str) -> String {
        self.source.at(&self.value.span(), &format!("`{}` {what}", self.name))
    }

    fn wrong_value(self, what: &str) -> String {
        self.wrong(&format!("is wrong: {what}"))
    }

    fn text(self) -> Result<&'a str, String> {
        match self.value.get_ref() {
            DeValue::String(text) => Ok(text),
            _ => Err(self.wrong("must be a text, in quotation marks")),
        }
    }

    /// Returns the flag once for each value of this key, as `--flag=value`. The values are checked
    /// like values on the command line.
    fn values_of(self, flag: &Arg, flags: &Command) -> Result<Vec<OsString>, String> {
        let kind = flag.get_value_names().and_then(|it| it.first()).map_or("", |it| it.as_str());
        let values: Vec<OsString> = match (kind, self.value.get_ref()) {
            ("ALIAS", _) => self.aliases()?.into_iter().map(OsString::from).collect(),
            ("FILE" | "FOLDER", _) => vec![self.path()?.into()],
            ("BOOLEAN", DeValue::Boolean(value)) => vec![value.to_string().into()],
            ("BOOLEAN", _) => {
                return Err(self.wrong("must be true or false, without quotation marks"));
            }
            ("NUMBER", DeValue::Integer(value)) => vec![value.to_string().into()],
            ("NUMBER", _) => {
                return Err(self.wrong("must be a whole number, without quotation marks"));
            }
            _ => vec![self.text()?.into()],
        };
        let mut texts = Vec::new();
        for value in values {
            let mut text = OsString::from(format!("--{}=", self.name));
            text.push(value);
            let alone = flags.clone().try_get_matches_from([OsStr::new("serve"), &text]);
            alone.map_err(|error| {
                let what = error.source().map_or_else(|| error.to_string(), ToString::to_string);
                self.wrong_value(&what)
            })?;
            texts.push(text);
        }
        Ok(texts)
    }

    /// Returns a path, which the file gives relative to its own folder.
    fn path(self) -> Result<PathBuf, String> {
        let text = self.text()?;
        if text.is_empty() {
            return Err(self.wrong("must be a path, not an empty text"));
        }
        Ok(self.source.path.parent().map_or_else(|| text.into(), |folder| folder.join(text)))
    }

    fn aliases(self) -> Result<Vec<String>, String> {
        let DeValue::Array(values) = self.value.get_ref() else {
            return Err(self.wrong("must be a list of texts, such as [\"OS-EXT-STS\"]"));
        };
        let values = values.iter().map(|value| Entry { value, ..self });
        values.map(Self::alias).collect()
    }

    /// Returns this item of a list as one alias. Commas separate aliases in a flag, but not in an
    /// item.
    fn alias(self) -> Result<String, String> {
        let text = self.text()?;
        if text.contains(',') {
            return Err(self.wrong_value(&format!("`{text}` has a comma; {ALIASES}")));
        }
        parse_alias(text).map_err(|what| self.wrong_value(&what))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::FromArgMatches as _;

    use super::*;
    use crate::settings::{Limits, OffloadTime, Storage, TlsFiles};

    /// Returns the settings of the file with an empty command line.
    fn settings(file: ConfigurationFile) -> Settings {
        let command = Settings::flags();
        let nothing = command.clone().get_matches_from(["serve"]);
        let flags = file.flags_beside(&nothing);
        let matches = command.get_matches_from([OsString::from("serve")].into_iter().chain(flags));
        let mut settings = Settings::from_arg_matches(&matches).unwrap();
        file.complete(&mut settings);
        settings
    }

    fn parse(text: &str) -> Result<ConfigurationFile, String> {
        ConfigurationFile::parse(text, Path::new("conf/ferronova.toml"))
    }

    fn error(text: &str) -> String {
        parse(text).unwrap_err()
    }

    #[test]
    fn every_key_that_the_help_shows_is_read() {
        let file = parse(
            "listen = '[::1]:1'\n\
             data = '/var/lib/ferronova'\n\
             ephemeral = false\n\
             seed = 'cloud.yaml'\n\
             public-url = 'https://cloud.example.org/'\n\
             tls-cert = 'cloud.pem'\n\
             tls-key = 'cloud.key'\n\
             policy-file = '../policy.json'\n\
             disable-extension = ['OS-EXT-STS']\n\
             build-time = '3s'\n\
             action-time = '500ms'\n\
             deleted-retention = '1d'\n\
             reclaim-instance-interval = '1h'\n\
             shelved-offload-time = 'never'\n\
             max-connections = 7\n\
             request-timeout = '1s'\n\
             keep-alive = '2s'\n\
             send-timeout = '3s'\n\
             max-memory = '1GiB'\n\
             slow-write = '4s'\n\
             [v2]\n\
             extensions = ['OS-DCF']\n\
             disabled = ['OS-SRV-USG']\n\
             [v3]\n\
             extensions_whitelist = ['servers']\n\
             extensions_blacklist = ['os-pci']\n",
        )
        .unwrap();

        let expected = Settings {
            listen: "[::1]:1".parse().unwrap(),
            storage: Storage::Folder("/var/lib/ferronova".into()),
            seed: Some("conf/cloud.yaml".into()),
            public_url: Some("https://cloud.example.org".to_owned()),
            tls: Some(TlsFiles {
                certificate: "conf/cloud.pem".into(),
                key: "conf/cloud.key".into(),
            }),
            policy_file: Some("conf/../policy.json".into()),
            disabled_extensions: vec!["OS-EXT-STS".to_owned()],
            v2: ApiSettings {
                extensions: vec!["OS-DCF".to_owned()],
                disabled: vec!["OS-SRV-USG".to_owned()],
            },
            v3: ApiSettings {
                extensions: vec!["servers".to_owned()],
                disabled: vec!["os-pci".to_owned()],
            },
            build_time: Duration::from_secs(3),
            action_time: Some(Duration::from_millis(500)),
            deleted_retention: Duration::from_hours(24),
            reclaim_instance_interval: Duration::from_hours(1),
            shelved_offload_time: OffloadTime::Never,
            slow_write: Duration::from_secs(4),
            limits: Limits {
                max_connections: 7,
                request_timeout: Duration::from_secs(1),
                keep_alive: Duration::from_secs(2),
                send_timeout: Duration::from_secs(3),
                max_memory: 1 << 30,
                ..Limits::default()
            },
            warnings: Vec::new(),
        };
        assert_eq!(settings(file), expected);
    }

    #[test]
    fn an_unknown_key_is_a_warning_with_its_line_and_the_nearest_known_one() {
        let file =
            parse("\nlisten = '[::1]:1'\nbuild_time = '3s'\n[v2]\nport = 1\n[v4]\n").unwrap();

        assert_eq!(
            file.warnings,
            [
                "conf/ferronova.toml:3: the unknown key `build_time` is ignored; did you mean \
                 `build-time`?",
                "conf/ferronova.toml:5: the unknown key `port` is ignored",
                "conf/ferronova.toml:6: the unknown key `v4` is ignored; did you mean `v2`?",
            ]
        );
    }

    #[test]
    fn a_wrong_value_is_named_with_file_line_and_what_would_be_right() {
        assert_eq!(
            error("\nbuild-time = 5"),
            "conf/ferronova.toml:2: `build-time` must be a text, in quotation marks"
        );
        assert_eq!(
            error("build-time = '5'"),
            "conf/ferronova.toml:1: `build-time` is wrong: `5` has no unit; write 5s for seconds \
             (units are ms, s, m, h and d)"
        );
        assert_eq!(
            error("ephemeral = 'yes'"),
            "conf/ferronova.toml:1: `ephemeral` must be true or false, without quotation marks"
        );
        assert_eq!(
            error("max-connections = '9'"),
            "conf/ferronova.toml:1: `max-connections` must be a whole number, without quotation \
             marks"
        );
        assert_eq!(
            error("max-connections = 0"),
            "conf/ferronova.toml:1: `max-connections` is wrong: `0` is no whole number from 1 to \
             1000000, such as 1000"
        );
        assert_eq!(
            error("seed = ''"),
            "conf/ferronova.toml:1: `seed` must be a path, not an empty text"
        );
        assert_eq!(
            error("v2 = 1"),
            "conf/ferronova.toml:1: `v2` must be a table: a line `[v2]` and its keys below it"
        );
        assert_eq!(
            error("[v2]\ndisabled = 'OS-DCF'"),
            "conf/ferronova.toml:2: `disabled` must be a list of texts, such as [\"OS-EXT-STS\"]"
        );
        assert_eq!(
            error("disable-extension = [\n'OS-DCF',\n'']"),
            "conf/ferronova.toml:3: `disable-extension` is wrong: an alias is missing; write one \
             such as os-server-locked-status"
        );
        for list in ["disable-extension", "[v2]\nextensions", "[v3]\nextensions_blacklist"] {
            assert!(error(&format!("{list} = ['OS-DCF,os-pci']")).ends_with(
                " is wrong: `OS-DCF,os-pci` has a comma; write each alias as a text of its own, \
                 such as [\"OS-DCF\", \"OS-SRV-USG\"]"
            ));
        }
    }

    #[test]
    fn a_file_that_is_no_toml_is_refused_with_its_line() {
        assert!(error("listen = 1\nlisten").starts_with("conf/ferronova.toml:2: "));
        assert!(error("listen = 'a'\nlisten = 'b'").starts_with("conf/ferronova.toml:2: "));
    }

    #[test]
    fn a_file_cannot_keep_nothing_and_name_a_folder() {
        assert!(error("ephemeral = true\ndata = 'a'").contains("remove one of them"));
        assert!(parse("ephemeral = false\ndata = 'a'").is_ok());
    }
}
