//! The store: its two ports, over snapshots and the writer.

use std::{
    net::IpAddr,
    num::NonZero,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread::{self, JoinHandle},
};

use ferronova_compute::{
    Census, Change, Condition, Content, ContentError, Decide, DecideImage, Decision, Documents,
    Error, FloatingIp, Group, ImageDecision, Infrastructure, InstanceAction, KeyPair,
    LeadingFloatingIp, Life, PortFuture, Query, Scope, SecurityGroup, SecurityGroupError, Server,
    ServerRef, Store, StoreError, Timestamp,
};
use tokio::{runtime::Handle, sync::Semaphore};
use uuid::Uuid;

use crate::{
    Backup, Finding, check,
    failure::at_the_edge,
    found::{Found, Groups, Numbers, Page},
    list::{ALL_PROJECTS, List},
    observer::Observer,
    open::{FILE_NAME, OpenError, open_folder, open_in_memory},
    records::Stored,
    recount::recount,
    shared::Shared,
    snapshot::Snapshot,
    walk::Walk,
    write::{
        AllocateRequest, ChangeRequest, DocumentsRequest, EnsureRequest, FillRequest, GroupUse,
        ImageRequest, NewKeyPair, OldKeyPair, PurgeRequest, ReleaseRequest, ServersIn,
        UpdateRequest, prepare,
    },
    writer::{Job, Task, Writer},
};

/// A read over more rows than this, or one that takes long, goes on in slices, off the caller's
/// thread.
const SLICE: usize = 2000;

/// How often it is looked for the servers of a security group that others come into. The last time
/// it is the writer that looks; in tests of this crate it is so at once.
const LOOKS: usize = if cfg!(test) { 1 } else { 4 };

/// What reading a list is called when it fails.
const LISTING: &str = "listing servers";

/// A store in an embedded database.
///
/// Reads never wait for writes. Writes that arrive together share a commit, and each is durable
/// when it is answered. No runtime is needed; within one of tokio's, long reads go on in its
/// blocking pool, as many at a time as there are cores, and by turns.
///
/// A new store [is new](Self::is_new) until content is loaded into it, whatever documents it
/// holds: so whoever fills it writes the documents first and loads the content last, and begins
/// again if it was killed in between.
pub struct RedbStore {
    shared: Arc<Shared>,
    running: Mutex<Option<Running>>,
    /// One permit for each slice of a long read that may run at a time.
    turns: Arc<Semaphore>,
    is_verified: bool,
}

/// The writer, as long as the store is open.
struct Running {
    jobs: mpsc::Sender<Job>,
    thread: JoinHandle<()>,
}

impl RedbStore {
    /// Opens the database of a folder, and makes both if they are not there. One process can have
    /// it open.
    ///
    /// # Errors
    ///
    /// [`OpenError`]; nothing was changed on the disk then.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        Self::start(open_folder(folder)?)
    }

    /// Whether a folder has a database, whatever state that is in.
    #[must_use]
    pub fn exists(folder: &Path) -> bool {
        folder.join(FILE_NAME).exists()
    }

    /// A new store that is gone when it is dropped.
    ///
    /// # Errors
    ///
    /// [`OpenError::Thread`].
    pub fn in_memory() -> Result<Self, OpenError> {
        Self::start(open_in_memory()?)
    }

    pub(crate) fn start(writer: Writer) -> Result<Self, OpenError> {
        let (shared, is_verified) = (writer.shared(), writer.is_verified);
        let (jobs, waiting) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writer.run(&waiting))
            .map_err(|source| OpenError::Thread { source })?;
        let running = Mutex::new(Some(Running { jobs, thread }));
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        Ok(Self { shared, running, turns: Arc::new(Semaphore::new(cores)), is_verified })
    }

    /// Whether no content was ever loaded, so that there is everything to fill in.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.shared.is_new()
    }

    /// How many commits there were since the store was opened.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.shared.commits()
    }

    /// Stores new servers in one commit, some at a time, and says how many they were: all are
    /// there afterwards, or none. Content, if there is any, replaces everything before them.
    ///
    /// Each item is stored before the next is asked for; nothing else is written meanwhile.
    ///
    /// # Errors
    ///
    /// What is wrong with the content or with a server, the first error among the items, or a
    /// failure of the store.
    pub async fn fill(
        &self,
        content: Option<Content>,
        servers: impl Iterator<Item = Result<Vec<Change>, Error>> + Send + 'static,
    ) -> Result<u64, ContentError> {
        const WHAT: &str = "storing many servers";
        let loaded = content.map(prepare).transpose()?;
        let request = Box::new(FillRequest { loaded, servers: Box::new(servers) });
        let filled = self.write(WHAT, Job::Fill, request).await;
        filled.map_err(|it| ContentError::Store(store_error(WHAT, it)))
    }

    /// Has `observer` told of every commit from now on. A store has one observer, the first.
    pub fn observe(&self, observer: Arc<dyn Observer>) {
        self.shared.observe(observer);
    }

    /// How many servers live, counted anew: what [`census`](Store::census) says, unless the
    /// database was damaged. It takes the longer the more there are.
    ///
    /// # Errors
    ///
    /// If the lists can't be read.
    pub fn recount(&self) -> Result<Census, StoreError> {
        let snapshot = self.shared.snapshot()?;
        self.checked(at_the_edge("counting servers", || recount(&snapshot.lists)))
    }

    /// Everything that is stored now, to be kept elsewhere. What is written from then on is not in
    /// it, and does not wait for it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store can't be read.
    pub fn backup(&self) -> Result<Backup, StoreError> {
        let snapshot = self.shared.snapshot()?;
        self.checked(at_the_edge("beginning a backup", || Backup::of(&snapshot)))
    }

    /// Whether the whole file was found free of damage when it was opened. A large one is not read
    /// as a whole then: [`Self::look_through`] does that.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.is_verified
    }

    /// Looks for damage in what is stored, while others read and write, and reports each finding
    /// as soon as it is made; says how many there were. It takes the longer the more there is.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store can't be read, or was closed meanwhile.
    pub fn look_through(&self, report: &mut dyn FnMut(Finding)) -> Result<u64, StoreError> {
        let snapshot = self.shared.snapshot()?;
        let mut unless_closed = |finding| {
            // What can't be read because the store is closed is no damage.
            if self.shared.snapshot().is_ok() {
                report(finding);
            }
        };
        let findings = check::look_through(&snapshot, &mut unless_closed);
        self.shared.snapshot()?;
        Ok(findings)
    }

    /// Finishes what waits to be written and gives the file back. Everything fails from then on.
    pub fn close(&self) {
        let running = self.running().take();
        if let Some(Running { jobs, thread }) = running {
            drop(jobs);
            // If the thread panicked, what it had not answered has failed already.
            drop(thread.join());
        }
    }

    #[cfg(test)]
    pub(crate) fn snapshot(&self) -> Result<Arc<Snapshot>, StoreError> {
        self.shared.snapshot()
    }

    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The server of that name in scope, and what it was read from.
    fn read(
        &self,
        id: ServerRef,
        scope: &Scope,
    ) -> Result<Option<(Stored, Arc<Snapshot>)>, StoreError> {
        let snapshot = self.shared.snapshot()?;
        let stored = self.checked(at_the_edge("reading a server", || snapshot.find(id)))?;
        let stored = stored.filter(|it| scope.contains(&it.server.project_id));
        Ok(stored.map(|it| (it, snapshot)))
    }

    /// What was read. If that failed the writer looks after the disk: the engine does nothing more
    /// for anybody after one read that failed.
    fn checked<T>(&self, read: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(StoreError::Failed { .. }) = &read {
            self.send(Job::Check);
        }
        read
    }

    /// Hands a job to the writer. If that is gone the job ends here, and with it its answer.
    fn send(&self, job: Job) {
        if let Some(Running { jobs, .. }) = &*self.running() {
            drop(jobs.send(job));
        }
    }

    /// The group of this one's number and project as it is now.
    fn group_of_number(&self, group: &SecurityGroup) -> Result<SecurityGroup, Error> {
        let scope = Scope::Project(group.project_id.clone());
        let snapshot = self.shared.snapshot()?;
        let read = at_the_edge("reading a security group", || snapshot.security_groups(&scope));
        let found = self.checked(read)?.into_iter().find(|it| it.id == group.id);
        Ok(found.ok_or_else(|| SecurityGroupError::NoSuchId { id: group.id.to_string() })?)
    }

    /// The servers in a group, so many at most. After so many looks in vain they are left to the
    /// writer, which holds up everybody else while it looks.
    async fn servers_in(
        &self,
        group: &SecurityGroup,
        looks: usize,
        limit: usize,
    ) -> Result<ServersIn, Error> {
        const WHAT: &str = "looking for the servers of a security group";
        if looks + 1 >= LOOKS {
            return Ok(ServersIn::Unknown);
        }
        let scope = Scope::Project(group.project_id.clone());
        let conditions = vec![Condition::SecurityGroup(group.name.clone())];
        let query = Query { scope, life: Life::Any, conditions, after: None, limit };
        let snapshot = self.shared.snapshot()?;
        let group_uses = snapshot.group_uses;
        let numbers = Numbers::up_to(limit);
        let walk = self.checked(at_the_edge(WHAT, || Walk::begin(snapshot, &query, numbers)))?;
        let found = self.checked(finish(WHAT, walk, &query, &self.turns).await)?;
        Ok(ServersIn::Found { numbers: found.into_numbers(), group_uses })
    }

    /// Has the writer carry out `request`, and waits until it is durable.
    async fn write<I, O>(
        &self,
        what: &'static str,
        job: impl FnOnce(Task<I, O>) -> Job,
        request: I,
    ) -> Result<O, Error> {
        let (task, answer) = Task::new(request);
        self.send(job(task));
        answer.await.unwrap_or_else(|_| Err(self.shared.error(what).into()))
    }
}

impl Drop for RedbStore {
    fn drop(&mut self) {
        self.close();
    }
}

/// Goes on with a walk until it is done.
async fn finish<F: Found>(
    what: &'static str,
    mut walk: Walk<F>,
    query: &Query,
    turns: &Arc<Semaphore>,
) -> Result<F, StoreError> {
    at_the_edge(what, || if walk.is_done() { Ok(()) } else { walk.advance(query, SLICE) })?;
    if walk.is_done() {
        return Ok(walk.into_found());
    }
    let query = Arc::new(query.clone());
    while !walk.is_done() {
        let query = query.clone();
        let turn = Arc::clone(turns).acquire_owned().await;
        let turn = turn.map_err(|it| StoreError::failed(what, it))?;
        let slice = move || {
            // The turn ends with the work, also if nobody waits for the result any more.
            let _turn = turn;
            at_the_edge(what, || {
                walk.advance(&query, SLICE)?;
                Ok(walk)
            })
        };
        walk = match Handle::try_current() {
            Ok(runtime) => {
                let slice = runtime.spawn_blocking(slice);
                slice.await.map_err(|it| StoreError::failed(what, it))??
            }
            Err(_) => slice()?,
        };
    }
    Ok(walk.into_found())
}

/// The error of an operation that can fail in the store alone.
fn store_error(what: &'static str, error: Error) -> StoreError {
    match error {
        Error::Store(error) => error,
        error => StoreError::failed(what, error),
    }
}

fn not_found(id: ServerRef) -> Error {
    let id = match id {
        ServerRef::Id(id) => id.to_string(),
        ServerRef::Number(number) => number.to_string(),
    };
    Error::ServerNotFound { id }
}

impl Store for RedbStore {
    fn find<'a>(
        &'a self,
        id: ServerRef,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Option<Server>, StoreError>> {
        Box::pin(async move { Ok(self.read(id, scope)?.map(|(stored, _)| stored.server)) })
    }

    fn page<'a>(&'a self, query: &'a Query) -> PortFuture<'a, Result<Vec<Server>, StoreError>> {
        Box::pin(async move {
            let snapshot = self.shared.snapshot()?;
            let page = Page::of(query.limit);
            let walk = self.checked(at_the_edge(LISTING, || Walk::begin(snapshot, query, page)))?;
            Ok(self.checked(finish(LISTING, walk, query, &self.turns).await)?.into_servers())
        })
    }

    fn count<'a>(&'a self, query: &'a Query) -> PortFuture<'a, Result<Vec<Group>, StoreError>> {
        const WHAT: &str = "counting servers";
        Box::pin(async move {
            let query = Query { after: None, ..query.clone() };
            let snapshot = self.shared.snapshot()?;
            let groups = Groups::default();
            let walk = self.checked(at_the_edge(WHAT, || Walk::begin(snapshot, &query, groups)))?;
            Ok(self.checked(finish(WHAT, walk, &query, &self.turns).await)?.into_groups())
        })
    }

    fn census(&self) -> Census {
        self.shared.census()
    }

    fn create(&self, servers: Vec<Change>) -> PortFuture<'_, Result<Vec<Server>, Error>> {
        Box::pin(self.write("storing new servers", Job::Create, servers))
    }

    fn change<'a>(
        &'a self,
        id: ServerRef,
        scope: &'a Scope,
        decide: Decide<'a>,
    ) -> PortFuture<'a, Result<Server, Error>> {
        Box::pin(async move {
            loop {
                let (old, snapshot) = self.read(id, scope)?.ok_or_else(|| not_found(id))?;
                let change = match decide(&old.server)? {
                    Decision::Keep => return Ok(old.server),
                    Decision::Write(change) => *change,
                };
                let generation = snapshot.generation;
                drop(snapshot);
                let request = Box::new(ChangeRequest { old, generation, change });
                // Nothing comes back if another writer was faster. That one has won, so that
                // trying again without end is not waiting without end.
                if let Some(server) = self.write("changing a server", Job::Change, request).await? {
                    return Ok(*server);
                }
            }
        })
    }

    fn actions(&self, number: u64) -> PortFuture<'_, Result<Vec<InstanceAction>, StoreError>> {
        Box::pin(async move {
            let snapshot = self.shared.snapshot()?;
            self.checked(at_the_edge("reading instance actions", || snapshot.actions(number)))
        })
    }

    fn in_transition(&self) -> PortFuture<'_, Result<Vec<Server>, StoreError>> {
        Box::pin(async move {
            let query = Query {
                scope: Scope::All,
                life: Life::Any,
                conditions: Vec::new(),
                after: None,
                limit: usize::MAX,
            };
            let lists = vec![(ALL_PROJECTS, List::InTransition)];
            let walk = Walk::over(self.shared.snapshot()?, lists, Page::of(query.limit));
            Ok(self.checked(finish(LISTING, walk, &query, &self.turns).await)?.into_servers())
        })
    }

    fn purge(&self, deleted_before: Timestamp) -> PortFuture<'_, Result<u64, StoreError>> {
        const WHAT: &str = "purging servers";
        Box::pin(async move {
            let mut servers = 0;
            let mut request = PurgeRequest { deleted_before, after: None };
            loop {
                let purged = self.write(WHAT, Job::Purge, request).await;
                let purged = purged.map_err(|it| store_error(WHAT, it))?;
                servers += purged.servers;
                if purged.next.is_none() {
                    return Ok(servers);
                }
                request.after = purged.next;
            }
        })
    }

    fn infrastructure(&self) -> Arc<Infrastructure> {
        self.shared.infrastructure()
    }

    fn change_image<'a>(
        &'a self,
        id: Uuid,
        decide: DecideImage<'a>,
    ) -> PortFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            loop {
                let infrastructure = self.shared.infrastructure();
                let old = infrastructure.find_image(id).ok_or(Error::ImageNotFound)?.clone();
                let decision = decide(&old)?;
                if matches!(decision, ImageDecision::Keep) {
                    return Ok(());
                }
                let request = ImageRequest { old, decision };
                if self.write("changing an image", Job::Image, request).await? {
                    return Ok(());
                }
            }
        })
    }

    fn key_pairs<'a>(
        &'a self,
        user_id: &'a str,
    ) -> PortFuture<'a, Result<Vec<KeyPair>, StoreError>> {
        Box::pin(async move {
            let snapshot = self.shared.snapshot()?;
            self.checked(at_the_edge("reading key pairs", || snapshot.key_pairs(user_id)))
        })
    }

    fn find_key_pair<'a>(
        &'a self,
        user_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<Option<KeyPair>, StoreError>> {
        Box::pin(async move {
            let snapshot = self.shared.snapshot()?;
            self.checked(at_the_edge("reading a key pair", || {
                snapshot.find_key_pair(user_id, name)
            }))
        })
    }

    fn create_key_pair(
        &self,
        key_pair: KeyPair,
        most: usize,
    ) -> PortFuture<'_, Result<KeyPair, Error>> {
        let request = NewKeyPair { key_pair, most };
        Box::pin(self.write("storing a key pair", Job::CreateKeyPair, request))
    }

    fn delete_key_pair<'a>(
        &'a self,
        user_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<(), Error>> {
        let request = OldKeyPair { user_id: user_id.to_owned(), name: name.to_owned() };
        Box::pin(self.write("removing a key pair", Job::DeleteKeyPair, request))
    }

    fn floating_ips<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<LeadingFloatingIp>, StoreError>> {
        Box::pin(async move {
            let snapshot = self.shared.snapshot()?;
            self.checked(at_the_edge("listing floating addresses", || snapshot.floating_ips(scope)))
        })
    }

    fn find_floating_ip(
        &self,
        pool_id: Uuid,
        ip: IpAddr,
    ) -> PortFuture<'_, Result<Option<LeadingFloatingIp>, StoreError>> {
        Box::pin(async move {
            let snapshot = self.shared.snapshot()?;
            let found = at_the_edge("reading a floating address", || {
                snapshot.find_floating_ip(pool_id, ip)
            });
            self.checked(found)
        })
    }

    fn allocate_floating_ip<'a>(
        &'a self,
        pool_id: Uuid,
        project_id: &'a str,
    ) -> PortFuture<'a, Result<Option<FloatingIp>, Error>> {
        let request = AllocateRequest { pool_id, project_id: project_id.to_owned() };
        Box::pin(self.write("giving a floating address", Job::AllocateFloatingIp, request))
    }

    fn release_floating_ip(
        &self,
        floating_ip: FloatingIp,
        at: Timestamp,
    ) -> PortFuture<'_, Result<(), Error>> {
        let request = ReleaseRequest { floating_ip, at };
        Box::pin(self.write("taking a floating address", Job::ReleaseFloatingIp, request))
    }

    fn security_groups<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<SecurityGroup>, StoreError>> {
        Box::pin(async move {
            let snapshot = self.shared.snapshot()?;
            self.checked(at_the_edge("listing security groups", || snapshot.security_groups(scope)))
        })
    }

    fn find_security_group<'a>(
        &'a self,
        project_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<Option<SecurityGroup>, StoreError>> {
        Box::pin(async move {
            let snapshot = self.shared.snapshot()?;
            let found = at_the_edge("reading a security group", || {
                snapshot.find_security_group(project_id, name)
            });
            self.checked(found)
        })
    }

    fn ensure_default_group<'a>(
        &'a self,
        project_id: &'a str,
    ) -> PortFuture<'a, Result<(), Error>> {
        let request = EnsureRequest::DefaultOf(project_id.to_owned());
        Box::pin(self.write("storing a security group", Job::EnsureSecurityGroups, request))
    }

    fn ensure_groups_of(&self, number: u64) -> PortFuture<'_, Result<(), Error>> {
        let request = EnsureRequest::OfServer(number);
        Box::pin(self.write("storing security groups", Job::EnsureSecurityGroups, request))
    }

    fn add_security_group(
        &self,
        group: SecurityGroup,
    ) -> PortFuture<'_, Result<SecurityGroup, Error>> {
        Box::pin(self.write("storing a security group", Job::AddSecurityGroup, group))
    }

    fn update_security_group(
        &self,
        new: SecurityGroup,
    ) -> PortFuture<'_, Result<SecurityGroup, Error>> {
        const WHAT: &str = "changing a security group";
        Box::pin(async move {
            let mut looks = 0;
            loop {
                let group = self.group_of_number(&new)?;
                let servers = if group.name == new.name {
                    ServersIn::Unknown
                } else {
                    self.servers_in(&group, looks, usize::MAX).await?
                };
                let used = GroupUse { group, servers };
                let request = UpdateRequest { used, new: new.clone() };
                if self.write(WHAT, Job::UpdateSecurityGroup, request).await? {
                    return Ok(new);
                }
                looks += 1;
            }
        })
    }

    fn remove_security_group(&self, group: SecurityGroup) -> PortFuture<'_, Result<(), Error>> {
        const WHAT: &str = "removing a security group";
        Box::pin(async move {
            let mut looks = 0;
            loop {
                let group = self.group_of_number(&group)?;
                let servers = self.servers_in(&group, looks, 1).await?;
                let used = GroupUse { group, servers };
                if self.write(WHAT, Job::RemoveSecurityGroup, used).await? {
                    return Ok(());
                }
                looks += 1;
            }
        })
    }

    fn load(&self, content: Content) -> PortFuture<'_, Result<(), ContentError>> {
        const WHAT: &str = "loading content";
        Box::pin(async move {
            let loaded = Box::new(prepare(content)?);
            let written = self.write(WHAT, Job::Load, loaded).await;
            written.map_err(|it| ContentError::Store(store_error(WHAT, it)))
        })
    }

    fn health(&self) -> Result<(), StoreError> {
        self.shared.health()
    }
}

impl Documents for RedbStore {
    fn list(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let snapshot = self.shared.snapshot()?;
        self.checked(at_the_edge("reading documents", || snapshot.documents(prefix)))
    }

    fn write(
        &self,
        written: Vec<(String, Vec<u8>)>,
        removed: Vec<String>,
    ) -> PortFuture<'_, Result<(), StoreError>> {
        const WHAT: &str = "writing documents";
        Box::pin(async move {
            let request = DocumentsRequest { written, removed };
            let stored = self.write(WHAT, Job::Documents, request).await;
            stored.map_err(|it| store_error(WHAT, it))
        })
    }
}
