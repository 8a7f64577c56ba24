//! The configuration file.

use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
    time::Duration,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    ApiSettings,
    duration::{OffloadTime, parse_duration, parse_offload_time, parse_slow_write},
    limits::{SaidLimits, parse_connections, parse_patience},
    size::parse_memory,
    values::{parse_alias, parse_listen, parse_public_url},
};
use crate::{exit::Exit, nearest::suggestion};

const KEYS: &[&str] = &[
    "listen",
    "data",
    "ephemeral",
    "seed",
    "public-url",
    "tls-cert",
    "tls-key",
    "policy-file",
    "disable-extension",
    "build-time",
    "action-time",
    "deleted-retention",
    "reclaim-instance-interval",
    "shelved-offload-time",
    "max-connections",
    "request-timeout",
    "keep-alive",
    "send-timeout",
    "max-memory",
    "slow-write",
    "v2",
    "v3",
];

/// What the tables of the versions call their lists: Nova's own words for v3.
const V2_KEYS: [&str; 2] = ["extensions", "disabled"];
const V3_KEYS: [&str; 2] = ["extensions_whitelist", "extensions_blacklist"];

/// What a configuration file says; nothing where it is silent.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    pub(super) listen: Option<std::net::SocketAddr>,
    pub(super) data: Option<PathBuf>,
    pub(super) ephemeral: Option<bool>,
    pub(super) seed: Option<PathBuf>,
    pub(super) public_url: Option<String>,
    pub(super) tls_cert: Option<PathBuf>,
    pub(super) tls_key: Option<PathBuf>,
    pub(super) policy_file: Option<PathBuf>,
    pub(super) disable_extension: Option<Vec<String>>,
    pub(super) build_time: Option<Duration>,
    pub(super) action_time: Option<Duration>,
    pub(super) deleted_retention: Option<Duration>,
    pub(super) reclaim_instance_interval: Option<Duration>,
    pub(super) shelved_offload_time: Option<OffloadTime>,
    pub(super) slow_write: Option<Duration>,
    pub(super) limits: SaidLimits,
    pub(super) v2: ApiSettings,
    pub(super) v3: ApiSettings,
    /// What it says that nobody understands.
    pub(super) warnings: Vec<String>,
}

impl Configuration {
    /// Reads the file at `path`.
    pub(super) fn read(path: &Path) -> Result<Self, Exit> {
        let text = fs::read_to_string(path).map_err(|error| {
            Exit::because(&format!("can't read the configuration {}", path.display()), &error)
        })?;
        Self::parse(&text, path).map_err(Exit::failure)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, String> {
        let ends: Vec<usize> = text.match_indices('\n').map(|(end, _)| end).collect();
        let source = Source { ends_of_lines: &ends, path };
        let table = DeTable::parse(text).map_err(|error| {
            let span = error.span().unwrap_or_default();
            source.at(&span, error.message())
        })?;
        let mut file = Self::default();
        for (name, value) in table.get_ref() {
            let key = Key { source, name: name.get_ref(), value };
            match key.name {
                "listen" => file.listen = Some(key.parse(parse_listen)?),
                "data" => file.data = Some(key.path()?),
                "ephemeral" => file.ephemeral = Some(key.boolean()?),
                "seed" => file.seed = Some(key.path()?),
                "public-url" => file.public_url = Some(key.parse(parse_public_url)?),
                "tls-cert" => file.tls_cert = Some(key.path()?),
                "tls-key" => file.tls_key = Some(key.path()?),
                "policy-file" => file.policy_file = Some(key.path()?),
                "disable-extension" => file.disable_extension = Some(key.aliases()?),
                "build-time" => file.build_time = Some(key.parse(parse_duration)?),
                "action-time" => file.action_time = Some(key.parse(parse_duration)?),
                "deleted-retention" => file.deleted_retention = Some(key.parse(parse_duration)?),
                "reclaim-instance-interval" => {
                    file.reclaim_instance_interval = Some(key.parse(parse_duration)?);
                }
                "shelved-offload-time" => {
                    file.shelved_offload_time = Some(key.parse(parse_offload_time)?);
                }
                "max-connections" => {
                    file.limits.max_connections = Some(key.number(parse_connections)?);
                }
                "request-timeout" => {
                    file.limits.request_timeout = Some(key.parse(parse_patience)?);
                }
                "keep-alive" => file.limits.keep_alive = Some(key.parse(parse_patience)?),
                "send-timeout" => file.limits.send_timeout = Some(key.parse(parse_patience)?),
                "max-memory" => file.limits.max_memory = Some(key.parse(parse_memory)?),
                "slow-write" => file.slow_write = Some(key.parse(parse_slow_write)?),
                "v2" => file.v2 = file.read_version(key, V2_KEYS)?,
                "v3" => file.v3 = file.read_version(key, V3_KEYS)?,
                unknown => file.warnings.push(source.unknown(&name.span(), unknown, KEYS)),
            }
        }
        if file.data.is_some() && file.ephemeral == Some(true) {
            let both = "`ephemeral = true` keeps nothing, so there is no folder for `data`; \
                        remove one of them";
            return Err(format!("{}: {both}", path.display()));
        }
        Ok(file)
    }

    /// Reads the table of a version, which calls its two lists so.
    fn read_version(&mut self, table: Key<'_>, keys: [&str; 2]) -> Result<ApiSettings, String> {
        let DeValue::Table(version) = table.value.get_ref() else {
            let name = table.name;
            let what = format!("must be a table: a line `[{name}]` and its keys below it");
            return Err(table.wrong(&what));
        };
        let mut settings = ApiSettings::default();
        for (name, value) in version {
            let key = Key { name: name.get_ref(), value, ..table };
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

/// Where a file comes from, and where its lines end: who has much to say looks that up often.
#[derive(Clone, Copy)]
struct Source<'a> {
    ends_of_lines: &'a [usize],
    path: &'a Path,
}

impl Source<'_> {
    /// What is to be said about a part of the text.
    fn at(self, span: &Range<usize>, what: &str) -> String {
        let line = self.ends_of_lines.partition_point(|end| *end < span.start) + 1;
        format!("{}:{line}: {what}", self.path.display())
    }

    fn unknown(self, span: &Range<usize>, name: &str, known: &[&str]) -> String {
        let suggestion = suggestion(name, known.iter().copied());
        self.at(span, &format!("the unknown key `{name}` is ignored{suggestion}"))
    }
}

/// A key of the file with its value.
#[derive(Clone, Copy)]
struct Key<'a> {
    source: Source<'a>,
    name: &'a str,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Key<'a> {
    fn wrong(self, what: &str) -> String {
        self.source.at(&self.value.span(), &format!("`{}` {what}", self.name))
    }

    fn text(self) -> Result<&'a str, String> {
        match self.value.get_ref() {
            DeValue::String(text) => Ok(text),
            _ => Err(self.wrong("must be a text, in quotation marks")),
        }
    }

    fn number<T>(self, parse: impl Fn(&str) -> Result<T, String>) -> Result<T, String> {
        match self.value.get_ref() {
            DeValue::Integer(value) => {
                parse(&value.to_string()).map_err(|what| self.wrong(&format!("is wrong: {what}")))
            }
            _ => Err(self.wrong("must be a whole number, without quotation marks")),
        }
    }

    fn parse<T>(self, parse: impl Fn(&str) -> Result<T, String>) -> Result<T, String> {
        parse(self.text()?).map_err(|what| self.wrong(&format!("is wrong: {what}")))
    }

    /// A path, which is relative to the folder of the file.
    fn path(self) -> Result<PathBuf, String> {
        let text = self.text()?;
        if text.is_empty() {
            return Err(self.wrong("must be a path, not an empty text"));
        }
        Ok(self.source.path.parent().map_or_else(|| text.into(), |folder| folder.join(text)))
    }

    fn boolean(self) -> Result<bool, String> {
        match self.value.get_ref() {
            DeValue::Boolean(value) => Ok(*value),
            _ => Err(self.wrong("must be true or false, without quotation marks")),
        }
    }

    fn aliases(self) -> Result<Vec<String>, String> {
        let DeValue::Array(values) = self.value.get_ref() else {
            return Err(self.wrong("must be a list of texts, such as [\"OS-EXT-STS\"]"));
        };
        values.iter().map(|value| Key { value, ..self }.parse(parse_alias)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Configuration, String> {
        Configuration::parse(text, Path::new("conf/ferronova.toml"))
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

        assert_eq!(file.listen, Some("[::1]:1".parse().unwrap()));
        assert_eq!(file.data, Some("/var/lib/ferronova".into()));
        assert_eq!(file.ephemeral, Some(false));
        assert_eq!(file.seed, Some("conf/cloud.yaml".into()));
        assert_eq!(file.public_url.as_deref(), Some("https://cloud.example.org"));
        assert_eq!(file.tls_cert, Some("conf/cloud.pem".into()));
        assert_eq!(file.tls_key, Some("conf/cloud.key".into()));
        assert_eq!(file.policy_file, Some("conf/../policy.json".into()));
        assert_eq!(file.disable_extension, Some(vec!["OS-EXT-STS".to_owned()]));
        assert_eq!(file.build_time, Some(Duration::from_secs(3)));
        assert_eq!(file.action_time, Some(Duration::from_millis(500)));
        assert_eq!(file.deleted_retention, Some(Duration::from_hours(24)));
        assert_eq!(file.reclaim_instance_interval, Some(Duration::from_hours(1)));
        assert_eq!(file.shelved_offload_time, Some(OffloadTime::Never));
        assert_eq!(file.limits.max_connections, Some(7));
        assert_eq!(file.limits.request_timeout, Some(Duration::from_secs(1)));
        assert_eq!(file.limits.keep_alive, Some(Duration::from_secs(2)));
        assert_eq!(file.limits.send_timeout, Some(Duration::from_secs(3)));
        assert_eq!(file.limits.max_memory, Some(1 << 30));
        assert_eq!(file.slow_write, Some(Duration::from_secs(4)));
        assert_eq!(file.v2.extensions, ["OS-DCF"]);
        assert_eq!(file.v2.disabled, ["OS-SRV-USG"]);
        assert_eq!(file.v3.extensions, ["servers"]);
        assert_eq!(file.v3.disabled, ["os-pci"]);
        assert_eq!(file.warnings, [""; 0]);
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
