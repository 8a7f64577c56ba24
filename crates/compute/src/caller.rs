//! Who calls, and in which request.

use std::fmt;

use uuid::Uuid;

/// Who a token stands for.
///
/// Identity comes from the token alone; nothing in a request body or header changes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A user in the project that the token is scoped to.
    Scoped(Caller),
    /// A user in no project. It has no roles, owns nothing, and is never an administrator.
    Unscoped {
        /// The user.
        user_id: String,
    },
}

impl Subject {
    /// The caller; `None` for a token without a project.
    #[must_use]
    pub fn caller(&self) -> Option<&Caller> {
        match self {
            Self::Scoped(caller) => Some(caller),
            Self::Unscoped { .. } => None,
        }
    }

    /// The user.
    #[must_use]
    pub fn user_id(&self) -> &str {
        match self {
            Self::Scoped(caller) => &caller.user_id,
            Self::Unscoped { user_id } => user_id,
        }
    }

    /// Whether it is an administrator.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.caller().is_some_and(|it| it.is_admin)
    }

    /// Whose share of the memory for large answers its requests take: that of the project, or
    /// without one that of the user.
    #[must_use]
    pub fn shares_memory_of(&self) -> &str {
        match self {
            Self::Scoped(caller) => &caller.project_id,
            Self::Unscoped { user_id } => user_id,
        }
    }
}

/// A user in a project: who operations are done for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The user.
    pub user_id: String,
    /// The project that the token is scoped to.
    pub project_id: String,
    /// The roles of the user in that project.
    pub roles: Vec<String>,
    /// Whether the policy rule `context_is_admin` holds for these roles, in whatever project.
    pub is_admin: bool,
}

impl Caller {
    /// The servers this caller can reach by their id: those of the own project, for an admin all.
    #[must_use]
    pub fn reach(&self) -> Scope {
        if self.is_admin { Scope::All } else { Scope::Project(self.project_id.clone()) }
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "user {} of project {}", self.user_id, self.project_id)
    }
}

/// Which servers an operation looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those of one project.
    Project(String),
    /// Those of every project.
    All,
}

impl Scope {
    /// Whether servers of this project are in the scope.
    #[must_use]
    pub fn contains(&self, project_id: &str) -> bool {
        match self {
            Self::Project(only) => only == project_id,
            Self::All => true,
        }
    }
}

/// The identity of one request, made by the server: `req-` and a random UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(pub Uuid);

impl RequestId {
    /// A new one.
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }

    /// Reads the form that `Display` writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.strip_prefix("req-").and_then(|it| Uuid::try_parse(it).ok()).map(Self)
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "req-{}", self.0)
    }
}

/// One call of one caller; every operation takes it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    /// In which request; instance actions and locks remember it.
    pub id: RequestId,
}
