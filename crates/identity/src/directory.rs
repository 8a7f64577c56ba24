//! Users, projects, roles, and the assignments of roles to users.

use std::fmt;

use serde::{Deserialize, Serialize};

/// All users, projects, roles and assignments. There is only one domain, which contains them all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    pub users: Vec<User>,
    pub projects: Vec<Project>,
    pub roles: Vec<Role>,
    pub assignments: Vec<Assignment>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The id: at most 64 letters, digits, `-`, `_` and `.`.
    pub id: String,
    /// The login name.
    pub name: String,
    /// An argon2id hash of the password in PHC format: `$argon2id$v=19$m=8192,t=1,p=1$…`.
    pub password_hash: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The id of the user's default project, which is the scope if a login does not mention a
    /// scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_project_id: Option<String>,
    /// Whether the user can log in. The tokens of a disabled user are invalid.
    pub enabled: bool,
    /// Number of times that all of the user's tokens were made invalid at once, for example by a
    /// new password. The signature of a token covers this number.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub generation: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl fmt::Debug for User {
    /// Leaves out the password hash, so that no log contains it.
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

/// An owner of servers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// The id: at most 64 letters, digits, `-`, `_` and `.`.
    pub id: String,
    pub name: String,
    /// The description, which may be empty.
    #[serde(default)]
    pub description: String,
    /// Whether the project is enabled. Tokens scoped to a disabled project are invalid.
    pub enabled: bool,
}

/// A role that policy rules can refer to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// The id: at most 64 letters, digits, `-`, `_` and `.`.
    pub id: String,
    /// The name that policy rules use.
    pub name: String,
}

/// A role of a user in a project.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Assignment {
    pub user_id: String,
    pub project_id: String,
    /// The name of the role, not its id.
    pub role: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdAndName {
    pub id: String,
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

/// The names of the roles that a role implies, nearest first.
#[must_use]
pub fn implied_roles(role: &str) -> &'static [&'static str] {
    match role {
        "admin" => &["manager", "member", "reader"],
        "manager" => &["member", "reader"],
        "member" => &["reader"],
        _ => &[],
    }
}
