//! Replaces everything except documents by new content, such as a seed.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use ferronova_compute::{
    Address, AddressError, AddressKind, Census, Content, ContentError, FloatingIp, Image,
    Infrastructure, InstanceAction, KEPT_ACTIONS, KeyPair, NetworkRequest, Related, Scratch,
    Server, StoreError,
};
use uuid::Uuid;

use super::batch::{Batch, Refusal};
use crate::{
    new_orders::NewOrders,
    records::{self, Stored},
    tables::{META_HIGHEST_GROUP, META_INFRASTRUCTURE, address_key},
};

/// Content that is ready to be written: it was checked, and its servers and key pairs are numbered.
pub(crate) struct Loaded {
    infrastructure: Infrastructure,
    images: Vec<Image>,
    servers: Vec<(Server, Vec<InstanceAction>)>,
    scratches: BTreeMap<Uuid, Scratch>,
    key_pairs: Vec<KeyPair>,
    floating_ips: Vec<FloatingIp>,
    highest_number: u64,
}

/// Checks content. Gives numbers to the servers that have none, and ids to the key pairs.
pub(crate) fn prepare(content: Content) -> Result<Loaded, ContentError> {
    let Content { infrastructure, images, mut servers, scratches, mut key_pairs } = content;
    let mut ids = HashSet::with_capacity(servers.len());
    let mut numbers = HashSet::with_capacity(servers.len());
    let mut taken = HashSet::new();
    for (server, _) in &servers {
        if !ids.insert(server.id) {
            return Err(ContentError::DuplicateId(server.id));
        }
        if server.number != 0 && !numbers.insert(server.number) {
            return Err(ContentError::DuplicateNumber(server.number));
        }
        check_addresses(server, &infrastructure, &mut taken)?;
    }
    give_numbers(&mut servers, &mut numbers)?;
    check_key_pairs(&key_pairs)?;
    for (id, key_pair) in (1..).zip(&mut key_pairs) {
        key_pair.id = id;
    }
    let highest_number = numbers.into_iter().max().unwrap_or(0);
    let floating_ips = floating_ips_of(&servers, &infrastructure);
    Ok(Loaded {
        infrastructure,
        images,
        servers,
        scratches,
        key_pairs,
        floating_ips,
        highest_number,
    })
}

/// Gives each server without a number the next free number after that of the server before it.
fn give_numbers(
    servers: &mut [(Server, Vec<InstanceAction>)],
    numbers: &mut HashSet<u64>,
) -> Result<(), StoreError> {
    let mut last = 0_u64;
    for (server, _) in servers {
        while server.number == 0 {
            last = last.checked_add(1).ok_or_else(|| {
                StoreError::failed("numbering servers", "there is no number left")
            })?;
            if numbers.insert(last) {
                server.number = last;
            }
        }
        last = server.number;
    }
    Ok(())
}

fn check_addresses(
    server: &Server,
    infrastructure: &Infrastructure,
    taken: &mut HashSet<[u8; 32]>,
) -> Result<(), ContentError> {
    if server.is_deleted() {
        return Ok(());
    }
    for address in &server.addresses {
        let request = NetworkRequest { network_id: address.network_id, fixed_ip: Some(address.ip) };
        let is_there = if infrastructure.is_from_pool(address) {
            let pool = infrastructure.find_floating_pool(address.network_id);
            pool.is_some_and(|it| it.cidr.index_of(address.ip).is_some())
        } else if address.kind == AddressKind::Fixed {
            let network = infrastructure.find_network(address.network_id);
            network.is_some_and(|it| it.cidr.contains(address.ip))
        } else {
            // A floating address that is from no pool is not checked: the store does not allocate
            // it.
            continue;
        };
        if !is_there {
            return Err(ContentError::Address(server.id, AddressError::NotInNetwork(request)));
        }
        let key = address_key(address.network_id, address.ip);
        if !taken.insert(key) {
            return Err(ContentError::Address(server.id, AddressError::InUse(request)));
        }
    }
    Ok(())
}

fn check_key_pairs(key_pairs: &[KeyPair]) -> Result<(), ContentError> {
    let mut names = HashSet::with_capacity(key_pairs.len());
    match key_pairs.iter().find(|it| !names.insert((&it.user_id, &it.name))) {
        Some(twice) => Err(ContentError::DuplicateKeyPair(twice.name.clone())),
        None => Ok(()),
    }
}

/// Returns the floating addresses that the living servers have from pools, allocated to the
/// projects of these servers.
fn floating_ips_of(
    servers: &[(Server, Vec<InstanceAction>)],
    infrastructure: &Infrastructure,
) -> Vec<FloatingIp> {
    let living = servers.iter().map(|(it, _)| it).filter(|it| !it.is_deleted());
    let of_server = |server: &Server| {
        let from_pool = server.addresses.iter().filter(|it| infrastructure.is_from_pool(it));
        let floating_ip = |it: &Address| FloatingIp {
            pool_id: it.network_id,
            ip: it.ip,
            project_id: server.project_id.clone(),
        };
        from_pool.map(floating_ip).collect::<Vec<_>>()
    };
    living.flat_map(of_server).collect()
}

impl Batch<'_> {
    /// Replaces everything but documents by this content.
    pub(crate) fn load(&mut self, loaded: Loaded) -> Result<(), Refusal> {
        let mut orders = NewOrders::new(self.engine);
        self.load_without_orders(loaded, &mut orders)?;
        Ok(orders.write(&mut self.tables)?)
    }

    /// Like [`Self::load`], but the rows in the indexes of servers are only added to `orders`.
    pub(super) fn load_without_orders(
        &mut self,
        mut loaded: Loaded,
        orders: &mut NewOrders<'_>,
    ) -> Result<(), Refusal> {
        self.tables.clear_content()?;
        self.current.census = Census::default();
        let row = records::encode_infrastructure(&loaded.infrastructure)?;
        self.tables.meta()?.insert(META_INFRASTRUCTURE, row.as_slice())?;
        self.current.related = Related::all(&loaded.infrastructure);
        self.current.infrastructure = Arc::new(loaded.infrastructure);
        self.tables.meta()?.remove(META_HIGHEST_GROUP)?;
        for (server, actions) in loaded.servers {
            if !server.is_deleted() {
                for name in &server.security_groups {
                    self.ensure_security_group(&server.project_id, name)?;
                }
            }
            let number = server.number;
            let too_many = actions.len().saturating_sub(KEPT_ACTIONS);
            let mut sequence = 0;
            for action in actions.iter().skip(too_many) {
                self.write_action(number, sequence, action)?;
                sequence += 1;
            }
            let project = self.project_number(&server.project_id)?;
            let server = Server { version: 1, ..server };
            let scratch = loaded.scratches.remove(&server.id).unwrap_or_default();
            let server = Box::new(server);
            self.insert(&Stored { server, scratch, project, actions: sequence }, orders)?;
        }
        for floating_ip in &loaded.floating_ips {
            self.write_floating_ip(floating_ip)?;
        }
        self.write_all_images(&loaded.images)?;
        self.write_all_key_pairs(&loaded.key_pairs)?;
        self.current.generation += 1;
        self.current.group_uses += 1;
        self.current.is_new = false;
        self.current.highest_number = loaded.highest_number;
        self.last_given.clear();
        Ok(self.write_highest_number()?)
    }
}
