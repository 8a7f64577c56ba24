//! The users in the folders.

use serde_json::json;

use crate::support::caller::{Answer, Caller};

/// A user of the folders' seed.
pub(crate) struct User {
    pub(crate) name: &'static str,
    pub(crate) id: &'static str,
    pub(crate) password: &'static str,
    pub(crate) project_id: &'static str,
}

/// The owner of the servers.
pub(crate) const ANN: User = User {
    name: "ann",
    id: "a0000000000000000000000000000001",
    password: "an old password",
    project_id: "0c000000000000000000000000000001",
};

/// An administrator in another project.
pub(crate) const OLGA: User = User {
    name: "olga",
    id: "a0000000000000000000000000000002",
    password: "another old password",
    project_id: "0c000000000000000000000000000002",
};

/// A disabled user.
pub(crate) const DISMISSED: User = User {
    name: "dismissed",
    id: "a0000000000000000000000000000003",
    password: "a third old password",
    project_id: "0c000000000000000000000000000001",
};

impl User {
    /// Tries to log in with a password.
    pub(crate) fn ask_for_token(&self, base_url: &str, password: &str) -> Answer {
        let user = json!({"id": self.id, "password": password});
        let body = json!({"auth": {
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {"project": {"id": self.project_id}},
        }});
        Caller::nobody(base_url).call("POST", "/identity/v3/auth/tokens", Some(&body))
    }

    #[track_caller]
    pub(crate) fn log_in(&self, base_url: &str) -> Caller {
        self.with_token(base_url, &self.token(base_url))
    }

    /// Logs in and returns the token.
    #[track_caller]
    pub(crate) fn token(&self, base_url: &str) -> String {
        let answer = self.ask_for_token(base_url, self.password);
        assert_eq!(answer.status, 201, "{} can't log in: {}", self.name, answer.body);
        let token = answer.headers.get("x-subject-token").and_then(|it| it.to_str().ok());
        token.expect("there is a token").to_owned()
    }

    /// Returns a caller that uses this token of the user.
    pub(crate) fn with_token(&self, base_url: &str, token: &str) -> Caller {
        Caller::with_token(base_url, token, self.project_id)
    }
}
