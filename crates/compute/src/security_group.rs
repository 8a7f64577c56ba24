//! Security groups: named sets of rules about the traffic of servers.

use thiserror::Error;
use uuid::Uuid;

use crate::{Direction, EtherType, Remote, SecurityGroupRule, Traffic, TrafficError};

/// Name of the group that every project has.
pub const DEFAULT_GROUP: &str = "default";

/// Maximum number of groups that a project can create. Groups that the store creates because a
/// server is already in them don't count.
pub const MAX_SECURITY_GROUPS: usize = 1_000;

/// The namespace of the ids (UUID version 5) of groups. Since ids are derived from it, a group has
/// the same id in every process.
const NAMESPACE: Uuid = Uuid::from_u128(0x5ec0_0000_0000_4000_8000_0000_0000_0001);

/// A security group of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroup {
    /// Its number, unique among the groups of all projects, including deleted groups. Clients named
    /// groups by it before groups had an [id](Self::id), and still can.
    pub number: u64,
    /// The project it belongs to.
    pub project_id: String,
    /// Its name, unique in its project.
    pub name: String,
    /// The description that users set.
    pub description: String,
    /// Its rules, in the order in which they were added.
    pub rules: Vec<SecurityGroupRule>,
}

impl SecurityGroup {
    /// Whether it is the default group of its project.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.name == DEFAULT_GROUP
    }

    /// The id that clients use. It stays the same when the group is renamed.
    #[must_use]
    pub fn id(&self) -> Uuid {
        if self.is_default() {
            return Self::default_id(&self.project_id);
        }
        // Project ids contain no slash, so this is unambiguous.
        let place = format!("{}/{}", self.project_id, self.number);
        Uuid::new_v5(&NAMESPACE, place.as_bytes())
    }

    /// The id of a project's default group, even before the group is stored.
    #[must_use]
    pub fn default_id(project_id: &str) -> Uuid {
        Uuid::new_v5(&NAMESPACE, project_id.as_bytes())
    }

    /// Whether the group has the id or number in `named`.
    pub(crate) fn is(&self, named: SecurityGroupRef) -> bool {
        match named {
            SecurityGroupRef::Id(id) => self.id() == id,
            SecurityGroupRef::Number(number) => self.number == number,
        }
    }

    /// The rules that a new group has, as in Neutron. They allow all outgoing traffic and, in a
    /// default group, also incoming traffic from the group's own servers.
    #[must_use]
    pub fn first_rules(&self) -> Vec<SecurityGroupRule> {
        let mut all = Vec::new();
        for direction in [Direction::Egress, Direction::Ingress] {
            if direction == Direction::Ingress && !self.is_default() {
                continue;
            }
            for ethertype in [EtherType::Ipv4, EtherType::Ipv6] {
                let own = (direction == Direction::Ingress).then(|| Remote::Group(self.id()));
                let traffic = Traffic { remote: own, ..Traffic::any(direction, ethertype) };
                let id = self.id_of_first(direction, ethertype);
                all.push(SecurityGroupRule { id, traffic, description: String::new() });
            }
        }
        all
    }

    /// The number of rules that were added by users.
    #[must_use]
    pub fn n_added_rules(&self) -> usize {
        let first: Vec<Uuid> = self.first_rules().iter().map(|it| it.id).collect();
        self.rules.iter().filter(|it| !first.contains(&it.id)).count()
    }

    fn id_of_first(&self, direction: Direction, ethertype: EtherType) -> Uuid {
        let seen_as = format!("{} {}", direction.as_str(), ethertype.as_str());
        Uuid::new_v5(&self.id(), seen_as.as_bytes())
    }
}

/// A change of a security group; fields that are `None` stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityGroupChange {
    /// The new name.
    pub name: Option<String>,
    /// The new description.
    pub description: Option<String>,
}

/// The way a client names a security group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SecurityGroupRef {
    /// By its id.
    Id(Uuid),
    /// By its number, as clients of older versions know it.
    Number(u64),
}

/// Errors of operations on security groups.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SecurityGroupError {
    /// The project has no group of that name.
    #[error("project {project_id} has no security group {name}")]
    NotFound {
        /// The name.
        name: String,
        /// The project.
        project_id: String,
    },
    /// No group has that id or number, or the caller may not know of it.
    #[error("there is no security group {id}")]
    NoSuchId {
        /// The id as the caller gave it.
        id: String,
    },
    /// The text is neither an id nor a number.
    #[error("the id of a security group is not valid")]
    NoId,
    /// The project already has a group of that name.
    #[error("the project has a security group {name} already")]
    Exists {
        /// The name.
        name: String,
    },
    /// The group can't be renamed, since another group of the project has the new name.
    #[error("project {project_id} has another security group {name}")]
    NameTaken {
        /// The name.
        name: String,
        /// The project.
        project_id: String,
    },
    /// The group can't be deleted while a server is in it.
    #[error("security group {id} is in use")]
    InUse {
        /// The group.
        id: Uuid,
    },
    /// The project has the maximum number of groups.
    #[error("the project has the maximum number of security groups")]
    TooMany,
    /// No rule has that id, or the caller may not know of it.
    #[error("there is no rule {id} of a security group")]
    NoSuchRule {
        /// The id as the caller gave it.
        id: String,
    },
    /// The group already has an equal rule.
    #[error("security group {group_id} already has that rule: {rule_id}")]
    RuleExists {
        /// The existing rule.
        rule_id: Uuid,
        /// The group.
        group_id: Uuid,
    },
    /// The groups of the project have the maximum number of rules.
    #[error("the project has the maximum number of security group rules")]
    TooManyRules,
    /// The rule is invalid.
    #[error(transparent)]
    WrongRule(TrafficError),
    /// The default group can't be deleted.
    #[error("the default security group can't be deleted")]
    DeletesDefault,
    /// The default group can't be renamed.
    #[error("the default security group can't be renamed")]
    UpdatesDefault,
    /// The server is already in the group.
    #[error("server {server_id} is in security group {id} already")]
    AlreadyAdded {
        /// The group.
        id: Uuid,
        /// The server.
        server_id: Uuid,
    },
    /// The server is not in the group.
    #[error("server {server_id} is not in security group {id}")]
    NotAdded {
        /// The group.
        id: Uuid,
        /// The server.
        server_id: Uuid,
    },
}
