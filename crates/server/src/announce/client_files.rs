//! The files in the data folder that clients read.

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use ferronova_identity::{DEFAULT_DOMAIN_NAME, Directory, User};
use log::debug;
use serde::{Deserialize, Serialize};

use super::{
    login::Login,
    shell::{PASSWORD_IS_UNKNOWN, shell_word},
};
use crate::KnownPasswords;

pub(super) const CLOUDS_YAML: &str = "clouds.yaml";
pub(super) const OPENRC: &str = "openrc";

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

/// Where clients log in.
pub(super) struct Endpoint {
    pub(super) auth_url: String,
    /// The root certificate to give to clients, if their systems do not know it.
    pub(super) root_file: Option<PathBuf>,
}

/// Returns the text of a `clouds.yaml` with these clouds, each a name and a login. Passwords that
/// are not known are left out, so that clients prompt for them.
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
    Clouds { clouds }.to_text()
}

impl Clouds {
    fn to_text(&self) -> io::Result<String> {
        let yaml = serde_saphyr::to_string(self).map_err(io::Error::other)?;
        Ok(format!("# Written by Ferronova whenever it starts.\n{yaml}"))
    }
}

/// Writes the new password of a user into those client files in the data folder that name this
/// user. Files that are missing or no longer have the expected form are left alone. The next start
/// reads the password from `clouds.yaml` and writes both files again.
pub(crate) fn replace_password(folder: &Path, user: &User, password: &str) -> io::Result<()> {
    let path = folder.join(CLOUDS_YAML);
    if let Ok(text) = fs::read_to_string(&path)
        && let Ok(mut clouds) = serde_saphyr::from_str::<Clouds>(&text)
    {
        let credentials = clouds.clouds.values_mut().map(|it| &mut it.auth);
        let own: Vec<_> = credentials.filter(|it| it.username == user.name).collect();
        if !own.is_empty() {
            for credentials in own {
                credentials.password = Some(password.to_owned());
            }
            replace_file(&path, &clouds.to_text()?)?;
        }
    }
    let path = folder.join(OPENRC);
    if let Ok(text) = fs::read_to_string(&path)
        && let Some(text) = openrc_with_password(&text, &user.name, password)
    {
        replace_file(&path, &text)?;
    }
    Ok(())
}

/// Replaces a file and keeps the file's owner: the command may run as root, but the server's user
/// must be able to read the file at the next start.
fn replace_file(path: &Path, text: &str) -> io::Result<()> {
    #[cfg(unix)]
    let owner = owner_of(path)?;
    write(path, text)?;
    #[cfg(unix)]
    if owner_of(path)? != owner {
        std::os::unix::fs::chown(path, Some(owner.0), Some(owner.1))?;
    }
    Ok(())
}

/// The user id and group id of a file.
#[cfg(unix)]
fn owner_of(path: &Path) -> io::Result<(u32, u32)> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).map(|it| (it.uid(), it.gid()))
}

/// Returns the `openrc` in `text` with this password; `None` if the file is for another user.
fn openrc_with_password(text: &str, user_name: &str, password: &str) -> Option<String> {
    let variable = |name: &str, value: &str| format!("export {name}={}", shell_word(value));
    let user = variable("OS_USERNAME", user_name);
    text.lines().any(|it| it == user).then_some(())?;
    let mut changed = String::new();
    let mut is_password = false;
    for line in text.lines().filter(|it| *it != PASSWORD_IS_UNKNOWN) {
        // The old password may span several lines.
        is_password = line.starts_with("export OS_PASSWORD=")
            || is_password && !line.starts_with("export OS_");
        let is_first = line.starts_with("export OS_PASSWORD=");
        if is_first {
            changed += &variable("OS_PASSWORD", password);
        } else if !is_password {
            changed += line;
        }
        if is_first || !is_password {
            changed.push('\n');
        }
    }
    Some(changed)
}

/// Replaces a file atomically. Only the owner can read the new file.
pub(super) fn write(path: &Path, text: &str) -> io::Result<()> {
    // A fixed name, so that killed processes leave at most one such file behind.
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
    /// Reads the passwords in the `clouds.yaml` of an earlier start, because the database has
    /// hashes only. Passwords that do not match their hash are ignored: the file may have been
    /// edited.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_openrc_gets_the_new_password_of_its_own_user() {
        let openrc = "# Clients log in as user o'x of project p:\n\
                      export OS_USERNAME='o'\\''x'\n\
                      export OS_PASSWORD='a\nb'\n\
                      export OS_PROJECT_NAME=p\n\
                      # Only a hash of this password is known: set OS_PASSWORD.\n";

        let changed = openrc_with_password(openrc, "o'x", "a $b").unwrap();

        assert_eq!(
            changed,
            "# Clients log in as user o'x of project p:\n\
             export OS_USERNAME='o'\\''x'\n\
             export OS_PASSWORD='a $b'\n\
             export OS_PROJECT_NAME=p\n"
        );
        assert_eq!(openrc_with_password(openrc, "o", "p"), None);
    }
}
