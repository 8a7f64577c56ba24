//! Security groups: names for rules about the traffic of servers. There are no rules yet.

use std::fmt;

use uuid::Uuid;

/// The group that every project has.
pub const DEFAULT_GROUP: &str = "default";

/// A security group of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroup {
    /// Its number, by which clients know it.
    pub id: u64,
    /// The project it belongs to.
    pub project_id: String,
    /// Its name, there once in a project.
    pub name: String,
    /// What its users say of it.
    pub description: String,
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
    /// There is none of that number, or none that the caller may know of.
    NoSuchId {
        /// The number.
        id: String,
    },
    /// What is to be a number is none.
    NoNumber,
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
    InUse,
    /// The one that every project has is to go.
    DeletesDefault,
    /// The one that every project has is to be another.
    UpdatesDefault,
    /// The server is in it already.
    AlreadyAdded {
        /// The number of the group.
        id: u64,
        /// The server.
        server_id: Uuid,
    },
    /// The server is not in it.
    NotAdded {
        /// The number of the group.
        id: u64,
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
            Self::NoSuchId { id } => write!(f, "Security group {id} not found."),
            Self::NoNumber => f.write_str("Security group id should be integer"),
            Self::Exists { name } => write!(f, "Security group {name} already exists"),
            Self::NameTaken { name, project_id } => {
                write!(f, "Security group {name} already exists for project {project_id}.")
            }
            Self::InUse => f.write_str("Security group is still in use"),
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
