//! Requests and replies of the socket, each one line of JSON.

use serde::{Deserialize, Serialize};

/// A request. Users and projects are given by name or id.
#[derive(Clone, Deserialize, PartialEq, Eq, Serialize)]
#[serde(tag = "command", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Request {
    /// List all users.
    List,
    Add {
        name: String,
        password: String,
        role: Option<GivenRole>,
    },
    SetPassword {
        user: String,
        password: String,
    },
    /// Disable a user and end its tokens.
    Disable {
        user: String,
    },
    /// Enable a disabled user.
    Enable {
        user: String,
    },
    Grant {
        user: String,
        role: GivenRole,
    },
    Revoke {
        user: String,
        role: GivenRole,
    },
    /// Drop the keys that sign tokens, which ends all tokens.
    RotateKeys,
}

/// A role in a project.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(deny_unknown_fields)]
pub struct GivenRole {
    pub project: String,
    pub role: String,
}

/// The result of a request.
#[derive(Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Reply {
    /// The request succeeded; changes are durable.
    Done {
        text: String,
        /// Side effects that may not be wanted.
        warnings: Vec<String>,
    },
    Users(Vec<ListedUser>),
    /// Nothing was changed, for this reason.
    Refused(String),
}

/// A user in a list.
#[derive(Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct ListedUser {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) enabled: bool,
    pub(crate) roles: Vec<GivenRole>,
}

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    ///
    /// A description of the mistake. It does not quote the request, which may contain a password.
    pub fn parse(line: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(line).map_err(|error| {
            format!("this is no request that this version knows (column {})", error.column())
        })
    }
}
