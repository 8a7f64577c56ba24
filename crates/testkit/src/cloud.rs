//! A cloud for one test.

use std::{
    io::Write as _,
    path::PathBuf,
    sync::{Arc, OnceLock},
    time::Duration,
};

use ferronova_server::{Running, Settings, Storage};
use serde_json::Value;

use crate::{
    Options, TestClock,
    client::{Client, Login, Version},
    contract::Contract,
    elsewhere::{self, Auth},
    traces::{CreatedResources, Turn},
};

/// A cloud with three callers: the owner of the test's servers, a member of another project, and an
/// administrator in a third project.
pub struct Cloud {
    base_url: String,
    owner: Client,
    other: Client,
    admin: Client,
    contract: Arc<Contract>,
    ends: Ends,
}

/// Values that clean up when they are dropped at the end of the test.
enum Ends {
    /// For our server: stops it and removes its data folder.
    Ours { clock: TestClock, _running: Running, _folder: tempfile::TempDir },
    /// For a server that is not ours: removes what the test has created.
    Elsewhere(#[expect(dead_code, reason = "it is held until then")] Sweep),
}

/// When dropped, removes what a test has created, and then lets the next test begin. So each test
/// finds empty projects.
struct Sweep {
    traces: Arc<CreatedResources>,
    admin: Client,
    _turn: Turn,
}

impl Drop for Sweep {
    fn drop(&mut self) {
        self.traces.remove(&self.admin);
    }
}

impl Cloud {
    /// Starts our server, or uses the server that `CONTRACT_ENDPOINT` names.
    ///
    /// # Panics
    ///
    /// If the server does not start, or a caller can't log in.
    #[must_use]
    pub fn start() -> Self {
        match elsewhere::endpoint() {
            Some(base_url) => {
                let log_in = |cloud| elsewhere::log_in_as(&base_url, cloud);
                let turn = Turn::take();
                let traces = Arc::new(CreatedResources::default());
                let callers = ["owner", "other", "admin"];
                let callers = callers.map(|it| log_in(it).with_recorder(traces.clone()));
                let listed = |path| aliases(&callers[0], path);
                let contract =
                    Contract::of_elsewhere(listed("extensions"), listed("/v3/extensions"));
                let sweep = Sweep { traces, admin: callers[2].clone(), _turn: turn };
                Self::new(&base_url, callers, contract, Ends::Elsewhere(sweep))
            }
            None => Self::start_ours(&Options::default()),
        }
    }

    /// Starts our server with options. A test can't start the server that `CONTRACT_ENDPOINT`
    /// names: if this variable is set, prints that the test is skipped, and returns `None`.
    ///
    /// # Panics
    ///
    /// If the server does not start, or a caller can't log in.
    #[must_use]
    pub fn start_with(options: &Options) -> Option<Self> {
        if elsewhere::endpoint().is_some() {
            say_not_offered();
            return None;
        }
        Some(Self::start_ours(options))
    }

    /// Like [`Self::start`], for tests of a key that servers have in this version of the API. If
    /// the cloud is not ours and its servers lack the key, prints that the test is skipped, and
    /// returns `None`.
    ///
    /// # Panics
    ///
    /// If the server does not start, or a caller can't log in.
    #[must_use]
    pub fn start_showing(version: Version, key: &str) -> Option<Self> {
        Self::start_offering(|cloud| cloud.shows(version, key))
    }

    /// Like [`Self::start`]. If the cloud is not ours and `is_offered` returns `false`, prints that
    /// the cloud lacks what the test is about, and returns `None`.
    ///
    /// # Panics
    ///
    /// If the server does not start, or a caller can't log in.
    #[must_use]
    pub fn start_offering(is_offered: impl FnOnce(&Self) -> bool) -> Option<Self> {
        let cloud = Self::start();
        if !cloud.is_elsewhere() || is_offered(&cloud) {
            return Some(cloud);
        }
        say_not_offered();
        None
    }

    /// Whether the cloud shows a key of servers in this version of the API. To find out, the first
    /// call creates a server.
    fn shows(&self, version: Version, key: &str) -> bool {
        static FIRST: OnceLock<Value> = OnceLock::new();
        let owner = self.owner.speaking(version);
        let first = || owner.show(&owner.boot("first")).expect(200).at("/server");
        FIRST.get_or_init(first).get(key).is_some()
    }

    fn start_ours(options: &Options) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let write = |name: &str, text: Option<&'static str>| -> Option<PathBuf> {
            let path = folder.path().join(name);
            std::fs::write(&path, text?).expect("the folder can be written to");
            Some(path)
        };
        let texts = |it: &[&str]| it.iter().map(|it| (*it).to_owned()).collect();
        let settings = Settings {
            listen: ([127, 0, 0, 1], 0).into(),
            storage: Storage::Memory,
            seed: write("seed.yaml", options.seed),
            public_url: options.public_url.map(str::to_owned),
            policy_file: write("policy.yaml", options.policy),
            disabled_extensions: texts(&options.disabled),
            build_time: options.build_time,
            action_time: options.action_time,
            // Seeds may contain servers that were deleted years ago.
            deleted_retention: Duration::MAX,
            reclaim_instance_interval: options.reclaim_instance_interval,
            shelved_offload_time: options.shelved_offload_time,
            ..Settings::default()
        };
        let clock = TestClock::default();
        let packages = [ferronova_extensions::PACKAGES];
        let running = ferronova_server::start(settings, &packages, Arc::new(clock.clone()))
            .unwrap_or_else(|exit| panic!("the server does not start: {exit}"));
        let base_url = format!("http://{}", running.address());
        let callers = ["demo", "alt", "admin"].map(|it| log_in(&base_url, it, it));
        Self::new(
            &base_url,
            callers,
            Contract::of_ours(options),
            Ends::Ours { clock, _running: running, _folder: folder },
        )
    }

    fn new(base_url: &str, callers: [Client; 3], contract: Contract, ends: Ends) -> Self {
        let contract = Arc::new(contract);
        let callers = callers.map(|it| it.with_contract(&contract));
        let images = callers[0].get("images").expect(200).json();
        let image_id = images["images"][0]["id"].as_str().expect("there is an image").to_owned();
        let [owner, other, admin] = callers.map(|it| it.with_image(&image_id));
        Self { base_url: base_url.to_owned(), owner, other, admin, contract, ends }
    }

    /// Returns the cloud with callers that use the given version of the API. The default is v2.
    #[must_use]
    pub fn speaking(self, version: Version) -> Self {
        let [owner, other, admin] =
            [&self.owner, &self.other, &self.admin].map(|it| it.speaking(version));
        Self { owner, other, admin, ..self }
    }

    /// A member of the project that contains the test's servers.
    #[must_use]
    pub fn owner(&self) -> &Client {
        &self.owner
    }

    /// A member of another project.
    #[must_use]
    pub fn other(&self) -> &Client {
        &self.other
    }

    /// An administrator in a project of its own.
    #[must_use]
    pub fn admin(&self) -> &Client {
        &self.admin
    }

    /// A client without a token.
    #[must_use]
    pub fn nobody(&self) -> Client {
        let login = Login {
            token: None,
            project_id: self.owner.project_id().to_owned(),
            user_id: String::new(),
        };
        let client = Client::new(&self.base_url, login).with_contract(&self.contract);
        client.speaking(self.owner.version())
    }

    /// The clock of our server.
    ///
    /// # Panics
    ///
    /// If the server is not ours, because its clock can't be set. [`Self::start_with`] never
    /// returns such a cloud.
    #[must_use]
    pub fn clock(&self) -> &TestClock {
        match &self.ends {
            Ends::Ours { clock, .. } => clock,
            Ends::Elsewhere(_) => panic!("the clock of another server can't be set"),
        }
    }

    /// Whether the server is not ours.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        matches!(self.ends, Ends::Elsewhere(_))
    }

    /// Logs in to a project with the password `secret`. Works only with our server.
    #[must_use]
    pub fn log_in(&self, user: &str, project: &str) -> Client {
        let client = log_in(&self.base_url, user, project).with_contract(&self.contract);
        client.with_image(self.owner.image_id()).speaking(self.owner.version())
    }
}

/// Prints that the endpoint lacks what the test is about. Bypasses the capture of output, so that
/// skipped tests are visible.
fn say_not_offered() {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let _ = writeln!(std::io::stderr(), "NOT OFFERED by this endpoint: {test}");
}

/// Returns the aliases that a cloud lists at a path; none if the version does not exist.
fn aliases(client: &Client, path: &str) -> Vec<String> {
    let listed = client.get(path);
    if listed.status() != 200 {
        return Vec::new();
    }
    let listed = listed.at("/extensions");
    let alias = |it: &Value| it["alias"].as_str().unwrap_or_default().to_owned();
    listed.as_array().into_iter().flatten().map(alias).collect()
}

/// Logs in to our server.
fn log_in(base_url: &str, user: &str, project: &str) -> Client {
    let auth = Auth {
        auth_url: format!("{base_url}/identity"),
        username: user.to_owned(),
        password: "secret".to_owned(),
        project_name: project.to_owned(),
        user_domain_name: "Default".to_owned(),
        project_domain_name: "Default".to_owned(),
    };
    elsewhere::log_in(base_url, &auth)
}
