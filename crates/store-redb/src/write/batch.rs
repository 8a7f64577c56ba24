//! The requests of one commit, and why one is refused.

use std::sync::Arc;

use ferronova_compute::{Census, Error, Infrastructure, Related, StoreError};

use super::last_given::LastGiven;
use crate::{
    engine::Engine,
    engine_error::EngineError,
    records::{Highest, ImageTally, KeyPairTally},
    seal,
    tables::Tables,
};

/// What the writer knows of the whole store, as of one commit.
#[derive(Clone)]
pub(crate) struct WriterState {
    /// Flavors, networks and hypervisors.
    pub(crate) infrastructure: Arc<Infrastructure>,
    /// What views of servers need to know of it.
    pub(crate) related: Related,
    /// How often what is stored was replaced since the store was opened, by content or after a
    /// failure.
    pub(crate) generation: u64,
    /// Whether no content was ever loaded.
    pub(crate) is_new: bool,
    /// The highest number a server ever got.
    pub(crate) highest_number: u64,
    /// How many servers live.
    pub(crate) census: Census,
    /// How often servers came into security groups, since the store was opened; more often than
    /// that if it can't be known.
    pub(crate) group_uses: u64,
    /// How many images there are, and the place of the next one.
    pub(crate) images: ImageTally,
    /// How many key pairs there are, and the highest id one ever got.
    pub(crate) key_pairs: KeyPairTally,
}

/// The requests of one commit, carried out one after the other.
pub(crate) struct Batch<'t> {
    /// The tables.
    pub(crate) tables: Tables<'t>,
    /// What is known when the commit succeeds.
    pub(crate) current: WriterState,
    /// Where to look for free addresses.
    pub(crate) last_given: &'t mut LastGiven,
    /// What writes the tables.
    pub(crate) engine: &'t Engine,
}

/// Why a request was not carried out.
pub(crate) enum Refusal {
    /// It can't be; nothing was written for it, and the others go on.
    Refused(Error),
    /// It can't be, and a part was written for it: the whole commit is given up.
    RefusedInPart(Error),
    /// The engine failed, and the whole commit with it.
    Broken(EngineError),
}

impl From<EngineError> for Refusal {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Damaged(what) => Self::Refused(StoreError::Damaged { what }.into()),
            EngineError::Redb(_)
            | EngineError::Disk(_)
            | EngineError::Encoding(_)
            | EngineError::Aborted
            | EngineError::Panicked(_)
            | EngineError::Displaced(_) => Self::Broken(error),
        }
    }
}

impl<E: Into<redb::Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Broken(EngineError::from(error))
    }
}

impl Batch<'_> {
    /// Writes documents, which are names and contents, and removes those of other names, if they
    /// exist.
    pub(crate) fn write_documents(
        &mut self,
        written: &[(String, Vec<u8>)],
        removed: &[String],
    ) -> Result<(), Refusal> {
        if written.is_empty() && removed.is_empty() {
            return Ok(());
        }
        self.tables.mark_dirty();
        let documents = self.tables.documents()?;
        for (name, content) in written {
            let sealed = seal::seal_bytes(name.as_bytes(), content);
            documents.insert(name.as_str(), sealed.as_slice())?;
        }
        for name in removed {
            documents.remove(name.as_str())?;
        }
        Ok(())
    }

    /// Remembers the highest number a server ever got.
    pub(super) fn write_highest_number(&mut self) -> Result<(), EngineError> {
        let row = Highest::Server.encode(self.current.highest_number)?;
        self.tables.meta()?.insert(Highest::Server.name(), row.as_slice())?;
        Ok(())
    }
}
