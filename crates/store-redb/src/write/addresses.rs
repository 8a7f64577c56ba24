//! Assigns addresses to servers: checks that no other server has them, and finds free fixed ones.

use std::{
    collections::{BTreeSet, HashSet},
    net::IpAddr,
};

use ferronova_compute::{
    Address, AddressError, AddressKind, Cidr, Error, Infrastructure, Network, NetworkError,
    NetworkRequest, Server,
};
use redb::ReadableTable;

use super::batch::{Batch, Refusal};
use crate::{engine_error::EngineError, tables::address_key};

type AddressKey = [u8; 32];

/// Addresses that the current request takes and that are not written yet.
#[derive(Default)]
pub(super) struct Claims(HashSet<AddressKey>);

/// Returns the keys of those addresses of a server that no other server may have: the fixed ones,
/// and the floating ones from a pool. A deleted server has none.
pub(crate) fn address_keys(
    server: &Server,
    infrastructure: &Infrastructure,
) -> BTreeSet<AddressKey> {
    if server.is_deleted() {
        return BTreeSet::new();
    }
    let is_held = |it: &&Address| it.kind == AddressKind::Fixed || infrastructure.is_from_pool(it);
    let held = server.addresses.iter().filter(is_held);
    held.map(|it| address_key(it.network_id, it.ip)).collect()
}

impl Batch<'_> {
    /// Claims the addresses that a server requests, and those that it has but did not have in
    /// `old`. Nothing is written yet.
    pub(super) fn claim(
        &mut self,
        server: &mut Server,
        old: Option<&Server>,
        requests: &[NetworkRequest],
        claims: &mut Claims,
    ) -> Result<(), Refusal> {
        let infrastructure = self.current.infrastructure.clone();
        let had = old.map(|it| address_keys(it, &infrastructure)).unwrap_or_default();
        if !server.is_deleted() {
            for address in server.addresses.iter().filter(|it| it.kind == AddressKind::Fixed) {
                let Address { network_id, ip, .. } = *address;
                let key = address_key(network_id, ip);
                if !had.contains(&key) && !self.take(key, claims)? {
                    let request = NetworkRequest { network_id, fixed_ip: Some(ip) };
                    return Err(unavailable(AddressError::InUse(request)));
                }
            }
        }
        for request in requests {
            self.fulfil(server, request, claims)?;
        }
        Ok(())
    }

    fn fulfil(
        &mut self,
        server: &mut Server,
        request: &NetworkRequest,
        claims: &mut Claims,
    ) -> Result<(), Refusal> {
        let infrastructure = self.current.infrastructure.clone();
        let id = request.network_id;
        let Some(network) = infrastructure.find_network(id) else {
            return Err(Refusal::Refused(Error::Network(NetworkError::NotFound {
                id: id.to_string(),
            })));
        };
        let ip = match request.fixed_ip {
            Some(ip) if !network.cidr.contains(ip) => {
                return Err(unavailable(AddressError::NotInNetwork(request.clone())));
            }
            Some(ip) if self.take(address_key(id, ip), claims)? => ip,
            Some(_) => return Err(unavailable(AddressError::InUse(request.clone()))),
            None => match self.next_free(network, claims)? {
                Some(ip) => ip,
                None => return Err(unavailable(AddressError::Exhausted(request.clone()))),
            },
        };
        server.addresses.push(Address {
            network_id: id,
            label: network.name.clone(),
            ip,
            kind: AddressKind::Fixed,
            mac: free_mac(server),
        });
        Ok(())
    }

    /// Claims an address, and returns whether it was free.
    fn take(&mut self, key: AddressKey, claims: &mut Claims) -> Result<bool, EngineError> {
        let is_free = self.tables.addresses()?.get(&key)?.is_none();
        Ok(is_free && claims.0.insert(key))
    }

    /// Claims a free address of a network: the next one after the address that was assigned last,
    /// starting over at the end of the network.
    fn next_free(
        &mut self,
        network: &Network,
        claims: &mut Claims,
    ) -> Result<Option<IpAddr>, EngineError> {
        let hosts = network.cidr.hosts();
        if hosts == 0 {
            return Ok(None);
        }
        // Continue after the address assigned last, instead of searching from the beginning each
        // time.
        let start = match self.last_given.of_network.get(&network.id) {
            Some(last) => (last + 1) % hosts,
            // Nothing was assigned since the store was opened or its networks were replaced.
            None => self.after_highest(network)?.unwrap_or(0) % hosts,
        };
        let free = match self.free_between(network, start, hosts, claims)? {
            Some(index) => Some(index),
            None => self.free_between(network, 0, start, claims)?,
        };
        let Some((index, ip)) = free.and_then(|it| network.cidr.host(it).map(|ip| (it, ip))) else {
            return Ok(None);
        };
        claims.0.insert(address_key(network.id, ip));
        self.last_given.of_network.insert(network.id, index);
        Ok(Some(ip))
    }

    /// Returns the index of the first free address of a network from `start` up to, but not
    /// including, `end`. The addresses and the rows of the table are walked in the same order, so
    /// that the first gap is found without a lookup per address.
    fn free_between(
        &mut self,
        network: &Network,
        start: u128,
        end: u128,
        claims: &Claims,
    ) -> Result<Option<u128>, EngineError> {
        let (Some(first), Some(last)) =
            (network.cidr.host(start), end.checked_sub(1).and_then(|it| network.cidr.host(it)))
        else {
            return Ok(None);
        };
        if start >= end {
            return Ok(None);
        }
        let (first, last) = (address_key(network.id, first), address_key(network.id, last));
        let mut taken = self.tables.addresses()?.range::<&AddressKey>(&first..=&last)?;
        let mut next_taken = taken.next().transpose()?.map(|(key, _)| *key.value());
        for index in start..end {
            let Some(ip) = network.cidr.host(index) else {
                return Ok(None);
            };
            let key = address_key(network.id, ip);
            if next_taken == Some(key) {
                next_taken = taken.next().transpose()?.map(|(key, _)| *key.value());
            } else if !claims.0.contains(&key) {
                return Ok(Some(index));
            }
        }
        Ok(None)
    }

    /// Returns the index after the highest assigned address of a network; `None` if no address with
    /// an index is assigned.
    fn after_highest(&mut self, network: &Network) -> Result<Option<u128>, EngineError> {
        let key = |octets: [u8; 16]| {
            let mut key = [0; 32];
            key[..16].copy_from_slice(network.id.as_bytes());
            key[16..].copy_from_slice(&octets);
            key
        };
        let (first, last) = (key([0; 16]), key([0xff; 16]));
        let mut taken = self.tables.addresses()?.range::<&AddressKey>(&first..=&last)?;
        let Some(row) = taken.next_back() else {
            return Ok(None);
        };
        let (highest, _) = row?;
        let [_, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, octets @ ..] = *highest.value();
        let base = number_of(network.cidr);
        // Index 0 is the third address of the network.
        Ok(u128::from_be_bytes(octets).checked_sub(base + 2).map(|it| it + 1))
    }
}

/// Returns the first address of a block as the number that stands for it in keys.
fn number_of(cidr: Cidr) -> u128 {
    u128::from_be_bytes(match cidr.base() {
        IpAddr::V4(ip) => ip.to_ipv6_mapped().octets(),
        IpAddr::V6(ip) => ip.octets(),
    })
}

fn unavailable(error: AddressError) -> Refusal {
    Refusal::Refused(Error::Network(NetworkError::AddressNotAvailable(error)))
}

/// Returns a MAC address for the next interface of a server, one that its other interfaces do not
/// have.
///
/// Of the last 24 bits, the low ones have the number of the server, and the high ones the place of
/// the interface, with its bits in reverse order. So all MAC addresses differ as long as both
/// numbers together fit into 24 bits.
fn free_mac(server: &Server) -> String {
    let taken: HashSet<&str> = server.addresses.iter().map(|it| &*it.mac).collect();
    let mut candidates = (0..=u16::MAX).map(|place| mac(server.number, place));
    let free = candidates.find(|it| !taken.contains(&**it));
    free.unwrap_or_else(|| mac(server.number, u16::MAX))
}

fn mac(number: u64, place: u16) -> String {
    let [.., high, middle, low] = number.to_be_bytes();
    let [above, below] = place.reverse_bits().to_be_bytes();
    let (high, middle) = (high ^ above, middle ^ below);
    format!("fa:16:3e:{high:02x}:{middle:02x}:{low:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hardware_addresses_of_servers_and_their_interfaces_are_distinct() {
        let mut seen = HashSet::new();

        for number in 0..20_000 {
            for place in 0..4 {
                assert!(seen.insert(mac(number, place)), "server {number}, interface {place}");
            }
        }
        assert_eq!(mac(1, 0), "fa:16:3e:00:00:01");
        assert_eq!(mac(0x00ab_cdef, 1), "fa:16:3e:2b:cd:ef");
        assert_eq!(mac(1, 0x0103), "fa:16:3e:c0:80:01");
    }
}
