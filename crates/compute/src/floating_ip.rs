//! Floating addresses: those outside of the cloud that projects are given, to lead them to
//! whichever of their servers they want.

use std::{fmt, net::IpAddr};

use uuid::Uuid;

use crate::{Address, AddressKind, Cidr, Infrastructure, Server};

/// Floating addresses that are given from one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloatingPool {
    /// What tells its addresses from those of networks.
    pub id: Uuid,
    /// What clients call it by.
    pub name: String,
    /// The addresses, of IP version 4.
    pub cidr: Cidr,
}

/// A floating address that a project was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloatingIp {
    /// The pool it is from.
    pub pool_id: Uuid,
    /// The address.
    pub ip: IpAddr,
    /// The project that was given it.
    pub project_id: String,
}

impl FloatingIp {
    /// Whether an address of a server is this one.
    #[must_use]
    pub fn is(&self, address: &Address) -> bool {
        address.kind == AddressKind::Floating
            && (address.network_id, address.ip) == (self.pool_id, self.ip)
    }
}

/// What can be wrong with floating addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FloatingIpError {
    /// There is no such address, or no project was given it.
    NotFound,
    /// There is none of that id, or none that the caller may know of.
    NoSuchId {
        /// The id as it was given.
        id: String,
    },
    /// It is another project's.
    NotOwned,
    /// There is no such pool, or it has none left.
    Exhausted {
        /// The pool, if one was asked for.
        pool: Option<String>,
    },
    /// The server has no fixed address that it could lead to.
    NoFixedIp,
    /// The server has fixed addresses, but none of IPv4.
    NoFixedIpv4 {
        /// The address as it was given.
        address: String,
        /// Which server.
        id: Uuid,
    },
    /// The fixed address that it is to lead to is not the server's.
    NotOfServer,
    /// It does not lead to the server.
    NotAssociated {
        /// The address as it was given.
        address: String,
        /// The server as it was named.
        id: String,
    },
}

impl fmt::Display for FloatingIpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("floating ip not found"),
            Self::NoSuchId { id } => write!(f, "Floating ip not found for id {id}"),
            Self::NotOwned => f.write_str("Not authorized."),
            Self::Exhausted { pool: Some(pool) } => {
                write!(f, "No more floating ips in pool {pool}.")
            }
            Self::Exhausted { pool: None } => f.write_str("No more floating ips available."),
            Self::NoFixedIp => f.write_str("No nw_info cache associated with instance"),
            Self::NoFixedIpv4 { address, id } => write!(
                f,
                "Unable to associate floating IP {address} to any fixed IPs for instance {id}. \
                 Instance has no fixed IPv4 addresses to associate."
            ),
            Self::NotOfServer => f.write_str("Specified fixed address not assigned to instance"),
            Self::NotAssociated { address, id } => {
                write!(f, "Floating ip {address} is not associated with instance {id}.")
            }
        }
    }
}

impl Infrastructure {
    /// The pool of that id.
    #[must_use]
    pub fn find_floating_pool(&self, id: Uuid) -> Option<&FloatingPool> {
        self.floating_pools.iter().find(|it| it.id == id)
    }

    /// The pool that an address is from.
    #[must_use]
    pub fn floating_pool_of(&self, ip: IpAddr) -> Option<&FloatingPool> {
        self.floating_pools.iter().find(|it| it.cidr.contains(ip))
    }

    /// The number that clients know a floating address by: its place among all that there are.
    #[must_use]
    pub fn number_of(&self, floating_ip: &FloatingIp) -> Option<u64> {
        let mut before: u128 = 0;
        for pool in &self.floating_pools {
            if pool.id == floating_ip.pool_id {
                let place = before.checked_add(pool.cidr.index_of(floating_ip.ip)?)?;
                return u64::try_from(place.checked_add(1)?).ok();
            }
            before = before.checked_add(pool.cidr.hosts())?;
        }
        None
    }

    /// Whether an address of a server is from a pool, so that no other server may have it. What a
    /// seed calls floating need not be.
    #[must_use]
    pub fn is_from_pool(&self, address: &Address) -> bool {
        address.kind == AddressKind::Floating
            && self.find_floating_pool(address.network_id).is_some()
    }
}

impl Server {
    /// The fixed address that a floating one leads to: the first of the same interface.
    #[must_use]
    pub fn fixed_ip_behind(&self, floating: &Address) -> Option<IpAddr> {
        let same = |it: &&Address| it.mac == floating.mac && it.label == floating.label;
        let mut fixed = self.addresses.iter().filter(|it| it.kind == AddressKind::Fixed);
        fixed.find(same).map(|it| it.ip)
    }
}
