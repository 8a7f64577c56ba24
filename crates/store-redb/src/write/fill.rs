//! Many new servers in one commit.

use ferronova_compute::{Change, Error};

use super::{
    batch::{Batch, Refusal},
    load::Loaded,
};

impl Batch<'_> {
    /// Replaces everything by content, if there is any, and stores servers, some at a time, until
    /// the first error. Returns how many they were. A part of them may be written when one is
    /// refused, so that the whole commit fails then.
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
