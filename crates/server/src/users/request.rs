//! What a command asks for and what it is answered, each as one line of JSON.

use serde::{Deserialize, Serialize};

/// What is to be done. Users and projects are named by their names or ids.
#[derive(Clone, Deserialize, PartialEq, Eq, Serialize)]
#[serde(tag = "command", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Request {
    /// Tell all users.
    List,
    /// Add a user.
    Add {
        /// What it logs in with.
        name: String,
        /// Its password.
        password: String,
        /// A role and the project it has that in.
        role: Option<GivenRole>,
    },
    /// Give a user another password.
    SetPassword {
        /// The user.
        user: String,
        /// The password.
        password: String,
    },
    /// Keep a user out.
    Disable {
        /// The user.
        user: String,
    },
    /// Let it in again.
    Enable {
        /// The user.
        user: String,
    },
    /// Give a user a role.
    Grant {
        /// The user.
        user: String,
        /// The role.
        role: GivenRole,
    },
    /// Take a role from a user.
    Revoke {
        /// The user.
        user: String,
        /// The role.
        role: GivenRole,
    },
    /// End every token.
    RotateKeys,
}

/// A role in a project.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(deny_unknown_fields)]
pub struct GivenRole {
    /// The project.
    pub project: String,
    /// The role.
    pub role: String,
}

/// What became of it.
#[derive(Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Reply {
    /// It is done, and durable.
    Done {
        /// What was done.
        text: String,
        /// What whoever did that may not have wanted.
        warnings: Vec<String>,
    },
    /// The users there are.
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
    /// What is wrong with it, without what it holds: there may be a password in it.
    pub fn parse(line: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(line).map_err(|error| {
            format!("this is no request that this version knows (column {})", error.column())
        })
    }
}
