//! The HTTP client of `ferronova backup`.

use std::{env, io::Read, time::Duration};

use rustls::{
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use serde_json::Value;
use ureq::{
    Agent, Body,
    http::Response,
    tls::{Certificate, RootCerts, TlsConfig},
};

use super::login::Login;
use crate::Exit;

/// Maximum time until a response begins.
const PATIENCE: Duration = Duration::from_mins(1);

/// A session of a user on a server.
pub(super) struct Client<'a> {
    agent: Agent,
    login: &'a Login,
    token: String,
}

impl<'a> Client<'a> {
    pub(super) fn log_in(login: &'a Login) -> Result<Self, Exit> {
        let client = Self { agent: agent(root_certs()?), login, token: String::new() };
        let path = "/identity/v3/auth/tokens";
        let response = client.post(path, login.body.to_string().as_bytes())?;
        match response.status().as_u16() {
            201 => {}
            401 => {
                return Err(Exit::failure(format_args!(
                    "{} does not let {} in: check OS_USERNAME, OS_PASSWORD and the names of \
                     project and domains",
                    login.base_url, login.user
                )));
            }
            _ => return Err(client.unexpected(path, response)),
        }
        let token = response.headers().get("x-subject-token").and_then(|it| it.to_str().ok());
        match token.map(str::to_owned) {
            Some(token) => Ok(Self { token, ..client }),
            None => Err(client.unexpected(path, response)),
        }
    }

    /// Requests a backup and returns its stream.
    pub(super) fn backup(&self) -> Result<impl Read + use<>, Exit> {
        let path = "/ferronova/backup";
        let response = self.post(path, b"")?;
        match response.status().as_u16() {
            200 => Ok(response.into_body().into_with_config().limit(u64::MAX).reader()),
            403 => Err(Exit::failure(format_args!(
                "{} is not an administrator: log in as one, such as the cloud ferronova-admin in \
                 the clouds.yaml of the data folder",
                self.login.user
            ))),
            _ => Err(self.unexpected(path, response)),
        }
    }

    fn post(&self, path: &str, body: &[u8]) -> Result<Response<Body>, Exit> {
        let url = format!("{}{path}", self.login.base_url);
        let mut request = self.agent.post(&url).content_type("application/json");
        if !self.token.is_empty() {
            request = request.header("x-auth-token", &self.token);
        }
        let what = format!("no answer from {}", self.login.base_url);
        request.send(body).map_err(|error| Exit::because(&what, &error))
    }

    /// Returns the error for a response that a Ferronova server would not send.
    fn unexpected(&self, path: &str, mut response: Response<Body>) -> Exit {
        let status = response.status().as_u16();
        let body: Value = response.body_mut().read_json().unwrap_or_default();
        let message = body.as_object().and_then(|it| it.values().next()?["message"].as_str());
        Exit::failure(format_args!(
            "{}{path} answers {status} {}: is that a server of Ferronova?",
            self.login.base_url,
            message.unwrap_or_default()
        ))
    }
}

/// Returns the trusted root certificates: those in the file that `OS_CACERT` names, else the
/// system's.
fn root_certs() -> Result<RootCerts, Exit> {
    let Some(path) = env::var_os("OS_CACERT").filter(|it| !it.is_empty()) else {
        return Ok(RootCerts::PlatformVerifier);
    };
    let what = format!("can't read the certificates in {} (OS_CACERT)", path.display());
    let found = CertificateDer::pem_file_iter(&path).and_then(Iterator::collect);
    let found: Vec<CertificateDer<'_>> = found.map_err(|error| Exit::because(&what, &error))?;
    if found.is_empty() {
        return Err(Exit::failure(format_args!("{what}: there is none in it")));
    }
    let certs: Vec<_> = found.iter().map(|it| Certificate::from_der(it).to_owned()).collect();
    Ok(RootCerts::new_with_certs(&certs))
}

fn agent(root_certs: RootCerts) -> Agent {
    let tls = TlsConfig::builder()
        .root_certs(root_certs)
        .unversioned_rustls_crypto_provider(ring::default_provider().into())
        .build();
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_connect(Some(PATIENCE))
        .timeout_recv_response(Some(PATIENCE))
        .tls_config(tls)
        .build()
        .into()
}
