//! The addresses of a seed's servers: those that the seed names, and those chosen here.

use std::{collections::HashMap, net::IpAddr};

use ferronova_compute::{Address, AddressKind, FloatingPool, Network};
use serde_saphyr::Spanned;
use uuid::Uuid;

use super::{
    error::Wrong,
    format::{AddressEntry, Reference},
    infrastructure::Surroundings,
};

/// The taken addresses.
#[derive(Default)]
pub(super) struct AddressBook {
    /// The line of the seed that takes an address, by network and address.
    taken: HashMap<(Uuid, IpAddr), u64>,
    /// The index of the address to try next, by network.
    next: HashMap<Uuid, u128>,
}

impl AddressBook {
    /// Reads the addresses that a server names and marks them as taken.
    pub(super) fn read(
        &mut self,
        entries: Vec<Spanned<AddressEntry>>,
        surroundings: &Surroundings,
    ) -> Result<Vec<Address>, Wrong> {
        let mut addresses: Vec<Address> = Vec::new();
        for Spanned { value: entry, referenced: at, .. } in entries {
            let network = surroundings.find_network(&entry.network)?;
            let ip = entry.ip.0;
            let kind = entry.kind.map_or(AddressKind::Fixed, |it| it.0);
            if kind == AddressKind::Fixed && !network.cidr.contains(ip) {
                let Network { name, cidr, .. } = network;
                let what = format!(
                    "{ip} is not an address of network `{name}`, which has {cidr}; a fixed \
                     address is one of its network, any other has `type: floating`"
                );
                return Err(Wrong::at(at, what));
            }
            // An address of a pool is unique across all networks.
            let pool = surroundings.infrastructure.floating_pool_of(ip);
            let pool = pool.filter(|_| kind == AddressKind::Floating);
            if let Some(FloatingPool { name, cidr, .. }) =
                pool.filter(|it| it.cidr.index_of(ip).is_none())
            {
                let what = format!("the pool `{name}`, which has {cidr}, does not give {ip}");
                return Err(Wrong::at(at, what));
            }
            let network_id = pool.map_or(network.id, |it| it.id);
            if let Some(line) = self.taken.insert((network_id, ip), at.line()) {
                let what = format!("{ip} is taken by line {line} already");
                return Err(Wrong::at(at, what));
            }
            // A floating address belongs to the interface of the fixed address on the same network.
            let same = addresses.iter().find(|it| it.network_id == network.id);
            let floating_mac =
                same.filter(|_| kind == AddressKind::Floating).map(|it| it.mac.clone());
            let mac = entry.mac.map(|it| it.0.0).or(floating_mac).unwrap_or_else(|| mac_for(ip));
            addresses.push(Address { network_id, ..address(network, ip, kind, mac) });
        }
        Ok(addresses)
    }

    /// Returns the next free address of a network. Every address that the seed itself gives to a
    /// server must have been read before.
    pub(super) fn next_free(
        &mut self,
        reference: &Reference,
        surroundings: &Surroundings,
    ) -> Result<Address, Wrong> {
        let network = surroundings.find_network(reference)?;
        let at = reference.referenced;
        let next = self.next.entry(network.id).or_default();
        while *next < network.cidr.hosts()
            && let Some(ip) = network.cidr.host(*next)
        {
            *next += 1;
            if let std::collections::hash_map::Entry::Vacant(free) =
                self.taken.entry((network.id, ip))
            {
                free.insert(at.line());
                return Ok(address(network, ip, AddressKind::Fixed, mac_for(ip)));
            }
        }
        let Network { name, cidr, .. } = network;
        Err(Wrong::at(at, format!("network `{name}` has no address left in {cidr}")))
    }
}

fn address(network: &Network, ip: IpAddr, kind: AddressKind, mac: String) -> Address {
    Address { network_id: network.id, label: network.name.clone(), ip, kind, mac }
}

/// Derives a hardware address from the last bytes of an IP address.
///
/// The highest bit of the fourth byte is set, unlike in the hardware addresses that a store assigns
/// by counting.
fn mac_for(ip: IpAddr) -> String {
    let (high, middle, low) = match ip {
        IpAddr::V4(ip) => {
            let [_, high, middle, low] = ip.octets();
            (high, middle, low)
        }
        IpAddr::V6(ip) => {
            let [.., high, middle, low] = ip.octets();
            (high, middle, low)
        }
    };
    format!("fa:16:3e:{:02x}:{middle:02x}:{low:02x}", high | 0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hardware_address_follows_from_the_address() {
        assert_eq!(mac_for("10.0.0.11".parse().unwrap()), "fa:16:3e:80:00:0b");
        assert_eq!(mac_for("fd00::1234:5678".parse().unwrap()), "fa:16:3e:b4:56:78");
    }
}
