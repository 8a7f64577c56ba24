//! Every table of the database, for what concerns all of them alike.

use redb::{Key, TableDefinition, Value};

use crate::{
    failure::Failure,
    tables::{
        ACTIONS, ADDRESSES, DOCUMENTS, FLOATING_IPS, IDS, IMAGE_LISTS, IMAGES, KEY_PAIRS, LISTS,
        META, PROJECTS, RECORDS, SECURITY_GROUPS, STATES,
    },
};

/// Something that is done to tables, whatever they hold.
pub(super) trait EachTable {
    /// Does it to one of them.
    fn visit<K: Key + Send + 'static, V: Value + Send + 'static>(
        &mut self,
        table: TableDefinition<'static, K, V>,
    ) -> Result<(), Failure>;
}

/// Goes to every table. The first says what format the others have.
pub(super) fn each_table(visitor: &mut impl EachTable) -> Result<(), Failure> {
    visitor.visit(META)?;
    visitor.visit(DOCUMENTS)?;
    visitor.visit(PROJECTS)?;
    visitor.visit(IDS)?;
    visitor.visit(STATES)?;
    visitor.visit(RECORDS)?;
    visitor.visit(LISTS)?;
    visitor.visit(ACTIONS)?;
    visitor.visit(ADDRESSES)?;
    visitor.visit(FLOATING_IPS)?;
    visitor.visit(SECURITY_GROUPS)?;
    visitor.visit(IMAGES)?;
    visitor.visit(IMAGE_LISTS)?;
    visitor.visit(KEY_PAIRS)
}
