//! Rules of security groups: which traffic they let through. They are kept and shown; there are no
//! machines whose traffic they could be applied to.

use std::{fmt, net::IpAddr};

use ipnet::IpNet;
use thiserror::Error;
use uuid::Uuid;

use crate::states::words;

/// How many rules the groups of a project can be given, beside those that every group has at first.
pub const MAX_SECURITY_GROUP_RULES: usize = 1_000;

/// A rule of a security group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroupRule {
    /// What clients know it by.
    pub id: Uuid,
    /// What it lets through.
    pub traffic: Traffic,
    /// What its users say of it.
    pub description: String,
}

/// What a rule lets through. A group has no two rules of the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traffic {
    /// Whether it comes in or goes out.
    pub direction: Direction,
    /// Its version of IP.
    pub ethertype: EtherType,
    /// Its protocol, by name or number in lower case; any if nothing is said.
    pub protocol: Option<String>,
    /// The first port, or the type of ICMP.
    pub port_range_min: Option<u16>,
    /// The last port, or the code of ICMP.
    pub port_range_max: Option<u16>,
    /// The other side; anybody if nothing is said.
    pub remote: Option<Remote>,
}

/// The other side of the traffic that a rule lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remote {
    /// The addresses that begin so.
    Prefix(IpPrefix),
    /// The servers in the group of that id, of the same project.
    Group(Uuid),
}

words! {
    /// Which way traffic goes, seen from the server.
    Direction {
        /// To the server.
        Ingress = "ingress",
        /// From the server.
        Egress = "egress",
    }
}

words! {
    /// A version of IP, as Neutron calls it.
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

/// What can be wrong with the traffic of a rule.
///
/// `Display` writes Neutron's texts. They are no generation's of the compute API: each passes them
/// on.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TrafficError {
    /// There is no such protocol.
    #[error(
        "Security group rule protocol {} not supported. Only protocol values [{}] and integer \
         representations [0 to 255] are supported.",
        .0, quoted_protocols()
    )]
    Protocol(String),
    /// There are ports, and no protocol.
    #[error("Must also specify protocol if port range is given.")]
    PortsWithoutProtocol,
    /// The protocol has no ports.
    #[error(
        "Invalid protocol {0} for port range, only supported for TCP, UDP, UDPLITE, SCTP and DCCP."
    )]
    NoPorts(String),
    /// No port is 0.
    #[error("Invalid value for port 0")]
    PortZero,
    /// One end of the range is missing, or the first port is behind the last.
    #[error("For TCP/UDP protocols, port_range_min must be <= port_range_max")]
    PortRange,
    /// The type or the code of ICMP is above 255.
    #[error("Invalid value for ICMP {field} ({attribute}) {value}. It must be 0 to 255.")]
    IcmpValue {
        /// `type` or `code`.
        field: &'static str,
        /// The attribute that holds it.
        attribute: &'static str,
        /// What it is.
        value: u16,
    },
    /// There is a code of ICMP without a type.
    #[error(
        "ICMP code (port-range-max) {0} is provided but ICMP type (port-range-min) is missing."
    )]
    NoIcmpType(u16),
    /// The block is of the other version of IP.
    #[error("Conflicting value ethertype {} for CIDR {}", .0.as_str(), .1)]
    OtherVersion(EtherType, IpPrefix),
    /// The protocol is one of the other version of IP.
    #[error("Invalid ethertype {} for protocol {}.", .0.as_str(), .1)]
    ProtocolOfOtherVersion(EtherType, String),
}

fn quoted_protocols() -> String {
    let values: Vec<String> = PROTOCOLS.iter().map(|it| format!("'{it}'")).collect();
    values.join(", ")
}

impl Traffic {
    /// All traffic of one direction and version of IP.
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

    /// Looks for what is wrong with it, in Neutron's order.
    ///
    /// # Errors
    ///
    /// The first thing that is.
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

/// Some first bits of an address, as the user of a rule wrote them: `10.1.2.3/8` has bits behind its
/// prefix, which mean nothing and are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IpPrefix(IpNet);

impl IpPrefix {
    /// The address.
    #[must_use]
    pub fn ip(self) -> IpAddr {
        self.0.addr()
    }

    /// How many bits of it count.
    #[must_use]
    pub fn prefix_len(self) -> u8 {
        self.0.prefix_len()
    }

    /// Reads what clients write; all bits of an address alone count.
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
