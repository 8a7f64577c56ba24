//! The cloud behind the API: every port with its driver, opened and, if it is new, seeded.

use std::{path::Path, sync::Arc};

use ferronova_compute::{
    Clock, Compute, Content, Documents, Identity, Lifecycle as _, Policy, Ports, Timestamp,
};
use ferronova_http::Gate;
use ferronova_identity::{EmbeddedIdentity, Settings as IdentitySettings};
use ferronova_policy::PolicyRules;
use ferronova_simulator::{Simulator, Times};
use ferronova_store_redb::{Observer, RedbStore, readable_by_others};

use crate::{Exit, KnownPasswords, Seed, Settings, Storage, metrics::Commits};

/// Everything a request may need.
pub(crate) struct Cloud {
    pub(crate) ports: Ports,
    pub(crate) store: Arc<RedbStore>,
    /// How the store fares.
    pub(crate) commits: Arc<Commits>,
    pub(crate) identity: Arc<EmbeddedIdentity>,
    pub(crate) gate: Arc<Gate>,
    pub(crate) compute: Compute,
    pub(crate) simulator: Simulator,
    /// What a cloud in memory returns to when it is reset.
    pub(crate) beginning: Option<Content>,
    /// The passwords that can be told to whoever started the server.
    pub(crate) passwords: KnownPasswords,
}

impl Cloud {
    /// Opens what the settings name. The seed is read only if the database is new.
    pub(crate) async fn open(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self, Exit> {
        let policy: Arc<dyn Policy> = Arc::new(read_policy(settings)?);
        let (store, seed) = open_store(&settings.storage, settings.seed.as_deref(), clock.now())?;
        let store = Arc::new(store);
        let commits = Arc::new(Commits::new());
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
            plant(&store, seed).await?;
        }
        let identity = open_identity(&store, &clock).await?;
        let gate = Gate::new(
            Arc::clone(&identity) as Arc<dyn Identity>,
            Arc::clone(&policy),
            Arc::clone(&clock),
        );
        let times = Times {
            build: settings.build_time,
            action: settings.action_time,
            deleted_retention: settings.deleted_retention,
            reclaim: settings.reclaim_instance_interval,
            shelved_offload: settings.shelved_offload_time.stay(),
        };
        let ports = Ports::of(&store);
        let simulator = Simulator::new(ports.clone(), Arc::clone(&clock), times);
        let mut compute = Compute::new(ports.clone(), policy, Arc::new(simulator.clone()), clock);
        if !settings.reclaim_instance_interval.is_zero() {
            compute = compute.soft_deleting();
        }
        let (content, mut passwords) = match seed {
            Some(seed) => (Some(seed.content), seed.passwords),
            None => (None, KnownPasswords::default()),
        };
        if let Storage::Folder(folder) = &settings.storage {
            warn_of_readers(folder);
            passwords.recall(folder, identity.accounts().directory());
        }
        let beginning = content.filter(|_| settings.storage == Storage::Memory);
        let gate = Arc::new(gate);
        Ok(Self { ports, store, commits, identity, gate, compute, simulator, beginning, passwords })
    }
}

/// Fails if the data folder of a server is looked for where a file is.
pub(crate) fn refuse_file(folder: &Path) -> Result<(), Exit> {
    if folder.is_file() {
        return Err(Exit::failure(format_args!(
            "{} is a file: name the data folder of a server with --data",
            folder.display()
        )));
    }
    Ok(())
}

/// Warns if others than the server's user may read the database of a folder.
pub(crate) fn warn_of_readers(folder: &Path) {
    if let Some((path, mode)) = readable_by_others(folder) {
        let path = path.display();
        log::warn!(
            "others may read {path}, which holds the key that signs tokens: its mode is {mode:o}; \
             run chmod 600 on it, and on copies"
        );
    }
}

fn read_policy(settings: &Settings) -> Result<PolicyRules, Exit> {
    let Some(path) = &settings.policy_file else {
        return Ok(PolicyRules::defaults());
    };
    let rules = PolicyRules::load(path)
        .map_err(|error| Exit::because("can't use the policy file", &error))?;
    for it in rules.unknown_rules() {
        log::warn!("{it}");
    }
    for it in rules.futile_checks() {
        log::warn!("{it}");
    }
    Ok(rules)
}

fn read_seed(path: Option<&Path>, now: Timestamp) -> Result<Seed, Exit> {
    let seed = match path {
        Some(path) => Seed::read(path, now),
        None => Seed::built_in(now),
    };
    seed.map_err(|error| Exit::because("can't use the seed", &error))
}

/// Opens a store, and reads the seed that it needs if it is new.
pub(crate) fn open_store(
    storage: &Storage,
    seed: Option<&Path>,
    now: Timestamp,
) -> Result<(RedbStore, Option<Seed>), Exit> {
    let (store, read) = match storage {
        Storage::Folder(folder) if RedbStore::exists(folder) => {
            (RedbStore::open_with_reserve(folder), None)
        }
        // A seed that is wrong must not leave an empty database behind.
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

/// Fills a new database. The store stays new until the content is in, so that a start that was
/// killed in between begins again.
async fn plant(store: &RedbStore, seed: &Seed) -> Result<(), Exit> {
    EmbeddedIdentity::install(store, &seed.directory)
        .await
        .map_err(|error| Exit::because("can't store the users of the seed", &error))?;
    store
        .load(seed.content.clone())
        .await
        .map_err(|error| Exit::because("can't store the servers of the seed", &error))
}

/// Opens the identity that the documents of a store hold.
pub(crate) async fn open_identity(
    store: &Arc<RedbStore>,
    clock: &Arc<dyn Clock>,
) -> Result<Arc<EmbeddedIdentity>, Exit> {
    let documents = Arc::clone(store) as Arc<dyn Documents>;
    let opened =
        EmbeddedIdentity::open(documents, Arc::clone(clock), IdentitySettings::default()).await;
    opened.map(Arc::new).map_err(|error| Exit::because("can't open the identity service", &error))
}
