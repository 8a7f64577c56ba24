//! The tables of the database, format version 8.

use std::{
    net::{IpAddr, Ipv6Addr},
    sync::OnceLock,
};

use redb::{
    Database, Key, ReadOnlyTable, ReadTransaction, ReadableDatabase, Table, TableDefinition,
    TableHandle, Value, WriteTransaction,
};
use uuid::Uuid;

use crate::engine_error::EngineError;

/// The version of the layout of the tables. A file of a later version is refused; a file of an
/// older version is upgraded when it is opened.
///
/// Version 2 has the same tables as version 1. But its records of servers and actions may be of
/// record version 2, which programs for version 1 can't read.
///
/// Version 3 adds the census, the record of how many servers live. Older programs would not keep it
/// up to date.
///
/// Version 4 adds operations that older programs can't continue; a table of images, which were part
/// of the record of the infrastructure before; tables of key pairs, floating addresses and security
/// groups; and pools of addresses in the record of the infrastructure.
///
/// Version 5 adds a table of lists of images. Older programs would not keep it up to date.
///
/// In version 6, records of images and of security groups may be of record version 2. Such a record
/// of a security group has rules.
///
/// From version 7 on, rows are made of parts (see `seal`), which older programs can't read.
///
/// Version 8 adds a table of indexes of servers, which older programs would not keep up to date.
/// Every record of a server has details, such as a copy of its flavor. Locks may lack values, and
/// ids of requests may be any text. There are lists of the servers whose lock has a flag and a
/// holder that disagree.
pub(crate) const FORMAT: u32 = 8;

/// The first format that has a record of how many servers live.
pub(crate) const FORMAT_OF_CENSUS: u32 = 3;

/// The first format that has tables of images, key pairs, floating addresses and security groups.
pub(crate) const FORMAT_OF_IMAGES: u32 = 4;

/// The first format that has a table of lists of images.
pub(crate) const FORMAT_OF_IMAGE_LISTS: u32 = 5;

/// The first format that has a table of indexes of servers.
pub(crate) const FORMAT_OF_ORDERS: u32 = 8;

/// The first format in which records of servers have details.
pub(crate) const FORMAT_OF_DETAILS: u32 = 8;

type Bytes = &'static [u8];

/// A table of rows of servers, by the numbers of the servers.
type Rows<'t> = Table<'t, u64, Bytes>;

/// The indexes of servers as of one commit.
pub(crate) type ReadOrders = ReadOnlyTable<Bytes, (u64, u64)>;

type Images<'t> = Table<'t, &'static [u8; 16], Bytes>;
type ImageLists<'t> = Table<'t, Bytes, &'static [u8; 16]>;

/// Declares the tables. Defines a constant for each, operations on all of them, and the types
/// through which write and read transactions open them.
macro_rules! tables {
    ($(
        $(#[$about:meta])+
        $definition:ident = $name:literal, $table:ident: $key:ty => $value:ty, since $format:expr;
    )+) => {
        $($(#[$about])+
        pub(crate) const $definition: TableDefinition<$key, $value> = TableDefinition::new($name);)+

        /// Visits every table, beginning with [`META`], which has the version of the format.
        pub(crate) fn each_table(visitor: &mut impl EachTable) -> Result<(), EngineError> {
            $(visitor.visit($definition)?;)+
            Ok(())
        }

        /// The tables of one write transaction, each opened when it is first needed.
        pub(crate) struct Tables<'t> {
            transaction: &'t WriteTransaction,
            is_dirty: bool,
            $($table: Option<Table<'t, $key, $value>>,)+
        }

        impl<'t> Tables<'t> {
            /// The tables of a transaction, none of them open.
            pub(crate) fn new(transaction: &'t WriteTransaction) -> Self {
                Self { transaction, is_dirty: false, $($table: None,)+ }
            }

            /// Creates the tables that were added after this format; all tables if it is 0.
            pub(crate) fn create_after(&mut self, format: u32) -> Result<(), EngineError> {
                $(if $format > format {
                    self.$table()?;
                })+
                Ok(())
            }

            /// Empties every table except [`META`] and [`DOCUMENTS`], whose rows are kept when new
            /// content is loaded.
            pub(crate) fn clear_content(&mut self) -> Result<(), EngineError> {
                *self = Self { is_dirty: true, ..Self::new(self.transaction) };
                $(if ![META.name(), DOCUMENTS.name()].contains(&$name) {
                    self.transaction.delete_table($definition)?;
                })+
                self.create_after(0)
            }

            $(pub(crate) fn $table(&mut self) -> Result<&mut Table<'t, $key, $value>, EngineError> {
                opened(&mut self.$table, self.transaction, $definition)
            })+
        }

        /// The tables as of one commit, each opened when it is first read.
        pub(crate) struct ReadTables {
            /// The transaction that the tables are opened from.
            pub(crate) transaction: ReadTransaction,
            $($table: OnceLock<ReadOnlyTable<$key, $value>>,)+
        }

        impl ReadTables {
            pub(crate) fn of(database: &Database) -> Result<Self, EngineError> {
                Ok(Self { transaction: database.begin_read()?, $($table: OnceLock::new(),)+ })
            }

            /// Fails if a table does not exist. Without this check, the first request that reads
            /// the table would fail, or a write would create it without rows.
            pub(crate) fn check_existence(&self) -> Result<(), EngineError> {
                $(self.$table()?;)+
                Ok(())
            }

            $(pub(crate) fn $table(&self) -> Result<&ReadOnlyTable<$key, $value>, EngineError> {
                match self.$table.get() {
                    Some(table) => Ok(table),
                    None => {
                        let table = self.transaction.open_table($definition)?;
                        Ok(self.$table.get_or_init(|| table))
                    }
                }
            })+
        }
    };
}

tables! {
    /// Records of the store as a whole: name → value.
    META = "meta", meta: &'static str => Bytes, since 1;
    /// The documents of other drivers: name → bytes, sealed.
    DOCUMENTS = "documents", documents: &'static str => Bytes, since 1;
    /// The id of a project → its number, from 1.
    PROJECTS = "projects", projects: &'static str => u32, since 1;
    /// The UUID of a server → its number.
    IDS = "ids", ids: &'static [u8; 16] => u64, since 1;
    /// The number of a server → its state, sealed.
    STATES = "states", states: u64 => Bytes, since 1;
    /// The number of a server → its record, sealed.
    RECORDS = "records", records: u64 => Bytes, since 1;
    /// A list and a position in it → the name of the server there, sealed.
    LISTS = "lists", lists: &'static [u8; 21] => Bytes, since 1;
    /// An index of servers and a place in it → the number of the server there, and when the server
    /// was created, in microseconds since 1970.
    ORDERS = "orders", orders: Bytes => (u64, u64), since FORMAT_OF_ORDERS;
    /// The number of a server and the number of its action → the action, sealed.
    ACTIONS = "actions", actions: &'static [u8; 16] => Bytes, since 1;
    /// A network and a fixed address, or a pool and a floating address → the number of the server
    /// that has the address.
    ADDRESSES = "addresses", addresses: &'static [u8; 32] => u64, since 1;
    /// A pool and a floating address → the project that the address is allocated to, sealed.
    FLOATING_IPS = "floating-ips", floating_ips: &'static [u8; 32] => Bytes, since FORMAT_OF_IMAGES;
    /// A project and the name of its security group → the group, sealed.
    SECURITY_GROUPS = "security-groups", security_groups: &'static str => Bytes, since FORMAT_OF_IMAGES;
    /// The UUID of an image → the image, sealed.
    IMAGES = "images", images: &'static [u8; 16] => Bytes, since FORMAT_OF_IMAGES;
    /// A list of images and a place in it → the UUID of the image there.
    IMAGE_LISTS = "image-lists", image_lists: Bytes => &'static [u8; 16], since FORMAT_OF_IMAGE_LISTS;
    /// The id of a user and the name of a key pair → the key pair, sealed.
    KEY_PAIRS = "key-pairs", key_pairs: (&'static str, &'static str) => Bytes, since FORMAT_OF_IMAGES;
}

/// An operation on tables of any types.
pub(crate) trait EachTable {
    fn visit<K: Key + Send + 'static, V: Value + Send + 'static>(
        &mut self,
        table: TableDefinition<'static, K, V>,
    ) -> Result<(), EngineError>;
}

impl<'t> Tables<'t> {
    /// Whether anything was written.
    pub(crate) fn is_dirty(&self) -> bool {
        self.is_dirty
    }

    /// Notes that something was written.
    pub(crate) fn mark_dirty(&mut self) {
        self.is_dirty = true;
    }

    /// The states and the records of servers.
    pub(crate) fn states_and_records(&mut self) -> Result<(&Rows<'t>, &Rows<'t>), EngineError> {
        let states = opened(&mut self.states, self.transaction, STATES)?;
        let records = opened(&mut self.records, self.transaction, RECORDS)?;
        Ok((states, records))
    }

    /// The images and their lists.
    pub(crate) fn images_and_lists(
        &mut self,
    ) -> Result<(&Images<'t>, &mut ImageLists<'t>), EngineError> {
        let images = opened(&mut self.images, self.transaction, IMAGES)?;
        let lists = opened(&mut self.image_lists, self.transaction, IMAGE_LISTS)?;
        Ok((images, lists))
    }
}

fn opened<'a, 't, K: Key + 'static, V: Value + 'static>(
    slot: &'a mut Option<Table<'t, K, V>>,
    transaction: &'t WriteTransaction,
    definition: TableDefinition<'static, K, V>,
) -> Result<&'a mut Table<'t, K, V>, EngineError> {
    match slot {
        Some(table) => Ok(table),
        None => Ok(slot.insert(transaction.open_table(definition)?)),
    }
}

/// In [`META`]: the version of the layout, four bytes, little-endian. Every version has it.
pub(crate) const META_FORMAT: &str = "format";
/// In [`META`]: the highest number that a server ever had, sealed.
pub(crate) const META_HIGHEST_NUMBER: &str = "highest-number";
/// In [`META`]: the number of key pairs, and the highest id that a key pair ever had, sealed.
pub(crate) const META_KEY_PAIRS: &str = "key-pairs";
/// In [`META`]: the highest number that a security group ever had, sealed. Missing until the first
/// group is created.
pub(crate) const META_HIGHEST_GROUP: &str = "highest-group";
/// In [`META`]: the number of living servers by who holds their lock, sealed.
pub(crate) const META_CENSUS: &str = "census";
/// In [`META`]: the number of images, and the place of the next one, sealed.
pub(crate) const META_IMAGES: &str = "images";
/// In [`META`]: flavors, networks, hypervisors and, in formats before 4, images, sealed. Missing
/// until content is loaded.
pub(crate) const META_INFRASTRUCTURE: &str = "infrastructure";
/// In [`META`]: bytes that are written after a failure to find out whether the disk works again,
/// and removed at once.
pub(crate) const META_PROBE: &str = "proof";

/// Returns the key of an instance action.
pub(crate) fn action_key(number: u64, sequence: u64) -> [u8; 16] {
    (u128::from(number) << 64 | u128::from(sequence)).to_be_bytes()
}

/// Returns the key of a security group. The keys of a project are adjacent, ordered by name.
pub(crate) fn group_key(project_id: &str, name: &str) -> String {
    format!("{project_id}/{name}")
}

/// Returns the key of an address. The keys of a network or pool are adjacent, ordered by address.
pub(crate) fn address_key(network_id: Uuid, ip: IpAddr) -> [u8; 32] {
    let ip = match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped(),
        IpAddr::V6(ip) => ip,
    };
    let mut key = [0; 32];
    key[..16].copy_from_slice(network_id.as_bytes());
    key[16..].copy_from_slice(&ip.octets());
    key
}

/// Splits the key of an address into the network or pool and the address.
pub(crate) fn parts_of_address(key: &[u8; 32]) -> (Uuid, IpAddr) {
    let (network, ip) = key.split_at(16);
    let network = Uuid::from_slice(network).unwrap_or_default();
    let ip = <[u8; 16]>::try_from(ip).map_or(Ipv6Addr::UNSPECIFIED, Ipv6Addr::from);
    (network, IpAddr::from(ip).to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_ordered_like_what_they_stand_for() {
        let network = Uuid::from_u128(7);
        let address = |text: &str| address_key(network, text.parse().unwrap());

        assert!(address("10.0.0.255") < address("10.0.1.0"));
        assert!(address("fd00::2") < address("fd00::1:0"));
        assert_eq!(parts_of_address(&address("10.0.0.1")), (network, "10.0.0.1".parse().unwrap()));
        assert!(action_key(1, u64::MAX) < action_key(2, 0));
    }
}
