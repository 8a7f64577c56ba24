//! A cloud on a server that is not ours.

use std::{collections::BTreeMap, env, fs};

use serde::Deserialize;
use serde_json::json;

use crate::client::{Client, Login};

/// Environment variable: the URL of the server to test instead of ours, without a path
/// (`http://host:8774`).
const ENDPOINT: &str = "CONTRACT_ENDPOINT";

/// Environment variable: the file with the clouds `owner`, `other` and `admin` (default:
/// `clouds.yaml`).
const CLOUDS: &str = "CONTRACT_CLOUDS";

#[derive(Deserialize)]
struct Clouds {
    clouds: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct Entry {
    auth: Auth,
}

/// The members of `auth` in `clouds.yaml`: a login with a password, to a project given by its name.
#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "`auth_url` is called so in every `clouds.yaml`")]
pub(crate) struct Auth {
    pub(crate) auth_url: String,
    pub(crate) username: String,
    pub(crate) password: String,
    pub(crate) project_name: String,
    #[serde(default = "default_domain")]
    pub(crate) user_domain_name: String,
    #[serde(default = "default_domain")]
    pub(crate) project_domain_name: String,
}

fn default_domain() -> String {
    "Default".to_owned()
}

/// The URL of the server to test; `None` for our own.
pub(crate) fn endpoint() -> Option<String> {
    let endpoint = env::var(ENDPOINT).ok().filter(|it| !it.is_empty())?;
    Some(endpoint.trim_end_matches('/').to_owned())
}

/// Logs in with the credentials of a cloud in `clouds.yaml`.
pub(crate) fn log_in_as(base_url: &str, cloud: &str) -> Client {
    let path = env::var(CLOUDS).unwrap_or_else(|_| "clouds.yaml".to_owned());
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{path}: {error}; {CLOUDS} names another file"));
    let mut clouds: Clouds =
        serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    let entry = clouds.clouds.remove(cloud);
    let auth = entry.unwrap_or_else(|| panic!("{path} has no cloud `{cloud}`")).auth;
    log_in(base_url, &auth)
}

/// Logs in with a password through identity v3.
pub(crate) fn log_in(base_url: &str, auth: &Auth) -> Client {
    let user = json!({
        "name": auth.username,
        "password": auth.password,
        "domain": {"name": auth.user_domain_name},
    });
    let project = json!({"name": auth.project_name, "domain": {"name": auth.project_domain_name}});
    let body = json!({"auth": {
        "identity": {"methods": ["password"], "password": {"user": user}},
        "scope": {"project": project},
    }});
    let nobody = Login { token: None, project_id: String::new(), user_id: String::new() };
    let url = auth.auth_url.trim_end_matches('/');
    let url = url.strip_suffix("/v3").unwrap_or(url);
    let response = Client::new(url, nobody).post("/v3/auth/tokens", &body).expect(201);
    let text = |pointer: &str| response.at(pointer).as_str().unwrap_or_default().to_owned();
    let login = Login {
        token: response.header("x-subject-token").map(str::to_owned),
        project_id: text("/token/project/id"),
        user_id: text("/token/user/id"),
    };
    Client::new(base_url, login)
}
