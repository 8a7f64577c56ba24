//! The collections of the network service and their names.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Collection {
    Networks,
    Subnets,
    Ports,
    SecurityGroups,
    SecurityGroupRules,
    FloatingIps,
    Routers,
    Extensions,
}

pub(crate) struct Names {
    /// The segment of paths that names the collection.
    pub(crate) path: &'static str,
    /// The key of a list of resources in a body.
    pub(crate) list: &'static str,
    /// The key of a single resource in a body.
    pub(crate) thing: &'static str,
    /// The error type for a missing resource.
    pub(crate) not_found: &'static str,
    /// The error message for a missing resource: the parts before and after the resource's id.
    pub(crate) sentence: (&'static str, &'static str),
}

impl Collection {
    pub(crate) const ALL: [Self; 8] = [
        Self::Networks,
        Self::Subnets,
        Self::Ports,
        Self::SecurityGroups,
        Self::SecurityGroupRules,
        Self::FloatingIps,
        Self::Routers,
        Self::Extensions,
    ];

    pub(crate) fn names(self) -> Names {
        match self {
            Self::Networks => Names {
                path: "networks",
                list: "networks",
                thing: "network",
                not_found: "NetworkNotFound",
                sentence: ("Network", "could not be found."),
            },
            Self::Subnets => Names {
                path: "subnets",
                list: "subnets",
                thing: "subnet",
                not_found: "SubnetNotFound",
                sentence: ("Subnet", "could not be found."),
            },
            Self::Ports => Names {
                path: "ports",
                list: "ports",
                thing: "port",
                not_found: "PortNotFound",
                sentence: ("Port", "could not be found."),
            },
            Self::SecurityGroups => Names {
                path: "security-groups",
                list: "security_groups",
                thing: "security_group",
                not_found: "SecurityGroupNotFound",
                sentence: ("Security group", "does not exist"),
            },
            Self::SecurityGroupRules => Names {
                path: "security-group-rules",
                list: "security_group_rules",
                thing: "security_group_rule",
                not_found: "SecurityGroupRuleNotFound",
                sentence: ("Security group rule", "does not exist"),
            },
            Self::FloatingIps => Names {
                path: "floatingips",
                list: "floatingips",
                thing: "floatingip",
                not_found: "FloatingIPNotFound",
                sentence: ("Floating IP", "could not be found"),
            },
            Self::Routers => Names {
                path: "routers",
                list: "routers",
                thing: "router",
                not_found: "RouterNotFound",
                sentence: ("Router", "could not be found"),
            },
            Self::Extensions => Names {
                path: "extensions",
                list: "extensions",
                thing: "extension",
                not_found: "HTTPNotFound",
                sentence: ("Extension with alias", "does not exist"),
            },
        }
    }
}
