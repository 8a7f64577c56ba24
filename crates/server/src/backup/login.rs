//! Credentials from the environment variables that all clients of `OpenStack` use.

use ferronova_identity::DEFAULT_DOMAIN_NAME;
use serde_json::{Value, json};

use crate::Exit;

/// The URL of a server and the credentials to log in with.
pub(super) struct Login {
    /// The start of all URLs, without a trailing slash.
    pub(super) base_url: String,
    /// The name of the user, for messages.
    pub(super) user: String,
    /// The body of a request for a token.
    pub(super) body: Value,
}

impl Login {
    /// Reads the environment; `url` overrides the URL there.
    pub(super) fn read(
        url: Option<&str>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Exit> {
        let environment = Environment(variable);
        let base_url = match (url, environment.find(&["OS_AUTH_URL"])) {
            (Some(url), _) => url.to_owned(),
            (None, Some(auth_url)) => base_of(&auth_url)?,
            (None, None) => {
                return Err(Exit::failure("nobody says where the server is: give --url"));
            }
        };
        let (name, user) = environment.user()?;
        let body = json!({"auth": {
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {"project": environment.project()?},
        }});
        Ok(Self { base_url, user: name, body })
    }
}

/// Looks up variables; empty ones count as not set.
struct Environment<F>(F);

impl<F: Fn(&str) -> Option<String>> Environment<F> {
    /// Returns the first of these variables that is set.
    fn find(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|it| (self.0)(it).filter(|it| !it.is_empty()))
    }

    /// Returns the first of these variables that is set, or an error that names the first variable.
    fn get(&self, names: &[&str]) -> Result<String, Exit> {
        self.find(names).ok_or_else(|| missing(names))
    }

    /// Returns the user's name for messages, and its object in a token request.
    fn user(&self) -> Result<(String, Value), Exit> {
        let password = self.get(&["OS_PASSWORD"])?;
        if let Some(id) = self.find(&["OS_USER_ID"]) {
            let user = json!({"id": id, "password": password});
            return Ok((id, user));
        }
        let name = self.get(&["OS_USERNAME"])?;
        let domain = self.domain("OS_USER_DOMAIN_ID", "OS_USER_DOMAIN_NAME");
        let user = json!({"name": name, "domain": domain, "password": password});
        Ok((name, user))
    }

    fn project(&self) -> Result<Value, Exit> {
        if let Some(id) = self.find(&["OS_PROJECT_ID", "OS_TENANT_ID"]) {
            return Ok(json!({"id": id}));
        }
        let name = self.get(&["OS_PROJECT_NAME", "OS_TENANT_NAME"])?;
        let domain = self.domain("OS_PROJECT_DOMAIN_ID", "OS_PROJECT_DOMAIN_NAME");
        Ok(json!({"name": name, "domain": domain}))
    }

    fn domain(&self, id: &str, name: &str) -> Value {
        if let Some(id) = self.find(&[id]) {
            return json!({"id": id});
        }
        let name = self.find(&[name]);
        json!({"name": name.as_deref().unwrap_or(DEFAULT_DOMAIN_NAME)})
    }
}

fn missing(names: &[&str]) -> Exit {
    let name = names.first().copied().unwrap_or_default();
    Exit::failure(format_args!(
        "{name} is not set: set it, and its like, to what an administrator logs in with"
    ))
}

/// Derives the start of all URLs from the URL of the identity service.
fn base_of(auth_url: &str) -> Result<String, Exit> {
    let url = auth_url.trim_end_matches('/');
    let url = url.strip_suffix("/v3").or_else(|| url.strip_suffix("/v2.0")).unwrap_or(url);
    match url.strip_suffix("/identity") {
        Some(base_url) => Ok(base_url.to_owned()),
        None => Err(Exit::failure(format_args!(
            "OS_AUTH_URL does not end with /identity as ours does, but is {auth_url}: give --url"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: Option<&str>, variables: &[(&str, &str)]) -> Result<Login, String> {
        let find = |name: &str| {
            let found = variables.iter().find(|(it, _)| *it == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Login::read(url, find).map_err(|it| it.to_string())
    }

    const ADMIN: [(&str, &str); 4] = [
        ("OS_AUTH_URL", "https://cloud.example.org/compute/identity/v3/"),
        ("OS_USERNAME", "admin"),
        ("OS_PASSWORD", "secret"),
        ("OS_TENANT_NAME", "admin"),
    ];

    #[test]
    fn the_usual_variables_are_enough() {
        let login = read(None, &ADMIN).unwrap();

        let domain = json!({"name": "Default"});
        let user = json!({"name": "admin", "domain": domain, "password": "secret"});
        assert_eq!(login.base_url, "https://cloud.example.org/compute");
        assert_eq!(login.body["auth"]["identity"]["password"]["user"], user);
        let project = json!({"name": "admin", "domain": domain});
        assert_eq!(login.body["auth"]["scope"]["project"], project);
    }

    #[test]
    fn ids_go_before_names_and_a_flag_before_the_environment() {
        let ids = [
            ("OS_USER_ID", "u"),
            ("OS_PROJECT_ID", "p"),
            ("OS_USER_DOMAIN_ID", "d"),
            ("OS_USERNAME", ""),
        ];

        let login = read(Some("http://[::1]:1"), &[&ids[..], &ADMIN].concat()).unwrap();

        assert_eq!((login.base_url.as_str(), login.user.as_str()), ("http://[::1]:1", "u"));
        let user = json!({"id": "u", "password": "secret"});
        assert_eq!(login.body["auth"]["identity"]["password"]["user"], user);
        assert_eq!(login.body["auth"]["scope"]["project"], json!({"id": "p"}));
    }

    #[test]
    fn what_is_missing_is_named() {
        for (missing, text) in [
            ("OS_AUTH_URL", "give --url"),
            ("OS_USERNAME", "OS_USERNAME is not set"),
            ("OS_PASSWORD", "OS_PASSWORD is not set"),
            ("OS_TENANT_NAME", "OS_PROJECT_NAME is not set"),
        ] {
            let rest: Vec<_> = ADMIN.into_iter().filter(|(it, _)| *it != missing).collect();

            let error = read(None, &rest).err().unwrap();

            assert!(error.contains(text), "{error}");
        }
    }

    #[test]
    fn the_identity_of_another_cloud_is_none_of_ours() {
        let error = read(None, &[("OS_AUTH_URL", "http://keystone:5000/v3")]).err().unwrap();

        assert!(error.contains("http://keystone:5000/v3: give --url"), "{error}");
    }
}
