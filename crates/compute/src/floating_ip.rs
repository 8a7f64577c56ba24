//! Floating addresses: those outside of the cloud that projects are given, to lead them to
//! whichever of their servers they want.

use std::net::IpAddr;

use thiserror::Error;
use uuid::Uuid;

use crate::{Address, AddressKind, FloatingPool, Infrastructure, Server, parse_id};

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

/// What the ids of floating addresses are derived in.
const NAMESPACE: Uuid = Uuid::from_u128(0xf10a_0000_0000_4000_8000_0000_0000_0001);

impl FloatingIp {
    /// What clients know it by.
    #[must_use]
    pub fn id(&self) -> Uuid {
        id_of(self.pool_id, self.ip)
    }

    /// Whether an address of a server is this one.
    #[must_use]
    pub fn is(&self, address: &Address) -> bool {
        address.kind == AddressKind::Floating
            && (address.network_id, address.ip) == (self.pool_id, self.ip)
    }
}

/// What can be wrong with floating addresses.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FloatingIpError {
    /// There is no such address, or no project was given it.
    #[error("there is no such floating address")]
    NotFound,
    /// There is none of that id, or none that the caller may know of.
    #[error("there is no floating address {id}")]
    NoSuchId {
        /// The id as it was given.
        id: String,
    },
    /// It is another project's.
    #[error("the floating address is another project's")]
    NotOwned,
    /// There is no such pool, or it has none left.
    #[error("no floating address is left in {}", pool.as_deref().unwrap_or("any pool"))]
    Exhausted {
        /// The pool, if one was asked for.
        pool: Option<String>,
    },
    /// The server has no fixed address that it could lead to.
    #[error("the server has no fixed address")]
    NoFixedIp,
    /// The server has fixed addresses, but none of IPv4.
    #[error("server {id} has no fixed address of IPv4 for {address}")]
    NoFixedIpv4 {
        /// The address as it was given.
        address: String,
        /// Which server.
        id: Uuid,
    },
    /// The fixed address that it is to lead to is not the server's.
    #[error("the fixed address is not the server's")]
    NotOfServer,
    /// It does not lead to the server.
    #[error("floating address {address} does not lead to server {id}")]
    NotAssociated {
        /// The address as it was given.
        address: String,
        /// The server as it was named.
        id: String,
    },
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

    /// The pool and the address of an id, or of the number that older answers gave an address: its
    /// place among all that there are. No project need have been given it.
    #[must_use]
    pub fn find_floating_ip(&self, id: &str) -> Option<(Uuid, IpAddr)> {
        if let Some(id) = parse_id(id) {
            let ip = ip_in(id);
            let pool = self.floating_pools.iter().find(|it| id_of(it.id, ip) == id)?;
            return Some((pool.id, ip));
        }
        let mut place = id.parse::<u128>().ok()?.checked_sub(1)?;
        for pool in &self.floating_pools {
            match place.checked_sub(pool.cidr.hosts()) {
                Some(behind) => place = behind,
                None => return Some((pool.id, pool.cidr.host(place)?)),
            }
        }
        None
    }

    /// The place of a floating address among all that there are, from 1.
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
    pub fn fixed_address_behind(&self, floating: &Address) -> Option<&Address> {
        let same = |it: &&Address| it.mac == floating.mac && it.label == floating.label;
        self.addresses.iter().filter(|it| it.kind == AddressKind::Fixed).find(same)
    }
}

/// The id of an address of a pool. It begins with what is derived from the pool and ends with the
/// address, so that it leads back to both, and nothing has to be looked through for it.
fn id_of(pool_id: Uuid, ip: IpAddr) -> Uuid {
    let mut bytes = Uuid::new_v5(&NAMESPACE, pool_id.as_bytes()).into_bytes();
    // No pool has addresses of IPv6.
    if let IpAddr::V4(ip) = ip {
        bytes[12..].copy_from_slice(&ip.octets());
    }
    Uuid::from_bytes(bytes)
}

/// The address in an id, if it is one of a floating address.
fn ip_in(id: Uuid) -> IpAddr {
    let [.., a, b, c, d] = id.into_bytes();
    IpAddr::from([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pools() -> Infrastructure {
        let pool = |id: u128, cidr: &str| FloatingPool {
            id: Uuid::from_u128(id),
            name: cidr.to_owned(),
            cidr: cidr.parse().unwrap(),
        };
        let floating_pools = vec![pool(1, "192.0.2.0/29"), pool(2, "198.51.100.0/24")];
        Infrastructure { floating_pools, ..Infrastructure::default() }
    }

    #[test]
    fn an_address_is_found_by_its_id_and_by_its_number() {
        let infrastructure = pools();
        for (pool, ip) in [(1, [192, 0, 2, 2]), (1, [192, 0, 2, 6]), (2, [198, 51, 100, 9])] {
            let (pool_id, ip) = (Uuid::from_u128(pool), IpAddr::from(ip));
            let floating_ip = FloatingIp { pool_id, ip, project_id: "p".to_owned() };
            let number = infrastructure.number_of(&floating_ip).unwrap();

            for id in [floating_ip.id().to_string(), number.to_string()] {
                assert_eq!(infrastructure.find_floating_ip(&id), Some((pool_id, ip)), "{id}");
            }
        }
    }

    #[test]
    fn what_is_no_id_of_an_address_is_not_found() {
        let infrastructure = pools();
        for id in ["0", "-1", "100000", "x", "c0ffee00-0000-4000-8000-0000c0000202"] {
            assert_eq!(infrastructure.find_floating_ip(id), None, "{id}");
        }
    }
}
