//! The files in the data folder that clients read.

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use ferronova_identity::{DEFAULT_DOMAIN_NAME, Directory};
use log::debug;
use serde::{Deserialize, Serialize};

use super::login::Login;
use crate::KnownPasswords;

pub(super) const CLOUDS_YAML: &str = "clouds.yaml";

/// The region of every endpoint in the catalogue.
const REGION: &str = "RegionOne";

#[derive(Deserialize, Serialize)]
struct Clouds {
    clouds: BTreeMap<String, Cloud>,
}

#[derive(Deserialize, Serialize)]
struct Cloud {
    auth: Credentials,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cacert: Option<PathBuf>,
    #[serde(default)]
    region_name: String,
    #[serde(default)]
    identity_api_version: u8,
}

#[derive(Deserialize, Serialize)]
struct Credentials {
    #[serde(default)]
    auth_url: String,
    username: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    password: Option<String>,
    #[serde(default)]
    project_name: String,
    #[serde(default)]
    user_domain_name: String,
    #[serde(default)]
    project_domain_name: String,
}

/// What clients log in at.
pub(super) struct Endpoint {
    pub(super) auth_url: String,
    /// What clients verify its certificate by, if it is not known to them.
    pub(super) root_file: Option<PathBuf>,
}

/// The text of a `clouds.yaml` with these logins, by the name of the cloud. A password that is
/// not known is left out; clients ask for it.
pub(super) fn clouds_yaml<'a>(
    endpoint: &Endpoint,
    logins: impl Iterator<Item = (&'a str, Login<'a>)>,
    passwords: &KnownPasswords,
) -> io::Result<String> {
    let cloud = |login: Login<'_>| Cloud {
        auth: Credentials {
            auth_url: endpoint.auth_url.clone(),
            username: login.user.name.clone(),
            password: passwords.of(login.user).map(str::to_owned),
            project_name: login.project.name.clone(),
            user_domain_name: DEFAULT_DOMAIN_NAME.to_owned(),
            project_domain_name: DEFAULT_DOMAIN_NAME.to_owned(),
        },
        cacert: endpoint.root_file.clone(),
        region_name: REGION.to_owned(),
        identity_api_version: 3,
    };
    let clouds = logins.map(|(name, login)| (name.to_owned(), cloud(login))).collect();
    let yaml = serde_saphyr::to_string(&Clouds { clouds }).map_err(io::Error::other)?;
    Ok(format!("# Written by Ferronova whenever it starts.\n{yaml}"))
}

/// Replaces a file, so that a reader sees the old or the new one, never a part. It is readable
/// by its owner alone.
pub(super) fn write(path: &Path, text: &str) -> io::Result<()> {
    // The name is always the same, so that a process that is killed here leaves no more than one.
    let new = path.with_added_extension("new");
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&new)?.write_all(text.as_bytes())?;
    fs::rename(&new, path)
}

impl KnownPasswords {
    /// Learns what an earlier start wrote into the data folder, or its owner since then: the
    /// database has hashes only. Each password is tried before it is believed.
    pub fn recall(&mut self, folder: &Path, directory: &Directory) {
        let path = folder.join(CLOUDS_YAML);
        let Ok(text) = fs::read_to_string(&path) else { return };
        let clouds: Clouds = match serde_saphyr::from_str(&text) {
            Ok(clouds) => clouds,
            Err(error) => {
                let place = error.location().map_or(0, |it| it.line());
                debug!("{}:{place} is not what was written there", path.display());
                return;
            }
        };
        for Cloud { auth: Credentials { username, password, .. }, .. } in
            clouds.clouds.into_values()
        {
            let user = directory.users.iter().find(|it| it.name == username);
            if let (Some(user), Some(password)) = (user, password) {
                self.remember_if_right(user, &password);
            }
        }
    }
}
