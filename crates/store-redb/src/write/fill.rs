//! Creates many servers in one commit.

use ferronova_compute::{Change, Error};

use super::{
    batch::{Batch, Refusal},
    load::Loaded,
};

impl Batch<'_> {
    /// Replaces everything except documents by new content, if there is any. Then creates servers,
    /// a batch per item, until the first error. Returns their number. If a server is refused,
    /// others may already be written, so the whole commit is aborted.
    pub(crate) fn fill(
        &mut self,
        loaded: Option<Loaded>,
        servers: impl Iterator<Item = Result<Vec<Change>, Error>>,
    ) -> Result<u64, Refusal> {
        if let Some(loaded) = loaded {
            self.load(loaded)?;
        }
        let mut n_servers = 0;
        for changes in servers {
            let changes = changes.map_err(Refusal::RefusedInPart)?;
            n_servers += changes.len() as u64;
            self.create(changes).map_err(|it| match it {
                Refusal::Refused(error) => Refusal::RefusedInPart(error),
                other => other,
            })?;
        }
        Ok(n_servers)
    }
}
