//! Floating addresses: public addresses that a project is given and can point at any of its
//! servers.

use std::net::IpAddr;

use thiserror::Error;
use uuid::Uuid;

use crate::{Address, AddressKind, FloatingPool, Infrastructure, Server, parse_id};

/// A floating address that belongs to a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloatingIp {
    /// The id of the pool that contains the address.
    pub pool_id: Uuid,
    /// The address.
    pub ip: IpAddr,
    /// The project that the address belongs to.
    pub project_id: String,
}

/// The namespace of the ids (UUID version 5) of floating addresses.
const NAMESPACE: Uuid = Uuid::from_u128(0xf10a_0000_0000_4000_8000_0000_0000_0001);

impl FloatingIp {
    /// The id that clients use.
    #[must_use]
    pub fn id(&self) -> Uuid {
        id_of(self.pool_id, self.ip)
    }

    /// Whether `address`, which a server has, is this floating address.
    #[must_use]
    pub fn is(&self, address: &Address) -> bool {
        address.kind == AddressKind::Floating
            && (address.network_id, address.ip) == (self.pool_id, self.ip)
    }

    /// Finds the pool and the address that a client means by `id`: the id of a floating address, or
    /// the number that older API versions use instead, which is the position of the address among
    /// all floating addresses. The address need not belong to a project.
    #[must_use]
    pub fn find(pools: &[FloatingPool], id: &str) -> Option<(Uuid, IpAddr)> {
        if let Some(id) = parse_id(id) {
            let ip = ip_in(id);
            let pool = pools.iter().find(|it| id_of(it.id, ip) == id)?;
            return Some((pool.id, ip));
        }
        let mut place = id.parse::<u128>().ok()?.checked_sub(1)?;
        for pool in pools {
            match place.checked_sub(pool.cidr.hosts()) {
                Some(behind) => place = behind,
                None => return Some((pool.id, pool.cidr.host(place)?)),
            }
        }
        None
    }

    /// The position of the address among all addresses of the pools, counted from 1.
    #[must_use]
    pub fn number_in(&self, pools: &[FloatingPool]) -> Option<u64> {
        let mut before: u128 = 0;
        for pool in pools {
            if pool.id == self.pool_id {
                let place = before.checked_add(pool.cidr.index_of(self.ip)?)?;
                return u64::try_from(place.checked_add(1)?).ok();
            }
            before = before.checked_add(pool.cidr.hosts())?;
        }
        None
    }
}

/// Errors of operations on floating addresses.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FloatingIpError {
    /// The address does not exist, or belongs to no project.
    #[error("there is no such floating address")]
    NotFound,
    /// No floating address has that id, or the caller may not know of it.
    #[error("there is no floating address {id}")]
    NoSuchId {
        /// The id as the caller gave it.
        id: String,
    },
    /// The address belongs to another project.
    #[error("the floating address belongs to another project")]
    NotOwned,
    /// The pool does not exist or has no free address.
    #[error("there is no free floating address in {}", pool.as_deref().unwrap_or("any pool"))]
    Exhausted {
        /// The requested pool; `None` if any pool was acceptable.
        pool: Option<String>,
    },
    /// The server has no fixed address that a floating address could be associated with.
    #[error("the server has no fixed address")]
    NoFixedIp,
    /// The server's fixed addresses are all IPv6.
    #[error("server {id} has no fixed IPv4 address for {address}")]
    NoFixedIpv4 {
        /// The floating address as the caller gave it.
        address: String,
        /// The server.
        id: Uuid,
    },
    /// The server does not have the requested fixed address.
    #[error("the fixed address does not belong to the server")]
    NotOfServer,
    /// The address is not associated with the server.
    #[error("floating address {address} is not associated with server {id}")]
    NotAssociated {
        /// The address as the caller gave it.
        address: String,
        /// The server's id as the caller gave it.
        id: String,
    },
}

impl Infrastructure {
    /// The pool with that id.
    #[must_use]
    pub fn find_floating_pool(&self, id: Uuid) -> Option<&FloatingPool> {
        self.floating_pools.iter().find(|it| it.id == id)
    }

    /// The pool that contains an address.
    #[must_use]
    pub fn floating_pool_of(&self, ip: IpAddr) -> Option<&FloatingPool> {
        self.floating_pools.iter().find(|it| it.cidr.contains(ip))
    }

    /// Whether an address of a server is a floating address from a pool, so that no other server
    /// may have it. A seed can also declare an address as floating although it is in no pool.
    #[must_use]
    pub fn is_from_pool(&self, address: &Address) -> bool {
        address.kind == AddressKind::Floating
            && self.find_floating_pool(address.network_id).is_some()
    }
}

impl Server {
    /// The fixed address that a floating address is associated with: the first fixed address of the
    /// same interface.
    #[must_use]
    pub fn fixed_address_behind(&self, floating: &Address) -> Option<&Address> {
        let same = |it: &&Address| it.mac == floating.mac && it.label == floating.label;
        self.addresses.iter().filter(|it| it.kind == AddressKind::Fixed).find(same)
    }
}

/// Returns the id of an address in a pool. The id starts with bytes derived from the pool and ends
/// with the address, so that the address can be read from it.
fn id_of(pool_id: Uuid, ip: IpAddr) -> Uuid {
    let mut bytes = Uuid::new_v5(&NAMESPACE, pool_id.as_bytes()).into_bytes();
    // Pools have IPv4 addresses only.
    if let IpAddr::V4(ip) = ip {
        bytes[12..].copy_from_slice(&ip.octets());
    }
    Uuid::from_bytes(bytes)
}

/// Reads the last four bytes of an id as an address. The result has a meaning only if the id
/// belongs to a floating address.
fn ip_in(id: Uuid) -> IpAddr {
    let [.., a, b, c, d] = id.into_bytes();
    IpAddr::from([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pools() -> Vec<FloatingPool> {
        let pool = |id: u128, cidr: &str| FloatingPool {
            id: Uuid::from_u128(id),
            name: cidr.to_owned(),
            cidr: cidr.parse().unwrap(),
        };
        vec![pool(1, "192.0.2.0/29"), pool(2, "198.51.100.0/24")]
    }

    #[test]
    fn an_address_is_found_by_its_id_and_by_its_number() {
        let pools = pools();
        for (pool, ip) in [(1, [192, 0, 2, 2]), (1, [192, 0, 2, 6]), (2, [198, 51, 100, 9])] {
            let (pool_id, ip) = (Uuid::from_u128(pool), IpAddr::from(ip));
            let floating_ip = FloatingIp { pool_id, ip, project_id: "p".to_owned() };
            let number = floating_ip.number_in(&pools).unwrap();

            for id in [floating_ip.id().to_string(), number.to_string()] {
                assert_eq!(FloatingIp::find(&pools, &id), Some((pool_id, ip)), "{id}");
            }
        }
    }

    #[test]
    fn what_is_no_id_of_an_address_is_not_found() {
        let pools = pools();
        for id in ["0", "-1", "100000", "x", "c0ffee00-0000-4000-8000-0000c0000202"] {
            assert_eq!(FloatingIp::find(&pools, id), None, "{id}");
        }
    }
}
