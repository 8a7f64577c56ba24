//! What the server prints when it has started: its URLs and how clients log in.

mod client_files;
mod login;
mod shell;

use std::{
    fmt::Write as _,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
};

use actix_web::http::Uri;
use ferronova_http::Scheme;
use ferronova_identity::{DEFAULT_DOMAIN_NAME, Directory};

pub(crate) use self::client_files::replace_password;
use self::{
    client_files::Endpoint,
    login::{Login, find_admin, find_client},
    shell::{PASSWORD_IS_UNKNOWN, shell_word},
};
use crate::{KnownPasswords, Storage, Tls, exit::one_line, known_passwords::has_built_in_password};

/// The facts from which the announcement is made.
#[derive(Clone, Copy, Debug)]
pub struct Announcement<'a> {
    /// The address that the server listens on.
    pub bound: SocketAddr,
    /// The setting `--public-url`, with which all links begin; `None` if it is not set.
    pub public_url: Option<&'a str>,
    /// The certificate; `None` for plain HTTP.
    pub tls: Option<&'a Tls>,
    /// Where the database is kept.
    pub storage: &'a Storage,
    /// The users who can log in, and their projects.
    pub directory: &'a Directory,
    /// The passwords that are known in clear text.
    pub passwords: &'a KnownPasswords,
}

impl Announcement<'_> {
    /// The start of the URLs of all services, without a trailing slash. An unspecified address
    /// (`0.0.0.0`, `::`) is replaced by the loopback address, which clients can connect to.
    #[must_use]
    pub fn base_url(&self) -> String {
        let ip = match self.bound.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        let address = SocketAddr::new(ip, self.bound.port());
        let scheme = self.scheme().as_str();
        self.public_url.map_or_else(|| format!("{scheme}://{address}"), str::to_owned)
    }

    /// The text for standard output. It is also a POSIX shell script.
    #[must_use]
    pub fn text(&self) -> String {
        let base = self.base_url();
        let kept = match self.storage {
            Storage::Folder(folder) => format!(
                "Everything is kept in {}, with openrc and clouds.yaml for clients.",
                one_line(&folder.display().to_string())
            ),
            Storage::Memory => "Everything is kept in memory and gone with the process.".to_owned(),
        };
        format!(
            "# Ferronova {version} listens on {bound}\n\
             #   compute   {base}/v2\n\
             #   identity  {base}/identity\n\
             #   image     {base}/image\n\
             #   network   {base}/network\n\
             #   page      {base}/ferronova\n\
             # {kept}\n\
             {block}",
            version = env!("CARGO_PKG_VERSION"),
            bound = self.bound,
            block = self.variables(),
        )
    }

    /// The `OS_*` variables, as lines of a POSIX shell script.
    fn variables(&self) -> String {
        let Some(login) = find_client(self.directory) else {
            return "# Nobody has a role in a project, so nobody can log in.\n".to_owned();
        };
        let Login { user, project } = login;
        let who = one_line(&format!("user {} of project {}", user.name, project.name));
        let password = self.passwords.of(user);
        let root_file = self.root_file().map(|it| it.to_string_lossy().into_owned());
        let mut block = format!("# Clients log in as {who}:\n");
        let variables = [
            ("OS_AUTH_URL", Some(&*self.auth_url())),
            ("OS_CACERT", root_file.as_deref()),
            ("OS_USERNAME", Some(&user.name)),
            ("OS_PASSWORD", Some(password.unwrap_or_default())),
            ("OS_PROJECT_NAME", Some(&project.name)),
            ("OS_TENANT_NAME", Some(&project.name)),
            ("OS_USER_DOMAIN_NAME", Some(DEFAULT_DOMAIN_NAME)),
            ("OS_PROJECT_DOMAIN_NAME", Some(DEFAULT_DOMAIN_NAME)),
        ];
        for (name, value) in variables {
            if let Some(value) = value {
                // Writing into a `String` can't fail.
                let _ = writeln!(block, "export {name}={}", shell_word(value));
            }
        }
        if password.is_none() {
            // Writing into a `String` can't fail.
            let _ = writeln!(block, "{PASSWORD_IS_UNKNOWN}");
        }
        block
    }

    /// Writes `openrc` and `clouds.yaml` into the data folder, each atomically. Does nothing if
    /// everything is kept in memory. Only the user who runs the server can read the files.
    ///
    /// # Errors
    ///
    /// If the folder can't be written.
    pub fn write_client_files(&self) -> io::Result<()> {
        let Storage::Folder(folder) = self.storage else { return Ok(()) };
        let openrc = format!("# Written by Ferronova whenever it starts.\n{}", self.variables());
        client_files::write(&folder.join(client_files::OPENRC), &openrc)?;
        let logins = [
            ("ferronova", find_client(self.directory)),
            ("ferronova-admin", find_admin(self.directory)),
        ];
        let logins = logins.into_iter().filter_map(|(cloud, login)| Some((cloud, login?)));
        let endpoint = Endpoint { auth_url: self.auth_url(), root_file: self.root_file() };
        let clouds = client_files::clouds_yaml(&endpoint, logins, self.passwords)?;
        client_files::write(&folder.join(client_files::CLOUDS_YAML), &clouds)
    }

    /// Returns a warning if the server is reachable from the network while a user has the built-in
    /// seed's public password.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let is_reachable = !self.bound.ip().to_canonical().is_loopback();
        let is_open = |it: &&_| has_built_in_password(it);
        let open = self.directory.users.iter().filter(|it| it.enabled).find(is_open);
        let user = open.filter(|_| is_reachable)?;
        Some(format!(
            "{} can be reached from other machines, and {} still has the password of the built-in \
             seed: everybody can log in; give a seed with other passwords, or listen on 127.0.0.1",
            self.bound, user.name
        ))
    }

    /// Returns a warning if the certificate is not valid for the announced host.
    #[must_use]
    pub fn certificate_warning(&self) -> Option<String> {
        let tls = self.tls?;
        let host = self.https_host()?;
        (!tls.is_for(&host)).then(|| {
            format!(
                "the certificate is not for {host}, so clients refuse {}; give the name that is \
                 in it with --public-url",
                self.base_url()
            )
        })
    }

    fn scheme(&self) -> Scheme {
        if self.tls.is_some() { Scheme::Https } else { Scheme::Http }
    }

    /// The host of the URLs; `None` if they are not HTTPS.
    fn https_host(&self) -> Option<String> {
        let uri: Uri = self.base_url().parse().ok()?;
        let is_https = uri.scheme_str() == Some(Scheme::Https.as_str());
        uri.host().filter(|_| is_https).map(str::to_owned)
    }

    /// The file with the root certificate that clients need. `None` if their systems know the root,
    /// or if a proxy in front of the server shows another certificate.
    fn root_file(&self) -> Option<PathBuf> {
        let tls = self.tls?;
        let host = self.https_host()?;
        tls.root_file().filter(|_| tls.is_for(&host))
    }

    fn auth_url(&self) -> String {
        format!("{}/identity", self.base_url())
    }
}
