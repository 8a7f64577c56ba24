//! `ferronova load`: fills a data folder with servers, all in one commit.

mod choice;
mod progress;
mod settings;

use std::{
    io::{self, Write as _},
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use ferronova_compute::{
    Caller, Change, Clock, Compute, Documents, Error, Image, Infrastructure, Lifecycle as _,
    MAX_SERVERS_AT_ONCE, NewServer, Ports, Request, RequestId, SystemClock,
};
use ferronova_identity::{Directory, EmbeddedIdentity};
use ferronova_policy::PolicyRules;
use ferronova_simulator::{Simulator, Times};
use ferronova_store_redb::RedbStore;

pub use self::settings::LoadSettings;
use self::{choice::Choice, progress::Progress};
use crate::{Exit, Storage, cloud::open_identity, embedded::open_store};

/// The default project for the servers, if it exists.
const PROJECT: &str = "demo";

/// Fills a data folder, with one commit.
pub(crate) async fn load(settings: &LoadSettings) -> Result<(), Exit> {
    let began = Instant::now();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let storage = Storage::Folder(settings.data.clone());
    let (store, seed) = open_store(&storage, settings.seed.as_deref(), clock.now())?;
    let store = Arc::new(store);
    let (directory, content) = if let Some(seed) = seed {
        install(&store, &seed.directory).await?;
        (seed.directory, Some(seed.content))
    } else {
        let identity = open_identity(store.clone(), &clock).await?;
        (identity.accounts().directory().clone(), None)
    };
    let caller = choose_caller(&directory, settings.project.as_deref())?;
    let compute = compute(&store, clock);
    let infrastructure = content
        .as_ref()
        .map_or_else(|| store.infrastructure(), |it| it.infrastructure.clone().into());
    let mut choice = Choice::of(&compute, &caller, &infrastructure, &settings.name);
    match &content {
        Some(content) => content.images.iter().rev().for_each(|it| choice.consider(it)),
        None => choice.consider_stored().await?,
    }
    let (new, image) = choice.end()?;
    let fleet = Fleet { compute, infrastructure, image, caller, new };
    let progress = Progress::new(settings.servers);
    let supply = fleet.supply(settings.servers, progress.clone());
    let filled = store.fill(content, supply).await;
    progress.finish();
    store.close();
    let n_servers = filled
        .map_err(|error| Exit::because("can't store the servers; nothing was stored", &error))?;
    report(n_servers, &settings.data, began);
    Ok(())
}

async fn install(store: &RedbStore, directory: &Directory) -> Result<(), Exit> {
    EmbeddedIdentity::install(store as &dyn Documents, directory)
        .await
        .map_err(|error| Exit::because("can't store the users of the seed", &error))
}

/// Returns a `Compute` for the store, without build time: the call that creates a server also
/// completes it.
fn compute(store: &Arc<RedbStore>, clock: Arc<dyn Clock>) -> Compute {
    let times = Times {
        build: Duration::ZERO,
        action: Some(Duration::ZERO),
        deleted_retention: Duration::ZERO,
        reclaim: Duration::ZERO,
        shelved_offload: None,
    };
    let ports = Ports::of(store);
    let simulator = Simulator::new(ports.clone(), Arc::clone(&clock), times);
    Compute::new(ports, Arc::new(PolicyRules::defaults()), Arc::new(simulator), clock)
}

/// Returns a caller with a role in the project.
fn choose_caller(directory: &Directory, project: Option<&str>) -> Result<Caller, Exit> {
    let named = |name: &str| directory.projects.iter().find(|it| it.name == name || it.id == name);
    let project = match project {
        Some(name) => named(name).ok_or_else(|| no_project(directory, name))?,
        None => named(PROJECT)
            .or_else(|| directory.projects.first())
            .ok_or_else(|| Exit::failure("there is no project to load servers into"))?,
    };
    let assignment = directory.assignments.iter().find(|it| it.project_id == project.id);
    let assignment = assignment.ok_or_else(|| {
        Exit::failure(format!("nobody has a role in the project {}: give it a user", project.name))
    })?;
    Ok(Caller {
        user_id: assignment.user_id.clone(),
        project_id: project.id.clone(),
        roles: vec![assignment.role.clone()],
        is_admin: false,
    })
}

fn no_project(directory: &Directory, name: &str) -> Exit {
    let known: Vec<&str> = directory.projects.iter().map(|it| it.name.as_str()).collect();
    Exit::failure(format!("there is no project {name}; there are {}", known.join(", ")))
}

/// Creates identical servers.
struct Fleet {
    compute: Compute,
    infrastructure: Arc<Infrastructure>,
    image: Image,
    caller: Caller,
    new: NewServer,
}

impl Fleet {
    /// Returns the servers in batches, each with as many servers as one request may create.
    fn supply(
        self,
        n_servers: u64,
        progress: Progress,
    ) -> impl Iterator<Item = Result<Vec<Change>, Error>> + Send + 'static {
        let mut left = n_servers;
        std::iter::from_fn(move || {
            progress.reach(n_servers - left);
            let count =
                u32::try_from(left).map_or(MAX_SERVERS_AT_ONCE, |it| it.min(MAX_SERVERS_AT_ONCE));
            left -= u64::from(count);
            (count > 0).then(|| self.draft(count))
        })
    }

    fn draft(&self, count: u32) -> Result<Vec<Change>, Error> {
        let request = Request::new(&self.caller, RequestId::random());
        let new = NewServer { min_count: count, max_count: count, ..self.new.clone() };
        self.compute.draft_servers(request, new, &self.infrastructure, &self.image)
    }
}

fn report(n_servers: u64, folder: &Path, began: Instant) {
    let seconds = began.elapsed().as_secs_f64();
    // Ignored: standard output may be closed.
    let _ = writeln!(
        io::stdout(),
        "stored {n_servers} servers in {} in {seconds:.1} s",
        folder.display()
    );
}
