//! Security groups: names for rules about the traffic of servers.

use thiserror::Error;
use uuid::Uuid;

use crate::{Direction, EtherType, Remote, SecurityGroupRule, Traffic, TrafficError};

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

    /// The rules that it has at first, as in Neutron: everything goes out, and what the servers of a
    /// default group send each other comes in.
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

    /// How many of its rules somebody asked for.
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
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SecurityGroupError {
    /// The project has none of that name.
    #[error("project {project_id} has no security group {name}")]
    NotFound {
        /// The name.
        name: String,
        /// The project.
        project_id: String,
    },
    /// There is none of that id or number, or none that the caller may know of.
    #[error("there is no security group {id}")]
    NoSuchId {
        /// The id as it was given.
        id: String,
    },
    /// What is to be an id is none.
    #[error("a security group is named by what is no id")]
    NoId,
    /// The project has one of that name already.
    #[error("the project has a security group {name} already")]
    Exists {
        /// The name.
        name: String,
    },
    /// It can't be renamed so, since the project has another one of that name.
    #[error("project {project_id} has another security group {name}")]
    NameTaken {
        /// The name.
        name: String,
        /// The project.
        project_id: String,
    },
    /// A server is in it.
    #[error("security group {id} is in use")]
    InUse {
        /// The group.
        id: Uuid,
    },
    /// The project has as many as it may have.
    #[error("the project has as many security groups as it may have")]
    TooMany,
    /// There is no rule of that id, or none that the caller may know of.
    #[error("there is no rule {id} of a security group")]
    NoSuchRule {
        /// The id as it was given.
        id: String,
    },
    /// The group has such a rule already.
    #[error("security group {group_id} has that rule already: {rule_id}")]
    RuleExists {
        /// That rule.
        rule_id: Uuid,
        /// The group.
        group_id: Uuid,
    },
    /// The groups of the project have as many rules as they may have.
    #[error("the project has as many rules of security groups as it may have")]
    TooManyRules,
    /// What a rule is to let through makes no sense.
    #[error(transparent)]
    WrongRule(TrafficError),
    /// The one that every project has is to go.
    #[error("the default security group can't be deleted")]
    DeletesDefault,
    /// The one that every project has is to be another.
    #[error("the default security group can't be renamed")]
    UpdatesDefault,
    /// The server is in it already.
    #[error("server {server_id} is in security group {id} already")]
    AlreadyAdded {
        /// The group.
        id: Uuid,
        /// The server.
        server_id: Uuid,
    },
    /// The server is not in it.
    #[error("server {server_id} is not in security group {id}")]
    NotAdded {
        /// The group.
        id: Uuid,
        /// The server.
        server_id: Uuid,
    },
}
