//! Rules of security groups: which traffic they allow. Rules are stored and shown, but not applied,
//! since no real machines run.

use std::{fmt, net::IpAddr};

use ipnet::IpNet;
use thiserror::Error;
use uuid::Uuid;

use crate::states::words;

/// Maximum number of rules that can be added to the groups of a project. The rules of new groups
/// don't count.
pub const MAX_SECURITY_GROUP_RULES: usize = 1_000;

/// A rule of a security group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroupRule {
    /// The id that clients use.
    pub id: Uuid,
    /// The traffic it allows.
    pub traffic: Traffic,
    /// The description that users set.
    pub description: String,
}

/// The traffic that a rule allows. No two rules of a group allow the same traffic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traffic {
    /// Whether the traffic is incoming or outgoing.
    pub direction: Direction,
    /// The IP version.
    pub ethertype: EtherType,
    /// The protocol, as a name or number in lower case; `None` for any.
    pub protocol: Option<String>,
    /// The first port, or the ICMP type.
    pub port_range_min: Option<u16>,
    /// The last port, or the ICMP code.
    pub port_range_max: Option<u16>,
    /// The other end of the traffic; `None` for any.
    pub remote: Option<Remote>,
}

/// The other end of the traffic that a rule allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remote {
    /// Addresses with this prefix.
    Prefix(IpPrefix),
    /// The servers in the security group with this id. It is a group of the project that the rule's
    /// own group belongs to.
    Group(Uuid),
}

words! {
    /// The direction of traffic, seen from the server.
    Direction {
        /// To the server.
        Ingress = "ingress",
        /// From the server.
        Egress = "egress",
    }
}

words! {
    /// An IP version, by Neutron's name.
    EtherType {
        /// IP version 4.
        Ipv4 = "IPv4",
        /// IP version 6.
        Ipv6 = "IPv6",
    }
}

/// The protocols that have names.
const PROTOCOLS: &[&str] = &[
    "ah",
    "dccp",
    "egp",
    "esp",
    "gre",
    "icmp",
    "icmpv6",
    "igmp",
    "ip",
    "ipip",
    "ipv6-encap",
    "ipv6-frag",
    "ipv6-icmp",
    "ipv6-nonxt",
    "ipv6-opts",
    "ipv6-route",
    "ospf",
    "pgm",
    "rsvp",
    "sctp",
    "tcp",
    "udp",
    "udplite",
    "vrrp",
];

/// Why the traffic of a rule is invalid.
///
/// `Display` writes Neutron's texts, which every generation of the compute API passes on.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TrafficError {
    /// The protocol is unknown.
    #[error(
        "Security group rule protocol {} not supported. Only protocol values [{}] and integer \
         representations [0 to 255] are supported.",
        .0, quoted_protocols()
    )]
    Protocol(String),
    /// Ports are given without a protocol.
    #[error("Must also specify protocol if port range is given.")]
    PortsWithoutProtocol,
    /// The protocol has no ports.
    #[error(
        "Invalid protocol {0} for port range, only supported for TCP, UDP, UDPLITE, SCTP and DCCP."
    )]
    NoPorts(String),
    /// A port is 0.
    #[error("Invalid value for port 0")]
    PortZero,
    /// One end of the port range is missing, or the range is reversed.
    #[error("For TCP/UDP protocols, port_range_min must be <= port_range_max")]
    PortRange,
    /// The ICMP type or code is above 255.
    #[error("Invalid value for ICMP {field} ({attribute}) {value}. It must be 0 to 255.")]
    IcmpValue {
        /// `type` or `code`.
        field: &'static str,
        /// The attribute that holds the value.
        attribute: &'static str,
        /// The value.
        value: u16,
    },
    /// An ICMP code is given without a type.
    #[error(
        "ICMP code (port-range-max) {0} is provided but ICMP type (port-range-min) is missing."
    )]
    NoIcmpType(u16),
    /// The remote addresses have another IP version than the rule.
    #[error("Conflicting value ethertype {} for CIDR {}", .0.as_str(), .1)]
    OtherVersion(EtherType, IpPrefix),
    /// The protocol belongs to another IP version than the rule.
    #[error("Invalid ethertype {} for protocol {}.", .0.as_str(), .1)]
    ProtocolOfOtherVersion(EtherType, String),
}

fn quoted_protocols() -> String {
    let values: Vec<String> = PROTOCOLS.iter().map(|it| format!("'{it}'")).collect();
    values.join(", ")
}

impl Traffic {
    /// All traffic in one direction and of one IP version.
    #[must_use]
    pub fn any(direction: Direction, ethertype: EtherType) -> Self {
        Self {
            direction,
            ethertype,
            protocol: None,
            port_range_min: None,
            port_range_max: None,
            remote: None,
        }
    }

    /// Checks that the traffic is valid, in the order in which Neutron checks it.
    pub fn check(&self) -> Result<(), TrafficError> {
        let protocol = self.protocol.as_deref();
        if let Some(unknown) = protocol.filter(|it| !is_protocol(it)) {
            return Err(TrafficError::Protocol(unknown.to_owned()));
        }
        self.check_ports()?;
        if let Some(Remote::Prefix(prefix)) = self.remote
            && prefix.ip().is_ipv4() != (self.ethertype == EtherType::Ipv4)
        {
            return Err(TrafficError::OtherVersion(self.ethertype, prefix));
        }
        match protocol {
            Some(name)
                if (name == "icmpv6" || name.starts_with("ipv6-"))
                    && self.ethertype == EtherType::Ipv4 =>
            {
                Err(TrafficError::ProtocolOfOtherVersion(self.ethertype, name.to_owned()))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn check_ports(&self) -> Result<(), TrafficError> {
        let (min, max) = (self.port_range_min, self.port_range_max);
        if min.is_none() && max.is_none() {
            return Ok(());
        }
        match self.protocol.as_deref() {
            None => Err(TrafficError::PortsWithoutProtocol),
            Some(
                "tcp" | "udp" | "udplite" | "sctp" | "dccp" | "6" | "17" | "136" | "132" | "33",
            ) => match (min, max) {
                (Some(0), _) | (_, Some(0)) => Err(TrafficError::PortZero),
                (Some(min), Some(max)) if min <= max => Ok(()),
                _ => Err(TrafficError::PortRange),
            },
            Some("icmp" | "icmpv6" | "ipv6-icmp" | "1" | "58") => {
                let ends = [("type", "port_range_min", min), ("code", "port_range_max", max)];
                for (field, attribute, value) in ends {
                    if let Some(value) = value.filter(|it| *it > 255) {
                        return Err(TrafficError::IcmpValue { field, attribute, value });
                    }
                }
                if let (None, Some(code)) = (min, max) {
                    return Err(TrafficError::NoIcmpType(code));
                }
                Ok(())
            }
            Some(other) => Err(TrafficError::NoPorts(other.to_owned())),
        }
    }
}

fn is_protocol(protocol: &str) -> bool {
    PROTOCOLS.contains(&protocol)
        || protocol.parse::<u8>().is_ok_and(|it| it.to_string() == protocol)
}

/// An address prefix as a user wrote it. Bits after the prefix, as in `10.1.2.3/8`, are kept and
/// have no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IpPrefix(IpNet);

impl IpPrefix {
    /// The address, including the bits after the prefix.
    #[must_use]
    pub fn ip(self) -> IpAddr {
        self.0.addr()
    }

    /// The length of the prefix, in bits.
    #[must_use]
    pub fn prefix_len(self) -> u8 {
        self.0.prefix_len()
    }

    /// Parses what clients write. An address without a length stands for this address only.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (ip, prefix_len) = match text.split_once('/') {
            Some((ip, prefix_len)) => (ip, Some(prefix_len)),
            None => (text, None),
        };
        let ip: IpAddr = ip.parse().ok()?;
        let all = if ip.is_ipv4() { 32 } else { 128 };
        let prefix_len = prefix_len.map_or(Some(all), |it| it.parse().ok())?;
        IpNet::new(ip, prefix_len).ok().map(Self)
    }
}

impl fmt::Display for IpPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_kept_as_it_is_written() {
        for (text, kept) in [
            ("10.1.2.3/8", Some("10.1.2.3/8")),
            ("10.1.2.3", Some("10.1.2.3/32")),
            ("fd00::1/64", Some("fd00::1/64")),
            ("::/0", Some("::/0")),
            ("10.0.0.0/33", None),
            ("10.0.0.0/", None),
            ("web", None),
        ] {
            let read = IpPrefix::parse(text).map(|it| it.to_string());
            assert_eq!(read.as_deref(), kept, "{text}");
        }
    }

    #[test]
    fn ports_need_a_protocol_that_has_some() {
        let ports = |protocol: Option<&str>, min, max| {
            let any = Traffic::any(Direction::Ingress, EtherType::Ipv4);
            let protocol = protocol.map(str::to_owned);
            Traffic { protocol, port_range_min: min, port_range_max: max, ..any }.check()
        };
        assert_eq!(ports(Some("tcp"), Some(22), Some(22)), Ok(()));
        assert_eq!(ports(Some("icmp"), Some(8), None), Ok(()));
        assert_eq!(ports(None, None, None), Ok(()));
        assert_eq!(ports(None, Some(1), Some(2)), Err(TrafficError::PortsWithoutProtocol));
        assert_eq!(ports(Some("tcp"), Some(2), Some(1)), Err(TrafficError::PortRange));
        assert_eq!(ports(Some("udp"), Some(2), None), Err(TrafficError::PortRange));
        assert_eq!(ports(Some("tcp"), Some(0), Some(1)), Err(TrafficError::PortZero));
        assert_eq!(ports(Some("icmp"), None, Some(1)), Err(TrafficError::NoIcmpType(1)));
        assert_eq!(ports(Some("gre"), Some(1), Some(1)), Err(TrafficError::NoPorts("gre".into())));
        assert_eq!(ports(Some("x"), None, None), Err(TrafficError::Protocol("x".into())));
        assert_eq!(ports(Some("017"), None, None), Err(TrafficError::Protocol("017".into())));
    }
}
