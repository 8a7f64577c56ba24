//! The cloud that the answers were recorded of, as a server of ours.

use std::{fs, sync::Arc};

use ferronova_compute::Ports;
use ferronova_server::{Running, Settings, Storage};
use ferronova_testkit::{TestClock, Timestamp};
use tempfile::TempDir;

use crate::client::{Answer, Client};

/// What the recorded links begin with.
const PUBLIC_URL: &str = "http://127.0.0.1:8774";

/// 2026-12-01T00:00:00Z, after the time of the recording.
const NOW: Timestamp = Timestamp::from_seconds(1_796_083_200);

pub(crate) struct Cloud {
    client: Client,
    _running: Running,
    _folder: TempDir,
}

/// Who sent a recorded request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// A member of the project that has the servers.
    Owner,
    /// A reader in the same project.
    Reader,
    /// A member of another project.
    Foreigner,
    /// An administrator in a third project.
    Admin,
}

impl Caller {
    /// The caller of this name in a recording.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "owner" => Self::Owner,
            "reader" => Self::Reader,
            "foreigner" => Self::Foreigner,
            "admin" => Self::Admin,
            _ => panic!("there is no caller {name}"),
        }
    }

    /// The names of user and project in the seed.
    fn login(self) -> (&'static str, &'static str) {
        match self {
            Self::Owner => ("alice", "demo"),
            Self::Reader => ("reader", "demo"),
            Self::Foreigner => ("bob", "other"),
            Self::Admin => ("admin", "admin"),
        }
    }
}

impl Cloud {
    /// Starts a server with this seed.
    pub(crate) fn start(seed: &str) -> Self {
        Self::start_with_ports(seed, |ports| ports)
    }

    /// Starts a server with this seed, and with the drivers that `exchange` puts behind its ports.
    pub(crate) fn start_with_ports(
        seed: &str,
        exchange: impl FnOnce(Ports) -> Ports + Send + 'static,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("seed.yaml");
        fs::write(&path, seed).expect("the folder can be written to");
        let settings = Settings {
            listen: ([127, 0, 0, 1], 0).into(),
            storage: Storage::Memory,
            seed: Some(path),
            public_url: Some(PUBLIC_URL.to_owned()),
            ..Settings::default()
        };
        let clock = TestClock::default();
        clock.set(NOW);
        let packages = [ferronova_extensions::PACKAGES];
        let running =
            ferronova_server::start_with_ports(settings, &packages, Arc::new(clock), exchange)
                .unwrap_or_else(|exit| panic!("the server does not start: {exit}"));
        Self { client: Client::new(running.address()), _running: running, _folder: folder }
    }

    /// Returns a token of this caller.
    pub(crate) fn log_in(&self, caller: Caller) -> String {
        let (user, project) = caller.login();
        self.client.log_in(user, project)
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        self.client.send(method, path, headers, body)
    }

    /// `GET` with this token and, on v2.1, this microversion.
    pub(crate) fn get(&self, token: &str, microversion: &str, path: &str) -> Answer {
        let version = format!("compute {microversion}");
        let headers = [("X-Auth-Token", token), ("OpenStack-API-Version", &version)];
        let answer = self.send("GET", path, &headers, "");
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer
    }
}
