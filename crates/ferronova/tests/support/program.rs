//! Runs the program in its own process.

use std::{
    env, fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// Maximum time of every wait.
const PATIENCE: Duration = Duration::from_mins(1);

/// The variable on standard output with the URL of the server.
const AUTH_URL: &str = "OS_AUTH_URL=";

/// Returns a command that runs the program with these arguments in `folder`, without the
/// environment variables of the tests.
pub(crate) fn ferronova<'a>(
    folder: &Path,
    arguments: impl IntoIterator<Item = &'a str>,
) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ferronova"));
    let foreign = |name: &str| {
        name.starts_with("FERRONOVA_") || name.starts_with("OS_") || name.starts_with("RUST_")
    };
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(foreign) {
            command.env_remove(name);
        }
    }
    command.current_dir(folder).args(arguments);
    command
}

/// Returns a command that runs `ferronova serve` on a free port, with its data in `folder` and
/// these further arguments.
pub(crate) fn serve<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = ferronova(folder, ["serve", "--listen", "127.0.0.1:0"]);
    command.arg("--data").arg(folder.join("data")).args(arguments);
    command
}

/// A running program. Dropping this value kills the program.
pub(crate) struct Program {
    child: Child,
    /// The folder with the program's output. It is in files, so that the program never waits for a
    /// reader.
    output: TempDir,
}

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Finished {
    /// `None` if a signal ended the program.
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Program {
    /// Starts the program.
    pub(crate) fn start(command: &mut Command) -> Self {
        let output = tempfile::tempdir().expect("a folder can be made");
        let file = |name| fs::File::create(output.path().join(name)).expect("a file can be made");
        command.stdin(Stdio::null()).stdout(file("stdout")).stderr(file("stderr"));
        let child = command.spawn().expect("the program can be run");
        Self { child, output }
    }

    /// Starts the program and waits until it serves.
    #[track_caller]
    pub(crate) fn start_serving(command: &mut Command) -> Self {
        let mut program = Self::start(command);
        let served = program.wait_until(|it| it.prints(AUTH_URL));
        assert!(served, "it ended without serving:\n{}", program.stderr());
        program
    }

    /// Whether standard output contains the text, in a complete line.
    pub(crate) fn prints(&self, text: &str) -> bool {
        let stdout = self.stdout();
        stdout.find(text).is_some_and(|at| stdout[at..].contains('\n'))
    }

    /// Waits until a condition holds; returns `false` if the program ends first.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, is_the_case: impl Fn(&Self) -> bool) -> bool {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let has_ended = self.child.try_wait().expect("it can be waited for").is_some();
            if is_the_case(self) {
                return true;
            }
            if has_ended {
                return false;
            }
            assert!(Instant::now() < deadline, "it takes too long:\n{}", self.stderr());
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Scheme, host and port of the server.
    #[track_caller]
    pub(crate) fn base_url(&self) -> String {
        let stdout = self.stdout();
        let (_, url) = stdout.split_once(AUTH_URL).expect("it says where it serves");
        let url = url.lines().next().unwrap_or_default();
        let base_url = url.trim_matches(['\'', '"']).strip_suffix("/identity");
        base_url.unwrap_or_else(|| panic!("{url} is not below /identity")).to_owned()
    }

    /// Returns the program's standard output so far.
    pub(crate) fn stdout(&self) -> String {
        self.read("stdout")
    }

    /// Returns the program's standard error so far.
    pub(crate) fn stderr(&self) -> String {
        self.read("stderr")
    }

    fn read(&self, name: &str) -> String {
        let bytes = fs::read(self.output.path().join(name)).expect("it is readable");
        String::from_utf8(bytes).expect("what it says is UTF-8")
    }

    /// The process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.id());
        let status = Command::new("sh").args(["-c", &kill]).status().expect("there is a shell");
        assert!(status.success(), "{kill}");
    }

    /// Waits until the program ends.
    #[track_caller]
    pub(crate) fn finish(mut self) -> Finished {
        self.wait_until(|_| false);
        let status = self.child.wait().expect("it can be waited for").code();
        Finished { status, stdout: self.stdout(), stderr: self.stderr() }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Ignored: the program may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
