//! Who exists: users, projects, roles, and which user has which role where.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Everyone and everything that tokens can speak of. All of it is in the one domain there is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// The users.
    pub users: Vec<User>,
    /// The projects.
    pub projects: Vec<Project>,
    /// The roles.
    pub roles: Vec<Role>,
    /// Which user has which role in which project.
    pub assignments: Vec<Assignment>,
}

/// Someone who can log in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// What it is called by in tokens: at most 64 letters, digits, `-`, `_` and `.`.
    pub id: String,
    /// What it logs in with.
    pub name: String,
    /// An argon2id hash of the password, in PHC form: `$argon2id$v=19$m=8192,t=1,p=1$…`.
    pub password_hash: String,
    /// Its mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Who it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The id of the project it works in when a login names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_project_id: Option<String>,
    /// Whether it can log in and its tokens are valid.
    pub enabled: bool,
    /// How often all of its tokens were ended at once, as by a new password. It is in what tokens
    /// are signed over.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub generation: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl fmt::Debug for User {
    /// Leaves out the hash, so that no log ever holds one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("email", &self.email)
            .field("description", &self.description)
            .field("default_project_id", &self.default_project_id)
            .field("enabled", &self.enabled)
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

/// What owns servers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// What it is called by in tokens and paths: at most 64 letters, digits, `-`, `_` and `.`.
    pub id: String,
    /// What users call it by.
    pub name: String,
    /// What it is for; may be empty.
    #[serde(default)]
    pub description: String,
    /// Whether tokens scoped to it are valid.
    pub enabled: bool,
}

/// A word that policy rules know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// What it is called by in documents: at most 64 letters, digits, `-`, `_` and `.`.
    pub id: String,
    /// What rules call it by.
    pub name: String,
}

/// One user has one role in one project.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Assignment {
    /// The id of the user.
    pub user_id: String,
    /// The id of the project.
    pub project_id: String,
    /// The name of the role.
    pub role: String,
}

/// Something by its id and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdAndName {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

impl From<&User> for IdAndName {
    fn from(user: &User) -> Self {
        Self { id: user.id.clone(), name: user.name.clone() }
    }
}

impl From<&Project> for IdAndName {
    fn from(project: &Project) -> Self {
        Self { id: project.id.clone(), name: project.name.clone() }
    }
}

impl From<&Role> for IdAndName {
    fn from(role: &Role) -> Self {
        Self { id: role.id.clone(), name: role.name.clone() }
    }
}

/// The names of the roles that whoever has this one has too, nearest first.
#[must_use]
pub fn implied_roles(role: &str) -> &'static [&'static str] {
    match role {
        "admin" => &["manager", "member", "reader"],
        "manager" => &["member", "reader"],
        "member" => &["reader"],
        _ => &[],
    }
}
