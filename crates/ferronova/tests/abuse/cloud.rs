//! A cloud that is abused, and another client that works in it at the same time.

use std::{
    fs,
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::{
    raw::Raw,
    support::{
        caller::Caller,
        program::{Program, serve},
    },
};

/// Deadlines short enough for a test to wait for.
pub(crate) const SHORT: [&str; 6] =
    ["--request-timeout", "1s", "--keep-alive", "2s", "--send-timeout", "1s"];

/// Number of large servers that one request creates, close to the maximum.
const AT_ONCE: usize = 200;

/// A running server with the built-in seed.
pub(crate) struct Cloud {
    program: Program,
    pub(crate) owner: Caller,
    image: String,
    _folder: TempDir,
}

impl Cloud {
    /// Starts a cloud with these further arguments.
    #[track_caller]
    pub(crate) fn start<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Self {
        Self::start_as(arguments, |command| command)
    }

    /// Starts a cloud with a limit of `ulimit`, such as `-n 64`.
    #[track_caller]
    pub(crate) fn start_limited(limit: &str) -> Self {
        Self::start_as([], |command| {
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!("ulimit {limit} && exec \"$0\" \"$@\"")]);
            shell.arg(command.get_program()).args(command.get_args()).stdin(Stdio::null());
            shell
        })
    }

    #[track_caller]
    fn start_as<'a>(
        arguments: impl IntoIterator<Item = &'a str>,
        run: impl FnOnce(Command) -> Command,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let mut command = run(serve(folder.path(), arguments));
        let program = Program::start_serving(&mut command);
        let owner = Caller::log_in(&program.base_url(), "demo");
        let images = owner.call("GET", "images", None).body;
        let image = images["images"][0]["id"].as_str().expect("there is an image").to_owned();
        Self { program, owner, image, _folder: folder }
    }

    /// Opens a connection for raw bytes.
    #[track_caller]
    pub(crate) fn connect(&self) -> Raw {
        Raw::connect(&self.program.base_url())
    }

    /// Returns the absolute path of a path in the owner's project.
    pub(crate) fn path(&self, path: &str) -> String {
        format!("/v2/{}/{path}", self.owner.project_id)
    }

    /// Returns the first lines of a request of the owner, to which further headers can be appended.
    pub(crate) fn head(&self, method: &str, path: &str) -> String {
        let (path, token) = (self.path(path), &self.owner.token);
        format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nX-Auth-Token: {token}\r\n")
    }

    /// Returns the body of a request for a new server with these further members.
    pub(crate) fn new_server(&self, members: &Value) -> Value {
        let mut server = json!({"name": "web", "imageRef": self.image, "flavorRef": "1"});
        if let (Some(server), Some(members)) = (server.as_object_mut(), members.as_object()) {
            server.extend(members.clone());
        }
        json!({ "server": server })
    }

    /// Creates servers of the owner with the maximum of metadata, 66 kB each, in batches.
    #[track_caller]
    pub(crate) fn boot_large_servers(&self, number: usize) {
        let items = (0..128).map(|n| (format!("{n:0255}"), json!("x".repeat(255))));
        let metadata: Map<_, _> = items.collect();
        for at_once in std::iter::repeat_n(AT_ONCE, number / AT_ONCE).chain([number % AT_ONCE]) {
            if at_once > 0 {
                let members = json!({"metadata": metadata, "min_count": at_once});
                let created = self.owner.call("POST", "servers", Some(&self.new_server(&members)));
                assert_eq!(created.status, 202, "{}", created.body);
            }
        }
    }

    /// The resident memory of the server, in KiB.
    pub(crate) fn resident(&self) -> u64 {
        let path = format!("/proc/{}/status", self.program.id());
        let status = fs::read_to_string(path).expect("the process runs");
        let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:"));
        let number = line.and_then(|it| it.split_whitespace().next()?.parse().ok());
        number.expect("it says how much memory it has")
    }

    /// Number of open files of the server, including connections.
    pub(crate) fn open_files(&self) -> usize {
        let path = format!("/proc/{}/fd", self.program.id());
        fs::read_dir(path).expect("the process runs").count()
    }

    /// Runs `abuse` while another client creates, shows, locks, lists and deletes servers on its
    /// own connections, and checks every response. Afterwards, the client does so once more.
    #[track_caller]
    pub(crate) fn beside_others<T>(&self, abuse: impl FnOnce() -> T) -> T {
        let is_over = AtomicBool::new(false);
        let outcome = thread::scope(|scope| {
            let others = scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    self.work();
                }
            });
            // The other client must also stop if `abuse` panics.
            let over = Over(&is_over);
            let outcome = abuse();
            drop(over);
            others.join().expect("others get right answers");
            outcome
        });
        self.work();
        outcome
    }

    #[track_caller]
    fn work(&self) {
        let other = Caller::log_in(&self.owner.base_url, "alt");
        // Each call opens a connection, because a slow debug build may have closed an idle one.
        let call = |method: &str, path: &str, body: Option<&Value>| {
            other.at(&other.base_url).call(method, path, body)
        };
        let created = call("POST", "servers", Some(&self.new_server(&json!({}))));
        assert_eq!(created.status, 202, "{}", created.body);
        let id = created.body["server"]["id"].as_str().expect("it has an id").to_owned();
        let server = format!("servers/{id}");
        let action = format!("{server}/action");
        assert_eq!(call("POST", &action, Some(&json!({"lock": null}))).status, 202);
        let shown = call("GET", &server, None).body;
        assert_eq!(shown["server"]["locked_by"], "owner", "{shown}");
        let listed = call("GET", "servers?locked=true", None).body;
        assert_eq!(listed["servers"][0]["id"], *id, "{listed}");
        assert_eq!(call("POST", &action, Some(&json!({"unlock": null}))).status, 202);
        assert_eq!(call("DELETE", &server, None).status, 204);
    }
}

/// Stops the other client when it is dropped.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
