//! Security groups: names for rules about the traffic of servers.

use std::fmt;

use uuid::Uuid;

use crate::{SecurityGroupRule, TrafficError};

/// The group that every project has.
pub const DEFAULT_GROUP: &str = "default";

/// How many groups a project can make, beside those that its servers brought along.
pub const MAX_SECURITY_GROUPS: usize = 1_000;

/// What the ids of groups are derived in, so that a group's is the same everywhere and always.
const NAMESPACE: Uuid = Uuid::from_u128(0x5ec0_0000_0000_4000_8000_0000_0000_0001);

/// A security group of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroup {
    /// Its number, which no other group of any project has or had. Clients knew it by that before
    /// groups had an [id](Self::id), and still may.
    pub number: u64,
    /// The project it belongs to.
    pub project_id: String,
    /// Its name, there once in a project.
    pub name: String,
    /// What its users say of it.
    pub description: String,
    /// Its rules, in the order in which they came.
    pub rules: Vec<SecurityGroupRule>,
}

impl SecurityGroup {
    /// Whether it is the one that its project has always.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.name == DEFAULT_GROUP
    }

    /// What clients know it by. It stays when the group is renamed.
    #[must_use]
    pub fn id(&self) -> Uuid {
        if self.is_default() {
            return Self::default_id(&self.project_id);
        }
        // No id of a project has a slash.
        let place = format!("{}/{}", self.project_id, self.number);
        Uuid::new_v5(&NAMESPACE, place.as_bytes())
    }

    /// The id of the group that a project has always, also before anybody asked for it.
    #[must_use]
    pub fn default_id(project_id: &str) -> Uuid {
        Uuid::new_v5(&NAMESPACE, project_id.as_bytes())
    }

    /// Whether it is the one of that id, or of that number.
    pub(crate) fn is(&self, named: SecurityGroupRef) -> bool {
        match named {
            SecurityGroupRef::Id(id) => self.id() == id,
            SecurityGroupRef::Number(number) => self.number == number,
        }
    }
}

/// What becomes of a security group; nothing of what is not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityGroupChange {
    /// Its name.
    pub name: Option<String>,
    /// What its users say of it.
    pub description: Option<String>,
}

/// How a client names a security group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SecurityGroupRef {
    /// By its id.
    Id(Uuid),
    /// By the number that an older answer gave it.
    Number(u64),
}

/// What can be wrong with security groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecurityGroupError {
    /// The project has none of that name.
    NotFound {
        /// The name.
        name: String,
        /// The project.
        project_id: String,
    },
    /// There is none of that id or number, or none that the caller may know of.
    NoSuchId {
        /// The id as it was given.
        id: String,
    },
    /// What is to be an id is none.
    NoId,
    /// The project has one of that name already.
    Exists {
        /// The name.
        name: String,
    },
    /// It can't be renamed so, since the project has another one of that name.
    NameTaken {
        /// The name.
        name: String,
        /// The project.
        project_id: String,
    },
    /// A server is in it.
    InUse {
        /// The group.
        id: Uuid,
    },
    /// The project has as many as it may have.
    TooMany,
    /// There is no rule of that id, or none that the caller may know of.
    NoSuchRule {
        /// The id as it was given.
        id: String,
    },
    /// The group has such a rule already.
    RuleExists {
        /// That rule.
        rule_id: Uuid,
        /// The group.
        group_id: Uuid,
    },
    /// The groups of the project have as many rules as they may have.
    TooManyRules,
    /// What a rule is to let through makes no sense.
    WrongRule(TrafficError),
    /// The one that every project has is to go.
    DeletesDefault,
    /// The one that every project has is to be another.
    UpdatesDefault,
    /// The server is in it already.
    AlreadyAdded {
        /// The group.
        id: Uuid,
        /// The server.
        server_id: Uuid,
    },
    /// The server is not in it.
    NotAdded {
        /// The group.
        id: Uuid,
        /// The server.
        server_id: Uuid,
    },
}

impl fmt::Display for SecurityGroupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { name, project_id } => {
                write!(f, "Security group {name} not found for project {project_id}.")
            }
            Self::NoSuchId { id } => write!(f, "Security group {id} does not exist"),
            Self::NoId => f.write_str("Security group id should be uuid"),
            Self::Exists { name } => write!(f, "Security group {name} already exists"),
            Self::NameTaken { name, project_id } => {
                write!(f, "Security group {name} already exists for project {project_id}.")
            }
            Self::TooMany => f.write_str("Quota exceeded for resources: ['security_group']."),
            Self::NoSuchRule { id } => write!(f, "Security group rule {id} does not exist"),
            Self::RuleExists { group_id, .. } => {
                write!(f, "This rule already exists in group {group_id}")
            }
            Self::TooManyRules => {
                f.write_str("Quota exceeded for resources: ['security_group_rule'].")
            }
            Self::WrongRule(error) => error.fmt(f),
            Self::InUse { .. } => f.write_str("Security group is still in use"),
            Self::DeletesDefault => write!(f, "Unable to delete system group '{DEFAULT_GROUP}'"),
            Self::UpdatesDefault => write!(f, "Unable to update system group '{DEFAULT_GROUP}'"),
            Self::AlreadyAdded { id, server_id } => {
                write!(f, "Security group {id} is already associated with the instance {server_id}")
            }
            Self::NotAdded { id, server_id } => {
                write!(f, "Security group {id} is not associated with the instance {server_id}")
            }
        }
    }
}
