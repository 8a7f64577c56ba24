//! Many new servers in one commit.

use ferronova_compute::{Change, Error};

use super::{Batch, Loaded, Refusal};

/// New servers, some at a time; the first error ends it.
pub(crate) type Supply = Box<dyn Iterator<Item = Result<Vec<Change>, Error>> + Send>;

/// New servers, and what there is to be before them.
pub(crate) struct FillRequest {
    /// What replaces everything before, if anything does.
    pub(crate) loaded: Option<Loaded>,
    /// The servers.
    pub(crate) servers: Supply,
}

impl Batch<'_> {
    /// Stores servers as they come, and says how many they were. A part of them may be written
    /// when one is refused, so that the whole commit fails then.
    pub(crate) fn fill(&mut self, request: FillRequest) -> Result<u64, Refusal> {
        if let Some(loaded) = request.loaded {
            self.load(loaded)?;
        }
        let mut n_servers = 0;
        for changes in request.servers {
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
