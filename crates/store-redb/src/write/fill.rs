//! Creates many servers in one commit.

use ferronova_compute::{Change, Error};

use super::{
    batch::{Batch, Refusal},
    load::Loaded,
};
use crate::new_orders::NewOrders;

impl Batch<'_> {
    /// Replaces everything except documents by new content, if there is any. Then creates servers,
    /// a batch per item, until the first error. Returns their number. If a server is refused,
    /// others may already be written, so the whole commit is aborted.
    pub(crate) fn fill(
        &mut self,
        loaded: Option<Loaded>,
        servers: impl Iterator<Item = Result<Vec<Change>, Error>>,
    ) -> Result<u64, Refusal> {
        let mut orders = NewOrders::new(self.engine);
        if let Some(loaded) = loaded {
            self.load_without_orders(loaded, &mut orders)?;
        }
        let mut n_servers = 0;
        for changes in servers {
            let changes = changes.map_err(Refusal::RefusedInPart)?;
            n_servers += changes.len() as u64;
            self.create_without_orders(changes, &mut orders).map_err(|it| match it {
                Refusal::Refused(error) => Refusal::RefusedInPart(error),
                other => other,
            })?;
        }
        orders.write(&mut self.tables)?;
        Ok(n_servers)
    }
}
