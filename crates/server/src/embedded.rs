//! The embedded database: how it is opened, filled and watched, and what only it can do.

use std::{path::Path, sync::Arc};

use ferronova_compute::{Lifecycle as _, Timestamp};
use ferronova_identity::EmbeddedIdentity;
use ferronova_store_redb::{Observer, RedbStore, readable_by_others};

use crate::{Exit, Seed, Settings, Storage, commit_metrics::CommitMetrics};

/// The embedded database. Clones share it.
///
/// Requests use the database through the ports. Backups, metrics, the search for damage and the end
/// of the process need the database itself.
#[derive(Clone)]
pub(crate) struct Embedded {
    pub(crate) store: Arc<RedbStore>,
    /// Metrics of the store's commits.
    pub(crate) commits: Arc<CommitMetrics>,
}

impl Embedded {
    /// Opens the database. If the database is new, fills it from the seed and also returns the
    /// seed; `None` if the database existed.
    pub(crate) async fn open(
        settings: &Settings,
        now: Timestamp,
    ) -> Result<(Self, Option<Seed>), Exit> {
        let (store, seed) = open_store(&settings.storage, settings.seed.as_deref(), now)?;
        let store = Arc::new(store);
        let commits = Arc::new(CommitMetrics::new());
        store.observe(Arc::clone(&commits) as Arc<dyn Observer>);
        // In memory there is no disk to wait for.
        if matches!(settings.storage, Storage::Folder(_)) {
            store
                .watch(settings.slow_write)
                .map_err(|error| Exit::because("can't watch the database", &error))?;
        }
        if settings.seed.is_some() && seed.is_none() {
            log::warn!("the seed is not read: the database is not new");
        }
        if let Some(seed) = &seed {
            fill(&store, seed).await?;
        }
        Ok((Self { store, commits }, seed))
    }
}

/// Fails if the path of the data folder is a file.
pub(crate) fn refuse_file(folder: &Path) -> Result<(), Exit> {
    if folder.is_file() {
        return Err(Exit::failure(format_args!(
            "{} is a file: name the data folder of a server with --data",
            folder.display()
        )));
    }
    Ok(())
}

/// Warns if other users may read the database.
pub(crate) fn warn_of_readers(folder: &Path) {
    if let Some((path, mode)) = readable_by_others(folder) {
        let path = path.display();
        log::warn!(
            "others may read {path}, which holds the key that signs tokens: its mode is {mode:o}; \
             run chmod 600 on it, and on copies"
        );
    }
}

fn read_seed(path: Option<&Path>, now: Timestamp) -> Result<Seed, Exit> {
    let seed = match path {
        Some(path) => Seed::read(path, now),
        None => Seed::built_in(now),
    };
    seed.map_err(|error| Exit::because("can't use the seed", &error))
}

/// Opens the store, and reads the seed if the store is new.
pub(crate) fn open_store(
    storage: &Storage,
    seed: Option<&Path>,
    now: Timestamp,
) -> Result<(RedbStore, Option<Seed>), Exit> {
    let (store, read) = match storage {
        Storage::Folder(folder) if RedbStore::exists(folder) => {
            (RedbStore::open_with_reserve(folder), None)
        }
        // The seed is read first, so that a bad seed leaves no empty database behind.
        Storage::Folder(folder) => {
            let read = read_seed(seed, now)?;
            (RedbStore::open_with_reserve(folder), Some(read))
        }
        Storage::Memory => {
            let read = read_seed(seed, now)?;
            (RedbStore::in_memory(), Some(read))
        }
    };
    let store = store.map_err(|error| Exit::because("can't open the database", &error))?;
    let read = match read {
        None if store.is_new() => Some(read_seed(seed, now)?),
        read => read.filter(|_| store.is_new()),
    };
    Ok((store, read))
}

/// Fills a new database. The content is written last; only then does the database stop counting as
/// new, so that the next start repeats a fill that was interrupted.
async fn fill(store: &RedbStore, seed: &Seed) -> Result<(), Exit> {
    EmbeddedIdentity::install(store, &seed.directory)
        .await
        .map_err(|error| Exit::because("can't store the users of the seed", &error))?;
    store
        .load(seed.content.clone())
        .await
        .map_err(|error| Exit::because("can't store the servers of the seed", &error))
}
