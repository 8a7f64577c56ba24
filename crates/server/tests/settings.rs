//! Tests of the command line, the environment and the configuration file. Each case runs in its own
//! process, because environment variables are per process.

use std::{
    env, fs,
    io::{self, Write},
    net::SocketAddr,
    path::Path,
    process::Command,
    time::Duration,
};

use ferronova_server::{ApiSettings, Limits, OffloadTime, Settings, Storage, TlsFiles};
use tempfile::TempDir;

/// Environment variable with the arguments of the child, one per line.
const ARGUMENTS: &str = "TEST_ARGUMENTS";

/// Printed by the child before its settings.
const MARK: &str = "settings: ";

/// The child process of the other tests; does nothing otherwise.
#[test]
fn the_child_prints_its_settings() {
    let Ok(arguments) = env::var(ARGUMENTS) else { return };

    match ferronova_server::Command::from_args(arguments.split('\n')) {
        Ok(ferronova_server::Command::Serve(settings)) => {
            writeln!(io::stdout(), "{MARK}{settings:?}").unwrap();
        }
        Ok(command) => panic!("the tests ask for `serve`: {command:?}"),
        Err(exit) => {
            // An `ExitCode` can't be read, so the status is used below.
            let _ = exit.report();
            std::process::exit(exit.status().into());
        }
    }
}

/// The result of a start.
struct Ended {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Starts a child with these arguments and variables in this folder.
fn run(arguments: &[&str], environment: &[(&str, &str)], folder: &Path) -> Ended {
    let line = [&["ferronova"], arguments].concat().join("\n");
    let output = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "the_child_prints_its_settings", "--nocapture"])
        .env_clear()
        .env(ARGUMENTS, line)
        .envs(environment.iter().copied())
        .current_dir(folder)
        .output()
        .expect("a process");
    Ended {
        status: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

/// Returns the debug text of the settings, with this content of `conf.toml`.
fn settings(arguments: &[&str], environment: &[(&str, &str)], file: &str) -> String {
    let folder = folder();
    fs::write(folder.path().join("conf.toml"), file).expect("a file for the test");
    let ended = run(arguments, environment, folder.path());
    let mut lines = ended.stdout.lines();
    let settings = lines.find_map(|it| it.split_once(MARK)).map(|(_, it)| it.to_owned());
    settings.unwrap_or_else(|| panic!("{}\n{}", ended.stdout, ended.stderr))
}

fn defaults() -> Settings {
    Settings {
        listen: SocketAddr::from(([127, 0, 0, 1], 8774)),
        storage: Storage::Folder("./ferronova-data".into()),
        seed: None,
        public_url: None,
        tls: None,
        policy_file: None,
        disabled_extensions: Vec::new(),
        v2: ApiSettings::default(),
        v3: ApiSettings::default(),
        build_time: Duration::ZERO,
        action_time: None,
        deleted_retention: Duration::from_hours(7 * 24),
        reclaim_instance_interval: Duration::ZERO,
        shelved_offload_time: OffloadTime::After(Duration::ZERO),
        slow_write: Duration::from_secs(2),
        limits: Limits::default(),
        warnings: Vec::new(),
    }
}

fn debug(settings: &Settings) -> String {
    format!("{settings:?}")
}

#[test]
fn nothing_has_to_be_said() {
    assert_eq!(settings(&["serve"], &[], ""), debug(&defaults()));
    assert_eq!(Settings::default(), defaults());
}

#[test]
fn every_flag_is_also_a_variable_of_the_environment() {
    let by_flag = settings(
        &[
            "serve",
            "--listen=[::1]:0",
            "--data=d",
            "--seed=s",
            "--public-url=https://cloud.example.org/",
            "--tls-cert=c",
            "--tls-key=k",
            "--policy-file=p",
            "--disable-extension=OS-DCF",
            "--disable-extension=OS-EXT-STS",
            "--build-time=3s",
            "--action-time=500ms",
            "--deleted-retention=1d",
            "--reclaim-instance-interval=1h",
            "--shelved-offload-time=never",
            "--max-connections=7",
            "--request-timeout=1s",
            "--keep-alive=2s",
            "--send-timeout=3s",
            "--max-memory=1GiB",
            "--slow-write=4s",
        ],
        &[],
        "",
    );
    let by_variable = settings(
        &["serve"],
        &[
            ("FERRONOVA_LISTEN", "[::1]:0"),
            ("FERRONOVA_DATA", "d"),
            ("FERRONOVA_SEED", "s"),
            ("FERRONOVA_PUBLIC_URL", "https://cloud.example.org/"),
            ("FERRONOVA_TLS_CERT", "c"),
            ("FERRONOVA_TLS_KEY", "k"),
            ("FERRONOVA_POLICY_FILE", "p"),
            ("FERRONOVA_DISABLE_EXTENSION", "OS-DCF, OS-EXT-STS"),
            ("FERRONOVA_BUILD_TIME", "3s"),
            ("FERRONOVA_ACTION_TIME", "500ms"),
            ("FERRONOVA_DELETED_RETENTION", "1d"),
            ("FERRONOVA_RECLAIM_INSTANCE_INTERVAL", "1h"),
            ("FERRONOVA_SHELVED_OFFLOAD_TIME", "never"),
            ("FERRONOVA_MAX_CONNECTIONS", "7"),
            ("FERRONOVA_REQUEST_TIMEOUT", "1s"),
            ("FERRONOVA_KEEP_ALIVE", "2s"),
            ("FERRONOVA_SEND_TIMEOUT", "3s"),
            ("FERRONOVA_MAX_MEMORY", "1GiB"),
            ("FERRONOVA_SLOW_WRITE", "4s"),
        ],
        "",
    );

    let expected = Settings {
        listen: "[::1]:0".parse().unwrap(),
        storage: Storage::Folder("d".into()),
        seed: Some("s".into()),
        public_url: Some("https://cloud.example.org".to_owned()),
        tls: Some(TlsFiles { certificate: "c".into(), key: "k".into() }),
        policy_file: Some("p".into()),
        disabled_extensions: vec!["OS-DCF".to_owned(), "OS-EXT-STS".to_owned()],
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
            crowded_keep_alive: Duration::from_secs(2),
            send_timeout: Duration::from_secs(3),
            max_memory: 1 << 30,
        },
        ..defaults()
    };
    assert_eq!(by_flag, debug(&expected));
    assert_eq!(by_variable, debug(&expected));
}

#[test]
fn a_flag_goes_before_the_environment_and_that_before_the_file() {
    let file = "build-time = '1s'\naction-time = '1s'\ndeleted-retention = '1s'\n\
                keep-alive = '1s'\nsend-timeout = '1s'\nmax-connections = 1\n\
                disable-extension = ['a']";
    let environment = [
        ("FERRONOVA_CONFIG", "conf.toml"),
        ("FERRONOVA_BUILD_TIME", "2s"),
        ("FERRONOVA_ACTION_TIME", "2s"),
        ("FERRONOVA_KEEP_ALIVE", "2s"),
        ("FERRONOVA_SEND_TIMEOUT", "2s"),
        ("FERRONOVA_DISABLE_EXTENSION", "b"),
    ];

    let arguments = ["serve", "--build-time", "3s", "--send-timeout", "3s"];
    let settings = settings(&arguments, &environment, file);

    let expected = Settings {
        build_time: Duration::from_secs(3),
        action_time: Some(Duration::from_secs(2)),
        deleted_retention: Duration::from_secs(1),
        limits: Limits {
            max_connections: 1,
            keep_alive: Duration::from_secs(2),
            crowded_keep_alive: Duration::from_secs(2),
            send_timeout: Duration::from_secs(3),
            ..Limits::default()
        },
        disabled_extensions: vec!["b".to_owned()],
        ..defaults()
    };
    assert_eq!(settings, debug(&expected));
}

#[test]
fn the_file_says_which_extensions_v2_has_and_what_it_says_in_vain_is_a_warning() {
    let file = "seed = 'cloud.yaml'\nlisten_on = 1\n[v2]\nextensions = ['a']\ndisabled = ['b']";

    let settings = settings(&["serve", "--config", "./conf.toml"], &[], file);

    let expected = Settings {
        seed: Some("./cloud.yaml".into()),
        v2: ApiSettings { extensions: vec!["a".to_owned()], disabled: vec!["b".to_owned()] },
        warnings: vec![
            "./conf.toml:2: the unknown key `listen_on` is ignored; did you mean \
                        `listen`?"
                .to_owned(),
        ],
        ..defaults()
    };
    assert_eq!(settings, debug(&expected));
}

#[test]
fn a_variable_that_is_empty_says_nothing() {
    let environment =
        [("FERRONOVA_LISTEN", ""), ("FERRONOVA_EPHEMERAL", ""), ("FERRONOVA_DATA", "")];

    assert_eq!(settings(&["serve"], &environment, ""), debug(&defaults()));
}

#[test]
fn of_a_folder_and_no_folder_the_one_said_in_the_stronger_place_holds() {
    let storage = |arguments: &[&str], environment: &[(&str, &str)], file: &str| {
        let arguments = [&["serve", "--config", "conf.toml"], arguments].concat();
        let text = settings(&arguments, environment, file);
        let (_, text) = text.split_once("storage: ").unwrap();
        text.split_once(", seed").unwrap().0.to_owned()
    };
    let folder = |name| format!("Folder({name:?})");

    assert_eq!(storage(&["--ephemeral"], &[], "data = 'f'"), "Memory");
    assert_eq!(storage(&["--ephemeral"], &[("FERRONOVA_DATA", "e")], ""), "Memory");
    assert_eq!(storage(&["--data=c"], &[("FERRONOVA_EPHEMERAL", "1")], ""), folder("c"));
    assert_eq!(storage(&[], &[("FERRONOVA_EPHEMERAL", "yes")], "data = 'f'"), "Memory");
    assert_eq!(storage(&["--data=c"], &[], "ephemeral = true"), folder("c"));
    assert_eq!(
        storage(&["--ephemeral=false"], &[], "ephemeral = true"),
        folder("./ferronova-data")
    );
    assert_eq!(storage(&[], &[], "ephemeral = true"), "Memory");
}

#[test]
fn help_and_version_are_no_failures() {
    let folder = folder();

    let version = run(&["--version"], &[], folder.path());
    let help = run(&["serve", "--help"], &[], folder.path());

    assert_eq!((version.status, help.status), (Some(0), Some(0)));
    let text = version.stdout;
    assert!(text.contains(concat!("ferronova ", env!("CARGO_PKG_VERSION"))), "{text}");
    // Ignores line breaks.
    let text = help.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for flag in [
        "listen",
        "data",
        "ephemeral",
        "seed",
        "public-url",
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
        "config",
    ] {
        let variable = flag.to_uppercase().replace('-', "_");
        assert!(text.contains(&format!("--{flag}")), "{flag}\n{text}");
        assert!(text.contains(&format!("[env: FERRONOVA_{variable}]")), "{flag}\n{text}");
    }
    assert!(text.matches("[default:").count() >= 17, "{text}");
}

#[test]
fn a_mistake_on_the_command_line_ends_with_status_2() {
    let folder = folder();
    for (arguments, expected) in [
        (&["serve", "--lisen", "a"][..], "unexpected argument '--lisen' found"),
        (&["server"], "unrecognized subcommand 'server'"),
        (&["serve", "--listen", "8774"], "`8774` has no port; write an address and a port"),
        (&["serve", "--listen", "nowhere.invalid:1"], "`nowhere.invalid` is no address and no"),
        (&["serve", "--public-url", "cloud"], "there is no http:// or https://"),
        (&["serve", "--build-time", "5"], "`5` has no unit; write 5s for seconds"),
        (&["serve", "--action-time", "soon"], "`soon` is not a length of time such as 0s"),
        (&["serve", "--deleted-retention", "1y"], "`1y` is not a length of time"),
        (&["serve", "--max-connections", "0"], "`0` is no whole number from 1 to 1000000"),
        (&["serve", "--send-timeout", "0s"], "`0s` would give no client any time"),
        (&["serve", "--disable-extension", "a,,b"], "an alias is missing"),
        (&["serve", "--ephemeral=maybe"], "invalid value 'maybe' for '--ephemeral"),
        (&["serve", "--data", ""], "a value is required for '--data <FOLDER>'"),
        (&["serve", "--ephemeral", "--data", "d"], "`--ephemeral` keeps nothing"),
        (&["serve", "--seed"], "a value is required for '--seed <FILE>'"),
        (&["serve", "--seed", "a", "--seed", "b"], "cannot be used multiple times"),
        (&[], "Usage: ferronova"),
    ] {
        let Ended { status, stderr, .. } = run(arguments, &[], folder.path());
        assert_eq!(status, Some(2), "{arguments:?}\n{stderr}");
        assert!(stderr.contains(expected), "{arguments:?}\n{stderr}");
    }
}

#[test]
fn a_mistake_in_the_environment_ends_with_status_2() {
    let folder = folder();

    let ended = run(&["serve"], &[("FERRONOVA_BUILD_TIME", "5")], folder.path());

    assert_eq!(ended.status, Some(2));
    let text = ended.stderr;
    assert!(text.contains("'--build-time <TIME>'") && text.contains("write 5s"), "{text}");
}

#[test]
fn a_mistake_in_the_file_ends_with_status_1_and_one_line() {
    let folder = folder();
    for (file, expected) in [
        (
            Some("\nlisten = 1"),
            "ferronova: conf.toml:2: `listen` must be a text, in quotation marks\n",
        ),
        (
            Some("ephemeral = true\ndata = 'd'"),
            "ferronova: conf.toml: `ephemeral = true` keeps nothing, so there is no folder for \
             `data`; remove one of them\n",
        ),
        (
            None,
            "ferronova: can't read the configuration conf.toml: No such file or directory (os \
             error 2)\n",
        ),
    ] {
        let path = folder.path().join("conf.toml");
        match file {
            Some(text) => fs::write(path, text).unwrap(),
            None => fs::remove_file(path).unwrap(),
        }
        let ended = run(&["serve", "--config", "conf.toml"], &[], folder.path());
        assert_eq!((ended.status, &*ended.stderr), (Some(1), expected));
    }
}
