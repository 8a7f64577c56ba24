//! The requests that share a commit, and the reasons for refusing one.

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

/// What the writer keeps in memory of the whole store, as of one commit.
#[derive(Clone)]
pub(crate) struct WriterState {
    /// Flavors, networks, hypervisors and pools of floating addresses.
    pub(crate) infrastructure: Arc<Infrastructure>,
    /// The parts of the infrastructure that views of servers show.
    pub(crate) related: Related,
    /// How often the stored data was replaced as a whole since the store was opened: by loaded
    /// content, or by the state of the last sync after a failure.
    pub(crate) generation: u64,
    /// Whether no content was ever loaded.
    pub(crate) is_new: bool,
    /// The highest number that a server ever had.
    pub(crate) highest_number: u64,
    pub(crate) census: Census,
    /// How often servers were added to security groups since the store was opened. Also counts
    /// events that may have added some, such as the loading of content.
    pub(crate) group_uses: u64,
    pub(crate) images: ImageTally,
    pub(crate) key_pairs: KeyPairTally,
}

/// The write transaction of one commit, in which requests are carried out one after the other.
pub(crate) struct Batch<'t> {
    pub(crate) tables: Tables<'t>,
    /// The state that the writer has after the commit, if that succeeds.
    pub(crate) current: WriterState,
    /// Where the search for free addresses begins.
    pub(crate) last_given: &'t mut LastGiven,
    /// The engine, which knows whether the disk has failed.
    pub(crate) engine: &'t Engine,
}

/// Why a request was not carried out.
pub(crate) enum Refusal {
    /// The request is refused. Nothing was written for it, and the other requests go on.
    Refused(Error),
    /// The request is refused after a part of it was written, so the whole commit is aborted.
    RefusedInPart(Error),
    /// The engine failed, so the whole commit fails.
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
    /// Writes documents, given as names and contents, and removes others by their names.
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

    /// Writes the record of the highest number that a server ever had.
    pub(super) fn write_highest_number(&mut self) -> Result<(), EngineError> {
        let row = Highest::Server.encode(self.current.highest_number)?;
        self.tables.meta()?.insert(Highest::Server.name(), row.as_slice())?;
        Ok(())
    }
}
