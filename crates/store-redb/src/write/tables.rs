//! The tables of one write transaction, each opened when it is first needed.

use ferronova_compute::Census;
use redb::{Key, Table, TableDefinition, Value, WriteTransaction};

use crate::{
    failure::Failure,
    records::{self, ImageTally, KeyPairTally, Stored},
    snapshot,
    tables::{
        ACTIONS, ADDRESSES, DOCUMENTS, FLOATING_IPS, IDS, IMAGE_LISTS, IMAGES, KEY_PAIRS, LISTS,
        META, META_CENSUS, META_IMAGES, META_KEY_PAIRS, PROJECTS, RECORDS, SECURITY_GROUPS, STATES,
    },
};

type Bytes = &'static [u8];
type Text = &'static str;

/// The table of images.
type Images<'t> = Table<'t, &'static [u8; 16], Bytes>;
/// The table of their lists.
type ImageLists<'t> = Table<'t, Bytes, &'static [u8; 16]>;

/// The tables. A lock needs four of them.
pub(crate) struct Tables<'t> {
    transaction: &'t WriteTransaction,
    is_dirty: bool,
    open: Open<'t>,
}

#[derive(Default)]
struct Open<'t> {
    meta: Option<Table<'t, Text, Bytes>>,
    documents: Option<Table<'t, Text, Bytes>>,
    ids: Option<Table<'t, &'static [u8; 16], u64>>,
    states: Option<Table<'t, u64, Bytes>>,
    records: Option<Table<'t, u64, Bytes>>,
    lists: Option<Table<'t, &'static [u8; 21], Bytes>>,
    projects: Option<Table<'t, Text, u32>>,
    actions: Option<Table<'t, &'static [u8; 16], Bytes>>,
    addresses: Option<Table<'t, &'static [u8; 32], u64>>,
    floating_ips: Option<Table<'t, &'static [u8; 32], Bytes>>,
    groups: Option<Table<'t, Text, Bytes>>,
    images: Option<Images<'t>>,
    image_lists: Option<ImageLists<'t>>,
    key_pairs: Option<Table<'t, (Text, Text), Bytes>>,
}

impl<'t> Tables<'t> {
    /// The tables of a transaction, none of them open.
    pub(crate) fn new(transaction: &'t WriteTransaction) -> Self {
        Self { transaction, is_dirty: false, open: Open::default() }
    }

    /// Whether anything was written.
    pub(crate) fn is_dirty(&self) -> bool {
        self.is_dirty
    }

    /// Notes that something is written.
    pub(crate) fn mark_dirty(&mut self) {
        self.is_dirty = true;
    }

    /// The server of that number.
    pub(crate) fn read(&mut self, number: u64) -> Result<Option<Stored>, Failure> {
        let states = opened(&mut self.open.states, self.transaction, STATES)?;
        let records = opened(&mut self.open.records, self.transaction, RECORDS)?;
        snapshot::read(states, records, number)
    }

    /// Remembers how many servers live.
    pub(crate) fn write_census(&mut self, census: Census) -> Result<(), Failure> {
        let row = records::encode_census(census)?;
        self.meta()?.insert(META_CENSUS, row.as_slice())?;
        Ok(())
    }

    /// Remembers how many images there are.
    pub(crate) fn write_image_tally(&mut self, tally: ImageTally) -> Result<(), Failure> {
        let row = records::encode_image_tally(tally)?;
        self.meta()?.insert(META_IMAGES, row.as_slice())?;
        Ok(())
    }

    /// Remembers how many key pairs there are.
    pub(crate) fn write_key_pair_tally(&mut self, tally: KeyPairTally) -> Result<(), Failure> {
        let row = records::encode_key_pair_tally(tally)?;
        self.meta()?.insert(META_KEY_PAIRS, row.as_slice())?;
        Ok(())
    }

    /// Removes every server, with all that belongs to it, every image, key pair, floating address
    /// and security group. Documents stay.
    pub(crate) fn clear_servers(&mut self) -> Result<(), Failure> {
        self.mark_dirty();
        self.open = Open::default();
        let transaction = self.transaction;
        transaction.delete_table(IDS)?;
        transaction.delete_table(STATES)?;
        transaction.delete_table(RECORDS)?;
        transaction.delete_table(LISTS)?;
        transaction.delete_table(PROJECTS)?;
        transaction.delete_table(ACTIONS)?;
        transaction.delete_table(ADDRESSES)?;
        transaction.delete_table(FLOATING_IPS)?;
        transaction.delete_table(SECURITY_GROUPS)?;
        transaction.delete_table(IMAGES)?;
        transaction.delete_table(IMAGE_LISTS)?;
        transaction.delete_table(KEY_PAIRS)?;
        self.create()
    }

    /// Makes sure that every table exists: readers can't open one that does not.
    pub(crate) fn create(&mut self) -> Result<(), Failure> {
        self.meta()?;
        self.documents()?;
        self.ids()?;
        self.states()?;
        self.records()?;
        self.lists()?;
        self.projects()?;
        self.actions()?;
        self.addresses()?;
        self.floating_ips()?;
        self.groups()?;
        self.images()?;
        self.image_lists()?;
        self.key_pairs()?;
        Ok(())
    }

    pub(crate) fn meta(&mut self) -> Result<&mut Table<'t, Text, Bytes>, Failure> {
        opened(&mut self.open.meta, self.transaction, META)
    }

    pub(crate) fn documents(&mut self) -> Result<&mut Table<'t, Text, Bytes>, Failure> {
        opened(&mut self.open.documents, self.transaction, DOCUMENTS)
    }

    pub(crate) fn ids(&mut self) -> Result<&mut Table<'t, &'static [u8; 16], u64>, Failure> {
        opened(&mut self.open.ids, self.transaction, IDS)
    }

    pub(crate) fn states(&mut self) -> Result<&mut Table<'t, u64, Bytes>, Failure> {
        opened(&mut self.open.states, self.transaction, STATES)
    }

    pub(crate) fn records(&mut self) -> Result<&mut Table<'t, u64, Bytes>, Failure> {
        opened(&mut self.open.records, self.transaction, RECORDS)
    }

    pub(crate) fn lists(&mut self) -> Result<&mut Table<'t, &'static [u8; 21], Bytes>, Failure> {
        opened(&mut self.open.lists, self.transaction, LISTS)
    }

    pub(crate) fn projects(&mut self) -> Result<&mut Table<'t, Text, u32>, Failure> {
        opened(&mut self.open.projects, self.transaction, PROJECTS)
    }

    pub(crate) fn actions(&mut self) -> Result<&mut Table<'t, &'static [u8; 16], Bytes>, Failure> {
        opened(&mut self.open.actions, self.transaction, ACTIONS)
    }

    pub(crate) fn addresses(&mut self) -> Result<&mut Table<'t, &'static [u8; 32], u64>, Failure> {
        opened(&mut self.open.addresses, self.transaction, ADDRESSES)
    }

    pub(crate) fn floating_ips(
        &mut self,
    ) -> Result<&mut Table<'t, &'static [u8; 32], Bytes>, Failure> {
        opened(&mut self.open.floating_ips, self.transaction, FLOATING_IPS)
    }

    pub(crate) fn groups(&mut self) -> Result<&mut Table<'t, Text, Bytes>, Failure> {
        opened(&mut self.open.groups, self.transaction, SECURITY_GROUPS)
    }

    pub(crate) fn images(&mut self) -> Result<&mut Images<'t>, Failure> {
        opened(&mut self.open.images, self.transaction, IMAGES)
    }

    pub(crate) fn image_lists(&mut self) -> Result<&mut ImageLists<'t>, Failure> {
        opened(&mut self.open.image_lists, self.transaction, IMAGE_LISTS)
    }

    /// The table of images, and that of their lists.
    pub(crate) fn images_and_lists(
        &mut self,
    ) -> Result<(&mut Images<'t>, &mut ImageLists<'t>), Failure> {
        let images = opened(&mut self.open.images, self.transaction, IMAGES)?;
        let lists = opened(&mut self.open.image_lists, self.transaction, IMAGE_LISTS)?;
        Ok((images, lists))
    }

    pub(crate) fn key_pairs(&mut self) -> Result<&mut Table<'t, (Text, Text), Bytes>, Failure> {
        opened(&mut self.open.key_pairs, self.transaction, KEY_PAIRS)
    }
}

fn opened<'a, 't, K: Key + 'static, V: Value + 'static>(
    slot: &'a mut Option<Table<'t, K, V>>,
    transaction: &'t WriteTransaction,
    definition: TableDefinition<'static, K, V>,
) -> Result<&'a mut Table<'t, K, V>, Failure> {
    match slot {
        Some(table) => Ok(table),
        None => Ok(slot.insert(transaction.open_table(definition)?)),
    }
}
